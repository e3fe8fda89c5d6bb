"""Opening a file: xlsx, xls, ods and csv become sheets of rows. What it is its bytes say, never its name.

Only this module and `guards.py` know of file formats. Sheets are loaded one at a time and read row by row; a workbook
that cannot be read becomes `NotReadable`, whatever the library raised, a panic of its Rust core included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.ledger.sheets.cells import Cell
from bot.ledger.sheets.guards import MOST_ROWS, refuse_other_files, refuse_unsafe_zip
from bot.ledger.sheets.ole import refuse_unsafe_ole
from bot.ledger.sheets.rows import NotReadable
from bot.ledger.sheets.texts import read_text_rows

_LARGEST = 200 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of merged cells, as (row, column) from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows with their number as the spreadsheet shows it, and which cells are merged.

    `rows` can be gone through once. `height` is 0 when it is not known before. `offset` is how many columns to the
    left of the first cell of a row are empty; merged cells count from the very first column.
    """

    name: str
    rows: Iterator[tuple[int, list[Cell]]]
    merged: tuple[Merged, ...] = ()
    height: int = 0
    offset: int = 0
    hidden: bool = False


def open_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a file in their order, hidden ones without rows.

    Raises:
        NotReadable: it is no list, is protected by a password, is damaged or too large.
    """
    head = _head(path)
    if head.startswith(_OLE):
        refuse_unsafe_ole(path)
        return _workbook(path)
    if head.startswith(b"PK"):
        refuse_unsafe_zip(path)
        return _workbook(path)
    refuse_other_files(head)
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")):
        raise NotReadable("这是很旧的 .xls 格式，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。")
    return iter([Sheet(path.name, _numbered(read_text_rows(path)))])


def _head(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        raise NotReadable("这份文件打不开，请检查路径和权限。") from None
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotReadable("这份文件是空的，请检查是否传完整。")
    if size > _LARGEST:
        raise NotReadable("这份文件超过 200 MB，不像正常的表格，没有读；请分成几份再导入。")
    return head


def _workbook(path: Path) -> Iterator[Sheet]:
    with _plainly():
        book = CalamineWorkbook.from_path(path)
    for place, about in enumerate(book.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            yield Sheet(about.name, iter(()), hidden=True)
            continue
        with _plainly():
            sheet = book.get_sheet_by_index(place)
            merged = tuple(sheet.merged_cell_ranges or ())
        offset = sheet.start[1] if sheet.start else 0
        height = sheet.end[0] + 1 if sheet.end else 0
        yield Sheet(about.name, _numbered(_rows(sheet)), merged, height, offset)


def _rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    if sheet.start is None:
        return
    yield from sheet.iter_rows()


def _numbered(rows: Iterator[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise NotReadable(f"这份表格有超过 {MOST_ROWS} 行，请分成几份再导入。")
        yield number, row


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn whatever the library raises into a sentence; a panic derives from BaseException alone."""
    try:
        yield
    except PasswordError:
        raise NotReadable("这份表格设了打开密码，请去掉密码另存一份再导入。") from None
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        if "password" in str(error).lower():
            raise NotReadable("这份表格设了打开密码，请去掉密码另存一份再导入。") from None
        raise NotReadable(_damaged()) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise NotReadable(_damaged()) from None


def _damaged() -> str:
    return "这份表格打不开，可能已损坏，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。"

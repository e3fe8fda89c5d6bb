"""Reading csv: which encoding, which separator, and cells without what exports put around them.

UTF-8, UTF-16 and GB18030 (GBK) are told apart by their bytes. WeChat Pay writes a backtick before every cell, Alipay a
tab behind it, some programs ="13800000003" to keep a number from being changed.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from bot.ledger.sheets.cells import Cell
from bot.ledger.sheets.rows import NotReadable

_CHUNK = 1 << 20
_SEPARATORS = ",\t;|"
_HEAD_LINES = 200
_KEPT = re.compile(r'="?([^"]*)"?')
_UNREADABLE = "这份文件既不是表格，也不是 GBK 或 UTF-8 的文本，读不了，请另存为 .xlsx 再导入。"


def read_text_rows(path: Path) -> Iterator[list[Cell]]:
    """Yield the rows of a csv file, one for every line that a spreadsheet would show.

    Raises:
        NotReadable: it is no text in an encoding that we know, or a cell of it never ends.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as lines:
        separator = _separator([line for _, line in zip(range(_HEAD_LINES), lines, strict=False)])
        lines.seek(0)
        try:
            for row in csv.reader(_without_nothing(lines), delimiter=separator):
                yield [_bare(cell) for cell in row]
        except csv.Error:
            raise NotReadable("这份文件里有一格长得没有尽头，可能少了一个引号，请另存为 .xlsx 再导入。") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _checked(path, encoding)
    if b"\x00" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return _checked(path, "utf-16-le" if odd >= even else "utf-16-be")
    return _checked(path, "utf-8", "gb18030")


def _checked(path: Path, *encodings: str) -> str:
    """Return the first encoding in which the whole file is a text without control characters."""
    for encoding in encodings:
        if _is_text(path, encoding):
            return encoding
    raise NotReadable(_UNREADABLE)


def _is_text(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    strange = total = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                total += len(text)
                strange += len(re.findall("[\x00-\x08\x0e-\x1f\ufffd]", text))
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return strange * 100 <= total


def _separator(lines: list[str]) -> str:
    return max(_SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines))


def _without_nothing(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\x00", "") for line in lines)


def _bare(cell: str) -> str:
    text = cell.strip().strip("`\ufeff").strip()
    kept = _KEPT.fullmatch(text) if text.startswith("=") else None
    return kept[1].strip() if kept else text

"""Is an old workbook (xls) safe to open? Its container and its records are walked through first, only looking.

The reader believes what a damaged file says of its last row and column and would reserve memory for every cell between,
so a position that no spreadsheet of this kind can have (65 536 rows, 256 columns) is refused here. A record FILEPASS
tells that the sheets are encrypted; a stream EncryptedPackage is a newer workbook behind a password.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from bot.ledger.sheets.rows import NotReadable

_END = 0xFFFFFFFA
"""Sector numbers from here on mean: none, or the end of a chain."""

_MOST_COLUMNS = 256
_MOST_ROWS = 65_536
_MOST_CELLS = 8_000_000
_FILEPASS, _DIMENSIONS, _STRINGS, _SEVERAL, _BEGIN = 0x2F, 0x200, 0xFC, 0xBD, 0x809
_CELLS = frozenset(
    {0x03, 0x06, 0x04, 0xBD, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E, 0x406, 0x206, 0x02, 0x05, 0x01}
)
_PROTECTED = "这份表格设了打开密码，请去掉密码另存一份再导入。"
_DAMAGED = "这份 .xls 文件打不开，可能已损坏，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。"


def refuse_unsafe_ole(path: Path) -> None:
    """Look through an OLE container.

    Raises:
        NotReadable: it is encrypted, is no workbook, or its tables point beyond what can be.
    """
    try:
        data = path.read_bytes()
        streams = _Container(data).streams()
        if "EncryptedPackage" in streams:
            raise NotReadable(_PROTECTED)
        if "WordDocument" in streams or "PowerPoint Document" in streams:
            raise NotReadable("这是一份 Word 或 PPT 文档，不是表格，请换成 .xlsx、.xls、.ods 或 .csv 文件。")
        book = streams.get("Workbook") or streams.get("Book")
        if book is None:
            raise NotReadable(_DAMAGED)
        _look_through(book)
    except (struct.error, ValueError, IndexError, OSError):
        raise NotReadable(_DAMAGED) from None


def _look_through(book: bytes) -> None:
    at = rows = columns = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        if kind == _FILEPASS:
            raise NotReadable(_PROTECTED)
        if kind == _BEGIN:
            rows = columns = 0
        elif kind == _DIMENSIONS:
            _refuse_false_dimensions(body)
        elif kind == _STRINGS and length >= 8:
            _believe(struct.unpack_from("<I", body, 4)[0] <= len(book))
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1 + (length // 6 if kind == _SEVERAL else 0))
            _believe(columns <= _MOST_COLUMNS + 1 and rows * columns <= _MOST_CELLS)
        at += 4 + length


def _refuse_false_dimensions(body: bytes) -> None:
    """The reader reserves memory for what this record says, so it must be a rectangle that such a sheet can have."""
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH" if len(body) >= 14 else "<HHHH", body)
    _believe(first_row <= last_row <= _MOST_ROWS and first_column <= last_column <= _MOST_COLUMNS)


def _believe(can_be: object) -> None:
    if not can_be:
        raise NotReadable(_DAMAGED)


class _Container:
    """An OLE file: sectors, the table that chains them, and a directory of streams."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError("no sector size that exists")
        self._size = 1 << shift
        tables, self._directory = struct.unpack_from("<I", data, 0x2C)[0], struct.unpack_from("<I", data, 0x30)[0]
        self._cutoff, self._mini_table, minis, more, mores = struct.unpack_from("<IIIII", data, 0x38)
        most = len(data) // self._size + 1
        if max(tables, minis, mores) > most:
            raise ValueError("more tables than sectors")
        self._chain = self._integers(self._table_sectors(tables, more, mores))

    def streams(self) -> dict[str, bytes]:
        """Return the streams that matter here; only those of a workbook are read."""
        entries = self._read(self._directory)
        root = entries[:128]
        mini = self._read(struct.unpack_from("<I", root, 0x74)[0]) if len(root) == 128 else b""
        found: dict[str, bytes] = {}
        for at in range(0, len(entries) - 127, 128):
            entry = entries[at : at + 128]
            length = struct.unpack_from("<H", entry, 0x40)[0]
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", entry, 0x74)
            if name in {"Workbook", "Book"}:
                if size > len(self._data):
                    raise ValueError("a stream longer than its file")
                found[name] = (self._read(start) if size >= self._cutoff else self._read_mini(start, mini))[:size]
            elif name:
                found[name] = b""
        return found

    def _table_sectors(self, tables: int, more: int, mores: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 0x4C))
        for _ in range(mores):
            if more >= _END:
                break
            block = self._sector(more)
            values = struct.unpack(f"<{len(block) // 4}I", block)
            sectors += values[:-1]
            more = values[-1]
        return [sector for sector in sectors if sector < _END][:tables]

    def _integers(self, sectors: list[int]) -> tuple[int, ...]:
        block = b"".join(self._sector(sector) for sector in sectors)
        return struct.unpack(f"<{len(block) // 4}I", block)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        block = self._data[start : start + self._size]
        if not block:
            raise ValueError("a sector beyond the end")
        return block.ljust(self._size, b"\x00")

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(start, self._chain))

    def _read_mini(self, start: int, mini: bytes) -> bytes:
        chain = self._integers(list(_followed(self._mini_table, self._chain)))
        return b"".join(mini[number * 64 : number * 64 + 64] for number in _followed(start, chain))


def _followed(start: int, chain: tuple[int, ...]) -> Iterator[int]:
    """Follow a chain of sectors; one that runs in a circle is damaged."""
    for _ in range(len(chain) + 1):
        if start >= _END:
            return
        yield start
        start = chain[start]
    raise ValueError("a chain without an end")

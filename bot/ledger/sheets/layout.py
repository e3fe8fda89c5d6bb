"""Where the lists of a sheet are: titles, headers, lists side by side or one below another, sums, feet, merged cells.

A sheet is gone through once, row by row. A row of headers opens the lists that lie side by side in it; the same row
again (a page break) changes nothing, another one opens new lists. Rows of sums and what stands at the foot are passed
over without a word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.ledger.sheets.cells import LONGEST, Cell, is_nothing, written
from bot.ledger.sheets.codes import read_house_code
from bot.ledger.sheets.days import read_day
from bot.ledger.sheets.files import Merged, Sheet
from bot.ledger.sheets.headers import Headers, squeeze
from bot.ledger.sheets.kinds import Chooser, Table, columns_of, lists_beside, understandings
from bot.ledger.sheets.record import Notes, Record, Refused
from bot.ledger.sheets.rows import Kind, Place
from bot.understanding.result import Understood

_TITLES = 40
"""So many texts above a list are remembered; the preamble of a statement has a dozen."""


_BRACKETS = re.compile(r"[(（\[]")

_FIGURE = re.compile(r"\d")  # no header that says whose a row is has one, and most cells of a list do


@dataclass(slots=True)
class SheetLayout:
    """The lists of one sheet while it is gone through."""

    sheet: Sheet
    headers: Headers
    chooser: Chooser
    notes: Notes
    tables: list[Table] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    seen: list[Table] = field(default_factory=list)
    other_kinds: int = 0
    _words: tuple[str, ...] = ()

    def records(self) -> Iterator[Record | Refused]:
        """Yield the rows of all lists, and the refusals of those that are not looked into."""
        merged = _Merged(self.sheet.merged, self.sheet.offset)
        for number, cells in self.sheet.rows:
            merged.pass_row(number, cells)
            if self._is_headers(number, cells):
                continue
            if not self.tables:
                self.titles += [written(cell) for cell in cells if isinstance(cell, str) and cell][:3]
                self.titles = self.titles[-_TITLES:]
                continue
            for table in self.tables:
                yield from self._row(table, number, cells, merged)

    def _is_headers(self, number: int, cells: Sequence[Cell]) -> bool:
        """Tell whether this is a row of headers, and open its lists."""
        texts = [cell for cell in cells if isinstance(cell, str) and 0 < len(cell) <= 30]
        if not any(not _FIGURE.search(text) and self._is_mark(text) for text in texts):
            return False
        columns = columns_of(cells)
        words = tuple(column.word for column in columns)
        if self.tables and words == self._words:
            return True
        lists = [(each, understandings(each, self.headers)) for each in lists_beside(columns, self.headers)]
        fitting = [each for each, tables in lists if any(not table.missing for table in tables)]
        if not fitting:
            self._remember(number, [table for _, tables in lists for table in tables])
            return False
        chosen = [self.chooser.choose(each, self.titles) for each in fitting]
        self.tables = [table for table in chosen if table is not None]
        if not self.tables:
            self.other_kinds += 1
            self._remember(number, [table for _, tables in lists for table in tables])
        self.seen += self.tables
        self._words = words
        self.titles = self.titles if self.tables else []
        return True

    def _is_mark(self, text: str) -> bool:
        return squeeze(_BRACKETS.split(text, maxsplit=1)[0]) in self.headers.marks

    def _remember(self, number: int, tables: Sequence[Table]) -> None:
        wanted = self.chooser.wanted
        near = max((table for table in tables if wanted in {None, table.kind}), key=lambda table: table.score)
        known = self.chooser.nearest
        if not self.seen and near.score >= 2 and (known is None or near.score > known[2].score):
            self.chooser.nearest = (self.sheet.name, number, near)

    def _row(self, table: Table, number: int, cells: Sequence[Cell], merged: "_Merged") -> Iterator[Record | Refused]:
        kept = _cut(table, cells)
        if all(is_nothing(cell) for cell in kept):
            return
        if table.kind is Kind.STATEMENT and self._ends(table, kept):
            self.tables = []
            return
        full = merged.filled(kept, table)
        record = Record(self.sheet.name, number, full, table, self.headers, self.notes)
        if _is_passed(record, kept, self.headers):
            return
        if any(_is_long(cell) for cell in kept):
            label = next((column.label for column in table.columns if _is_long(kept[column.at])), "")
            yield Refused(Place(self.sheet.name, number, label), f"{label}这一格超过 {LONGEST} 个字，这一行没有读")
            return
        yield record

    def _ends(self, table: Table, cells: Sequence[Cell]) -> bool:
        """Tell whether a statement is over: its sums and its foot begin with a word of the table."""
        if any(isinstance(read_day(cells[column.at]), Understood) for column in table.fields["moment"]):
            return False
        return written(next(cell for cell in cells if not is_nothing(cell))).startswith(self.headers.statement_ends)


def _cut(table: Table, cells: Sequence[Cell]) -> list[Cell]:
    """Return the row with only the cells of one list in it; what is beside belongs to another."""
    first, last = table.columns[0].at, table.columns[-1].at
    kept: list[Cell] = [""] * (last + 1)
    kept[first:] = cells[first : last + 1]
    return kept + [""] * (last + 1 - len(kept))


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > LONGEST


def _is_passed(record: Record, raw: Sequence[Cell], headers: Headers) -> bool:
    """Tell whether a row is a sum, a title between two parts, or the foot of the list."""
    if record.table.kind is Kind.STATEMENT:
        return False
    named = [column for column in record.table.whose if not is_nothing(raw[column.at])]
    if any(_is_total(raw[column.at], headers) for column in record.table.fields.get("item", ())):
        return True
    if any(isinstance(read_house_code(raw[column.at]), Understood) for column in named):
        return False
    if any(_is_total(raw[column.at], headers) for column in named or record.table.columns):
        return True
    if any(column not in record.table.fields.get("house", ()) for column in named):
        return False
    filled = [raw[column.at] for column in record.table.columns if not is_nothing(raw[column.at])]
    first = filled[0] if filled else ""
    return isinstance(first, str) and (len(filled) <= 1 or squeeze(first).startswith(headers.footers))


def _is_total(cell: Cell, headers: Headers) -> bool:
    if not isinstance(cell, str) or not 1 < len(cell) <= 30 or cell.isascii():
        return False
    return headers.total_row.fullmatch(squeeze(cell)) is not None


class _Merged:
    """What cells merged downwards hold: the value of the first of them counts for the rows below, amounts excepted."""

    def __init__(self, merged: Sequence[Merged], offset: int) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for (first_row, first_column), (last_row, _) in merged:
            if last_row > first_row and first_column >= offset:
                self._starts.setdefault(first_row + 1, []).append((first_column - offset, last_row + 1))
        self._held: dict[int, tuple[int, Cell]] = {}
        self._number = 0

    def pass_row(self, number: int, cells: Sequence[Cell]) -> None:
        """Take note of the merged cells that begin in this row."""
        self._number = number
        for column, last_row in self._starts.get(number, ()):
            if column < len(cells):
                self._held[column] = (last_row, cells[column])

    def filled(self, cells: list[Cell], table: Table) -> list[Cell]:
        """Return the row with what merged cells say in it."""
        if not self._held:
            return cells
        money = table.money
        full = list(cells)
        for column in table.columns:
            last_row, value = self._held.get(column.at, (0, ""))
            if self._number <= last_row and column.at not in money and is_nothing(full[column.at]):
                full[column.at] = value
        return full

"""A row of a list, asked for by field: a value, None, or the end of the row with a sentence for the clerk."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.ledger.sheets.cells import Cell, is_nothing, written
from bot.ledger.sheets.headers import Headers
from bot.ledger.sheets.kinds import Column, Table
from bot.ledger.sheets.rows import Place, Remark
from bot.understanding.result import Unclear, Understood

T = TypeVar("T")

Reader = Callable[[Cell], Understood[T] | Unclear]

FORMULA = "是空的；如果是公式，请在表格软件里打开、重新保存一次再导入"


class Refused(Exception):
    """The row is not taken; the remark says where and why."""

    def __init__(self, place: Place, why: str) -> None:
        """Keep the remark."""
        super().__init__(why)
        self.remark = Remark(place, f"{why}。")


@dataclass(slots=True)
class Notes:
    """What was noticed: remarks about single rows, and counts that become one sentence for each sheet."""

    warnings: list[Remark] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def summed_up(self) -> list[Remark]:
        """Return all remarks; the sentence of a count has its number in place of {n}."""
        sums = [Remark(Place(sheet, 0), words.replace("{n}", str(n))) for (sheet, words), n in self.counts.items()]
        return [*self.warnings, *sums]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one list."""

    sheet: str
    row: int
    cells: Sequence[Cell]
    table: Table
    headers: Headers
    notes: Notes

    @property
    def place(self) -> Place:
        """The place of the whole row."""
        return Place(self.sheet, self.row)

    def cell(self, name: str) -> Cell:
        """Return the first cell of a field that says something, or the empty text."""
        for column in self.table.fields.get(name, ()):
            if not is_nothing(self.cells[column.at]):
                return self.cells[column.at]
        return ""

    def column(self, name: str) -> Column | None:
        """Return the column that `cell` takes its value from, else the field's best one."""
        columns = self.table.fields.get(name, ())
        return next((each for each in columns if not is_nothing(self.cells[each.at])), columns[0] if columns else None)

    def has(self, name: str) -> bool:
        """Tell whether the field says something in this row."""
        return self.cell(name) != ""

    def text(self, name: str) -> str | None:
        """Return a field as a text, None when it says nothing."""
        return written(self.cell(name)) or None

    def take(self, name: str, reader: Reader[T]) -> T | None:
        """Read a field that may be empty.

        Raises:
            Refused: it says something that cannot be read.
        """
        for column in self.table.fields.get(name, ()):
            if not is_nothing(self.cells[column.at]):
                return self.take_at(column, reader)
        return None

    def take_at(self, column: Column, reader: Reader[T]) -> T:
        """Read the cell of one column.

        Raises:
            Refused: it cannot be read.
        """
        match reader(self.cells[column.at]):
            case Understood(value):
                return value
            case Unclear(why):
                raise self.refused(column, why)

    def need(self, name: str, reader: Reader[T]) -> T:
        """Read a field that must say something.

        Raises:
            Refused: it is empty or cannot be read.
        """
        value = self.take(name, reader)
        if value is None:
            raise self.refused(self.column(name), FORMULA)
        return value

    def refused(self, column: Column | None, why: str) -> Refused:
        """Return the refusal of this row, to be raised: the sentence begins with the column's header."""
        label = column.label if column is not None else ""
        return Refused(Place(self.sheet, self.row, label), f"{label}{why}")

    def warn(self, name: str, why: str) -> None:
        """Remark on a row that is taken all the same."""
        column = self.column(name)
        label = column.label if column is not None else ""
        self.notes.warnings.append(Remark(Place(self.sheet, self.row, label), f"{label}{why}。"))

    def count(self, words: str) -> None:
        """Count this row under a sentence that has {n} in it; the sheet gets one such sentence."""
        self.notes.counts[self.sheet, words] += 1

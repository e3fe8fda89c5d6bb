"""What a file would do: counts, what is refused and why, what was noticed; and, hidden behind it, the plan itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.ledger.entries import NewBill, NewPayment
from bot.ledger.imports.matching import Match
from bot.ledger.sheets.rows import Kind, Place, Remark, StatementRow
from bot.money import Fen
from bot.texts.templates import Templates


@dataclass(slots=True)
class Preview:
    """The outcome of holding a file against the ledger. Rows that are `same` are there already as the file has them.

    `total` is the sum of what would be entered or changed. Everything from `new_houses` on is the plan; a house that
    is to be made has a negative id until then.
    """

    kind: Kind
    create: int = 0
    change: int = 0
    same: int = 0
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    total: int = 0
    new_houses: dict[int, str] = field(default_factory=dict)
    new_bills: list[NewBill] = field(default_factory=list)
    changed_bills: list[tuple[Any, Fen, date | None]] = field(default_factory=list)
    payments: list[tuple[NewPayment, int | None]] = field(default_factory=list)
    lines: list[tuple[StatementRow, Match]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether carrying it out would change nothing."""
        return self.create + self.change == 0 and not self.lines

    def as_json(self) -> dict[str, Any]:
        """Return the contract of `linli import --json` (spec/commands.md)."""
        return {
            "create": self.create,
            "change": self.change,
            "same": self.same,
            "refused": [_as_json(remark) for remark in self.refused],
            "warnings": [_as_json(remark) for remark in self.warnings],
            "total_fen": self.total,
        }


class Clerk:
    """Writes the sentences of a preview: each is a template `import.KEY`, with the place of its row."""

    def __init__(self, templates: Templates, preview: Preview) -> None:
        """Write into `preview`."""
        self._templates, self.preview = templates, preview

    def refuse(self, place: Place, key: str, **facts: object) -> None:
        """Refuse a row: it is left out, with the reason."""
        self.preview.refused.append(Remark(place, self.say(key, **facts)))

    def warn(self, place: Place, key: str, **facts: object) -> None:
        """Tell something about a row that is taken all the same."""
        self.preview.warnings.append(Remark(place, self.say(key, **facts)))

    def say(self, key: str, **facts: object) -> str:
        """Return the sentence; a key with a dot names a template of another file."""
        values: Mapping[str, Any] = facts
        return self._templates.render(key if "." in key else f"import.{key}", **values)


def _as_json(remark: Remark) -> dict[str, Any]:
    place = remark.place
    return {"sheet": place.sheet, "row": place.row, "column": place.column, "why": remark.why}


def in_order(remarks: Sequence[Remark]) -> list[Remark]:
    """Return remarks in the order of the sheets and rows."""
    sheets = {remark.place.sheet: number for number, remark in reversed(list(enumerate(remarks)))}
    return sorted(remarks, key=lambda remark: (sheets[remark.place.sheet], remark.place.row))

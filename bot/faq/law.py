"""The law that answers rest on: the table `data/law.yaml`.

An entry says in our words what the law says, where it stands, and how sure the reading is. What was deleted, replaced
or never confirmed stays in the table with `citable: false`, so that a citation of it is refused with its reason.
"""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import model_validator

from bot.datafile import Table, YamlFile


class Confidence(StrEnum):
    """How the text was seen: the full text in an archive, or a second hand."""

    HIGH = "high"
    MEDIUM = "medium"


class Law(Table):
    """One provision or published case; `scope` names the place where it holds, None is the whole country."""

    id: str
    law: str
    article: str
    status: str
    effective: str
    says: str
    source: str
    confidence: Confidence
    quote: str | None = None
    lawyer: bool = False
    scope: str | None = None
    citable: bool = True

    @model_validator(mode="after")
    def _second_hand_needs_a_lawyer(self) -> Self:
        if self.confidence == Confidence.MEDIUM and not self.lawyer:
            raise ValueError("confidence medium needs lawyer: true")
        return self


class _LawFile(Table):
    entries: tuple[Law, ...]


def load_law(path: Path) -> dict[str, Law]:
    """Read `data/law.yaml` into provisions by id, also those that may not be cited.

    Raises:
        DataFault: the file does not fit or names an id twice.
    """
    file = YamlFile(path)
    found: dict[str, Law] = {}
    for at, entry in enumerate(file.as_model(_LawFile).entries):
        if entry.id in found:
            raise file.fault(("entries", at, "id"), f"the id {entry.id} stands twice")
        found[entry.id] = entry
    return found

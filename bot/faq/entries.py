"""The entries of the knowledge base: one file of `data/faq` for each label `faq:…`.

An answer is a list of lines. A line may need facts (`if`), stand in for unknown ones (`unless`), and name the law it
states (`law`). Nobody's approval is assumed: an entry approved by `demo` is complete in demo mode only.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field

from bot.datafile import DataFault, Table, YamlFile
from bot.texts.forbidden import Mention
from bot.texts.templates import placeholders

DEMO_APPROVER = "demo"


class Group(StrEnum):
    """What kind of question an entry answers."""

    FEE_OBJECTION = "fee_objection"
    FEE_GENERAL = "fee_general"
    SERVICE = "service"
    REPAIR_HOWTO = "repair_howto"
    ACCOUNT = "account"


class Line(Table):
    """One paragraph of an answer and when it is said."""

    say: str = Field(min_length=1)
    law: tuple[str, ...] = ()
    needs: tuple[str, ...] = Field(default=(), alias="if")
    unless: tuple[str, ...] = ()

    def is_said(self, known: Mapping[str, str] | frozenset[str]) -> bool:
        """Return whether the line is said with the facts `known`: all that it needs, and not all of `unless`."""
        if not all(name in known for name in {*self.needs, *self.holes()}):
            return False
        return not self.unless or not all(name in known for name in self.unless)

    def holes(self) -> frozenset[str]:
        """Return the facts that stand in the line."""
        return placeholders(self.say)


class Next(Table):
    """What the resident can do next: the words to choose and where they lead (`flow:…` or `faq:…`)."""

    label: str = Field(min_length=1)
    do: str


WORDINGS: Final = "paraphrases"
"""The last key of an entry and of an intent: how people say it."""


class Entry(Table):
    """One approved answer with its wordings."""

    id: str
    title: str = Field(min_length=1)
    group: Group
    version: int = Field(ge=1)
    approved_by: str = Field(min_length=1)
    approved_on: date
    answer: tuple[Line, ...] = Field(min_length=1)
    next: tuple[Next, ...] = Field(min_length=1, max_length=3)
    speaks_of: tuple[Mention, ...] = ()
    paraphrases: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that its lines use or ask for."""
        return frozenset().union(*({*line.needs, *line.unless, *line.holes()} for line in self.answer))

    @property
    def label(self) -> str:
        """The label that leads to this entry."""
        return f"faq:{self.id}"

    @property
    def is_signed(self) -> bool:
        """Whether a named person answers for the lines that state law."""
        return self.approved_by != DEMO_APPROVER


def load_entry(path: Path, *, until: str = "") -> Entry:
    """Read one entry; with `until=WORDINGS` without its wordings, which are most of the file.

    Raises:
        DataFault: the file does not fit, or is not named after the entry.
    """
    file = YamlFile(path, until=until)
    entry = file.as_model(Entry)
    if entry.id != path.stem:
        raise file.fault(("id",), f"the file of {entry.id} must be {entry.id}.yaml")
    return entry


def load_entries(folder: Path, *, until: str = "") -> dict[str, Entry]:
    """Read every entry of `data/faq`, by id; see `load_entry`.

    Raises:
        DataFault: a file does not fit, or there is none.
    """
    entries = {path.stem: load_entry(path, until=until) for path in sorted(folder.glob("*.yaml"))}
    if not entries:
        raise DataFault(folder, 0, "", "there are no entries")
    return entries

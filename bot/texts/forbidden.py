"""What no text may say: threats, false law, pressure, labels (spec/legal.md §10).

The patterns are the table `data/forbidden.yaml`. A pattern has scopes: strict for what the program sends on its own
(`reminder`), wider for letters and answers; the scope `all` applies everywhere. In a pattern `…` stands for up to
20 characters of the same sentence.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import field_validator

from bot.datafile import Table, YamlFile, load_table

_SAME_SENTENCE = "[^。!?;]{0,20}"
_REFERENCE = re.compile(r"(?:§[0-9-]+|[a-z]+_[a-z0-9_]+)[、； ]*")
# Blanks, marks that nobody sees and ornaments between characters are the ways to write 停水 past a pattern.
_ORNAMENTS = re.compile(r"[\s·•・‧*_~^|`\u00ad\u034f\u115f\u1160\u180b-\u180e\u2800\u3164\ufe00-\ufe0f]+")


class Scope(StrEnum):
    """Where a text stands: what the program sends on its own, what it answers, a formal letter, a text to staff."""

    ANSWER = "answer"
    REMINDER = "reminder"
    LETTER = "letter"
    STAFF = "staff"
    ALL = "all"


class Mention(Table):
    """A declared exception: this text must speak of what a pattern matches, and why."""

    pattern: str
    why: str


class Pattern(Table):
    """One thing that may not be said, with examples that must match and examples that must not."""

    id: str
    scope: tuple[Scope, ...]
    pattern: str
    why: str
    matches: tuple[str, ...]
    allows: tuple[str, ...]

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern.replace("…", _SAME_SENTENCE))
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return pattern

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled pattern; it is meant for text as `visible` returns it."""
        return re.compile(self.pattern.replace("…", _SAME_SENTENCE))

    def applies_to(self, scope: Scope | str) -> bool:
        """Return whether a text of `scope` is measured by this pattern."""
        return Scope.ALL in self.scope or scope in self.scope

    @property
    def reason(self) -> str:
        """Why, in words for a colleague: without the references that a lawyer follows."""
        return _REFERENCE.sub("", self.why).strip("；、 （）")


class Forbidden(Table):
    """All patterns of `data/forbidden.yaml`, in the order of the file."""

    patterns: tuple[Pattern, ...]

    def found_in(self, text: str, scope: Scope | str) -> list[Pattern]:
        """Return the patterns that `text` matches in `scope`; an empty list means that it may be said."""
        shown = visible(text)
        return [each for each in self.patterns if each.applies_to(scope) and each.expression.search(shown)]

    def undeclared_in(self, text: str, scope: Scope | str, declared: tuple[Mention, ...]) -> list[Pattern]:
        """Return what `found_in` returns without the patterns that the text's author declared with a reason."""
        excused = {mention.pattern for mention in declared}
        return [each for each in self.found_in(text, scope) if each.id not in excused]

    def ids(self) -> frozenset[str]:
        """Return the ids that a declaration may name."""
        return frozenset(each.id for each in self.patterns)


def visible(text: str) -> str:
    """Return `text` as a reader sees it: one width, lower case, without blanks, invisible marks and ornaments."""
    folded = unicodedata.normalize("NFKC", text).lower()
    shown = "".join(char for char in folded if unicodedata.category(char) not in {"Cf", "Cc", "Cs"} or char == "\n")
    return _ORNAMENTS.sub("", shown)


def load_forbidden(path: Path) -> Forbidden:
    """Read `data/forbidden.yaml`.

    Raises:
        DataFault: the file does not fit, names an id twice, or a pattern is no regular expression.
    """
    forbidden = load_table(path, Forbidden)
    ids = [each.id for each in forbidden.patterns]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            raise YamlFile(path).fault(("patterns", at, "id"), f"the id {name} stands twice")
    return forbidden


def check_forbidden(forbidden: Forbidden) -> list[str]:
    """Return what the examples of the patterns disprove: one sentence for each example that fails."""
    faults: list[str] = []
    for each in forbidden.patterns:
        faults += [f"{each.id}: must match {t}" for t in each.matches if not each.expression.search(visible(t))]
        faults += [f"{each.id}: must not match {t}" for t in each.allows if each.expression.search(visible(t))]
    return faults

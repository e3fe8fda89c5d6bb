"""All known wordings of what residents mean: from the entries (`data/faq`) and from `data/lexicon/intents`.

A wording belongs to a voice (`elders`, `young`, `petition` …, see docs/understanding.md): many voices, not many
sentences of one, are what makes unknown people understood.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator

from bot.datafile import Table, YamlFile
from bot.faq.entries import WORDINGS, Entry, load_entries
from bot.faq.labels import FAQ_LABELS, file_of, is_label

EDITOR: Final = "editor"
Normalise = Callable[[str], str]
"""Makes a text comparable; wordings and messages go through the same one."""


class Intent(Table):
    """The wordings of a label that is no entry; `title` is shown as a choice (labels without one are never offered)."""

    label: str
    title: str = Field(default="", max_length=12)
    paraphrases: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("label")
    @classmethod
    def _is_known(cls, label: str) -> str:
        if not is_label(label) or label in FAQ_LABELS:
            raise ValueError("no label of a flow, emergency, smalltalk or none")
        return label


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say something, as it was written, what it means, and in whose voice it is said."""

    text: str
    label: str
    voice: str


@dataclass(frozen=True, slots=True)
class Stock:
    """Every wording, and the titles of the labels that can be offered as a choice."""

    wordings: tuple[Wording, ...]
    titles: Mapping[str, str]


def load_intents(folder: Path, *, until: str = "") -> dict[str, Intent]:
    """Read `data/lexicon/intents`, by label; with `until=WORDINGS` without the wordings.

    Raises:
        DataFault: a file does not fit or is not named after its label.
    """
    found: dict[str, Intent] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = YamlFile(path, until=until)
        intent = file.as_model(Intent)
        if file_of(intent.label) != path.stem:
            raise file.fault(("label",), f"the file of {intent.label} must be {file_of(intent.label)}.yaml")
        found[intent.label] = intent
    return found


def load_stock(data: Path) -> Stock:
    """Read every wording below `data`.

    Raises:
        DataFault: a file cannot be used.
    """
    return make_stock(load_entries(data / "faq").values(), load_intents(data / "lexicon" / "intents").values())


def source_of(data: Path) -> str:
    """Return what the wordings below `data` are read from, unread: their files without the answers."""
    told = []
    for path in (*sorted((data / "faq").glob("*.yaml")), *sorted((data / "lexicon" / "intents").glob("*.yaml"))):
        head, _, wordings = path.read_text(encoding="utf-8").partition(f"\n{WORDINGS}:\n")
        titles = [line for line in head.splitlines() if line.startswith(("title:", "label:", "id:"))]
        told += [path.name, *titles, wordings]
    return "\0".join(told)


def make_stock(entries: Iterable[Entry], intents: Iterable[Intent]) -> Stock:
    """Return the wordings of entries (their titles too) and intents; of equal texts the first stays."""
    entries, intents = list(entries), list(intents)
    found: dict[str, Wording] = {}
    for entry in entries:
        found.setdefault(entry.title, Wording(entry.title, entry.label, EDITOR))
        _gather(found, entry.label, entry.paraphrases)
    for intent in intents:
        _gather(found, intent.label, intent.paraphrases)
    return Stock(tuple(found.values()), titles_of(entries, intents))


def titles_of(entries: Iterable[Entry], intents: Iterable[Intent]) -> dict[str, str]:
    """Return the titles of the labels that can be offered as a choice."""
    named = {entry.label: entry.title for entry in entries}
    return named | {intent.label: intent.title for intent in intents if intent.title}


def _gather(found: dict[str, Wording], label: str, voices: Mapping[str, tuple[str, ...]]) -> None:
    for voice, texts in voices.items():
        for text in texts:
            found.setdefault(text, Wording(text, label, voice))

"""`linli faq check`: whether the knowledge base may be served."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.output import FOUND_FAULTS, CannotRun, print_json, say

if TYPE_CHECKING:
    from bot.faq.check import Fault

T = TypeVar("T")


def check(
    *, json: Annotated[bool, typer.Option("--json", help="One JSON object a line, the counts last.")] = False
) -> int:
    """Check every entry, wording and provision of law below [bold]LINLI_DATA[/bold]; name every fault at once.

    An entry is read in every combination of known and unknown facts: it must be short enough, cite only law that
    stands in law.yaml and may be cited, say nothing forbidden, and lead somewhere.

    [bold]Out:[/bold] a line for each fault: [cyan]file:line: key: why[/cyan] (lines from 1; 0 is the whole file), then
    the counts. With --json: [cyan]{"file", "line", "key", "why"}[/cyan] and last
    [cyan]{"entries", "paraphrases", "law", "faults"}[/cyan].

    [bold]Exit codes:[/bold] 0 it may be served · 1 there are faults · 2 could not run.

    [bold]Example:[/bold] linli faq check
    """
    from bot.config import load_settings
    from bot.faq.check import check_knowledge
    from bot.understanding.normalise import normalise

    data = load_settings().data
    if not data.is_dir():
        raise CannotRun(f"LINLI_DATA: there is no folder {data}")
    faults = check_knowledge(data, normalise)
    counts = {**_counts(data), "faults": len(faults)}
    _print_faults(faults, counts, as_json=json)
    return FOUND_FAULTS if faults else 0


def _print_faults(faults: Iterable["Fault"], counts: dict[str, int], *, as_json: bool) -> None:
    for fault in faults:
        if as_json:
            print_json({"file": fault.file, "line": fault.line, "key": fault.key, "why": fault.why})
        else:
            say(str(fault))
    if as_json:
        print_json(counts)
    else:
        say(", ".join(f"{count} {what}" for what, count in counts.items()))


def _counts(data: Path) -> dict[str, int]:
    """Count what can be read; what cannot is among the faults."""
    from bot.faq.entries import load_entry
    from bot.faq.law import load_law
    from bot.faq.stock import load_intents

    entries = [entry for path in sorted((data / "faq").glob("*.yaml")) if (entry := _read(load_entry, path))]
    intents = _read(load_intents, data / "lexicon" / "intents") or {}
    voices = [each.paraphrases for each in entries] + [each.paraphrases for each in intents.values()]
    return {
        "entries": len(entries),
        "paraphrases": sum(len(wordings) for voice in voices for wordings in voice.values()),
        "law": len(_read(load_law, data / "law.yaml") or {}),
    }


def _read(load: Callable[[Path], T], path: Path) -> T | None:
    from bot.datafile import DataFault

    try:
        return load(path)
    except DataFault:
        return None

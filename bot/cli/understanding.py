"""`linli classify`: what residents' messages mean, one row in, one row out, nothing kept."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import learning
from bot.cli.rows import STDIN, Answer, BadRow, answer_each

if TYPE_CHECKING:
    from bot.faq.classify import Classifier
    from bot.understanding.staff.reading import StaffReading

    ReadsStaff = Callable[[str], StaffReading]


def classify(
    file: Annotated[Path, typer.Argument(help="JSON lines; - reads standard input.", metavar="[FILE|-]")] = STDIN,
    *,
    staff: Annotated[bool, typer.Option("--staff", help="The rows are messages of staff.")] = False,
) -> int:
    """Say what messages of residents mean, one row in, one row out, in order. Nothing is stored or sent.

    [bold]In:[/bold] JSON lines [cyan]{"id"?, "text", "context"?}[/cyan]; context is the label of the last answer, which
    a bare “how much” takes up. A row may have 16 MB.

    [bold]Out:[/bold] [cyan]{"id"?, "text", "action", "label", "candidates": [{"label", "score"}…]}[/cyan]; action is
    answer, suggest, flow, emergency, smalltalk or miss; label is null on suggest and miss; at most three candidates,
    scores from 0 to 1. A bad row (an empty line too) gives [cyan]{"id"?, "error"}[/cyan] in its place.

    [bold]With --staff:[/bold] [cyan]{"id"?, "text", "action", "slots"}[/cyan], what a staff member wants and what the
    message names for it: a house as 3-2-501 (3--501 without an entrance), money in fen.

    [bold]Exit codes:[/bold] 0 all rows read · 1 some rows were bad · 2 could not run.

    [bold]Example:[/bold] echo '{"text": "物业费怎么交"}' | linli classify
    """
    return answer_each(file, "classify", _reads_staff if staff else _reads_residents)


def _load() -> "Classifier":
    from bot.config import load_settings
    from bot.faq.classify import load_classifier

    settings = load_settings()
    with learning() as tell:
        return load_classifier(settings.data, settings.model_folder, tell)


def _reads_residents() -> Answer:
    from bot.faq.classify import as_row

    classifier = _load()

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        text, context = _asked(row)
        return {"text": text, **as_row(classifier.read(text, context=context))}

    return answer


def _asked(row: dict[str, Any]) -> tuple[str, str | None]:
    text, context = row.get("text"), row.get("context")
    if not isinstance(text, str):
        raise BadRow("text is missing" if "text" not in row else "text is no string")
    if context is not None and not isinstance(context, str):
        raise BadRow("context is no string")
    return text, context


def _reads_staff() -> Answer:
    """Read the rows as messages of staff; what they might ask as residents do, the residents' classifier reads."""
    read = _load_staff()

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        text, _ = _asked(row)
        reading = read(text)
        return {"text": text, "action": reading.action.value, "slots": dict(reading.slots)}

    return answer


def _load_staff() -> "ReadsStaff":
    """Load the words of staff first: a fault in their table is told at once."""
    from bot.config import load_settings
    from bot.faq.staff_opinion import load_staff_opinion, resident_reader
    from bot.understanding.staff.lexicon import load_staff_words
    from bot.understanding.staff.reading import read_staff_message

    settings = load_settings()
    words = load_staff_words(settings.data / "lexicon" / "staff.yaml")
    with learning() as tell:
        opinion = load_staff_opinion(settings.data, words, settings.model_folder, tell)
    as_resident = resident_reader(_load())
    return lambda text: read_staff_message(text, words, reads_as_resident=as_resident, second_opinion=opinion)

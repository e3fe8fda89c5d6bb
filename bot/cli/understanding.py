"""`linli classify`: what residents' messages mean, one row in, one row out, nothing kept."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import FOUND_FAULTS, CannotRun, Tell, print_json, progress

if TYPE_CHECKING:
    from bot.faq.classify import Classifier

LONGEST_ROW = 16 * 1024 * 1024
STDIN = Path("-")


class BadRow(Exception):
    """A row that cannot be read; the text says why."""


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

    [bold]Exit codes:[/bold] 0 all rows read · 1 some rows were bad · 2 could not run.

    [bold]Example:[/bold] echo '{"text": "物业费怎么交"}' | linli classify
    """
    if staff:
        raise CannotRun("staff messages come with a later part")
    with _opened(file) as (rows, size):
        classifier = _load()
        bad = 0
        with progress("classify") as tell:
            for line in _lines(rows, size, tell):
                answer = _answered(line, classifier)
                bad += "error" in answer
                print_json(answer)
    return FOUND_FAULTS if bad else 0


def _load() -> "Classifier":
    from bot.config import load_settings
    from bot.faq.classify import load_classifier

    return load_classifier(load_settings().data)


@contextmanager
def _opened(file: Path) -> Iterator[tuple[IO[bytes], int]]:
    if file == STDIN:
        yield sys.stdin.buffer, 0
        return
    with file.open("rb") as rows:
        yield rows, file.stat().st_size


def _lines(rows: IO[bytes], size: int, tell: Tell) -> Iterator[bytes]:
    """Yield the rows without their line ends; of a row that is too long only so much that this can be seen."""
    done = 0
    while line := rows.readline(LONGEST_ROW + 2):
        done += len(line)
        rest = line
        while not rest.endswith(b"\n") and (rest := rows.readline(LONGEST_ROW)):
            done += len(rest)
        tell(done, size)
        yield line.rstrip(b"\r\n")


def _answered(line: bytes, classifier: "Classifier") -> dict[str, Any]:
    from bot.faq.classify import as_row

    row: dict[str, Any] = {}
    try:
        row = _read_row(line)
        text, context = _asked(row)
    except BadRow as fault:
        return {**_id_of(row), "error": str(fault)}
    return {**_id_of(row), "text": text, **as_row(classifier.read(text, context=context))}


def _id_of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"]} if "id" in row else {}


def _read_row(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_ROW:
        raise BadRow(f"the row is longer than {LONGEST_ROW} bytes")
    try:
        row = json.loads(line.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
    except UnicodeDecodeError:
        raise BadRow("the row is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadRow("the row is no JSON") from None
    if not isinstance(row, dict):
        raise BadRow("the row is no object")
    return row


def _finite(number: str) -> float:
    """Read a number that can be written again: JSON has no infinity, and 1e999 would become one."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _asked(row: dict[str, Any]) -> tuple[str, str | None]:
    text, context = row.get("text"), row.get("context")
    if not isinstance(text, str):
        raise BadRow("text is missing" if "text" not in row else "text is no string")
    if context is not None and not isinstance(context, str):
        raise BadRow("context is no string")
    return text, context

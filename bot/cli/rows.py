"""JSON lines that a command reads: one object a row, a bad row is named in its place and stops nothing."""

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.cli.output import FOUND_FAULTS, OK, print_json, progress
from bot.store.batches import Tell

LONGEST_ROW = 16 * 1024 * 1024
STDIN = Path("-")


class BadRow(Exception):
    """A row that cannot be read; the text says why."""


Answer = Callable[[dict[str, Any]], dict[str, Any]]
"""What a command says of one row; raises BadRow for one that it cannot read."""


def answer_each(file: Path, what: str, prepare: Callable[[], Answer]) -> int:
    """Print the answer to every row of `file` in order, its id before it, and return the exit code.

    `prepare` loads what answering needs, once the file is open; a bad row gives its error in its place.
    """
    with opened(file) as (rows, size):
        answer, bad = prepare(), 0
        with progress(what) as tell:
            for line in lines(rows, size, tell):
                said = _answered(line, answer)
                bad += "error" in said
                print_json(said)
    return FOUND_FAULTS if bad else OK


def _answered(line: bytes, answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {}
    try:
        row = read_row(line)
        return {**id_of(row), **answer(row)}
    except BadRow as fault:
        return {**id_of(row), "error": str(fault)}


@contextmanager
def opened(file: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open the rows of `file` (`-` is standard input) and say how many bytes they have (0: not known)."""
    if file == STDIN:
        yield sys.stdin.buffer, 0
        return
    with file.open("rb") as rows:
        yield rows, file.stat().st_size


def lines(rows: IO[bytes], size: int, tell: Tell) -> Iterator[bytes]:
    """Yield the rows without their line ends; of a row that is too long only so much that this can be seen."""
    done = 0
    while line := rows.readline(LONGEST_ROW + 2):
        done += len(line)
        rest = line
        while not rest.endswith(b"\n") and (rest := rows.readline(LONGEST_ROW)):
            done += len(rest)
        tell(done, size)
        yield line.rstrip(b"\r\n")


def id_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the id of a row, if it has one, as a part of its answer."""
    return {"id": row["id"]} if "id" in row else {}


def read_row(line: bytes) -> dict[str, Any]:
    """Return the object that a line holds.

    Raises:
        BadRow: it is too long, no UTF-8, no JSON or no object.
    """
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

"""What commands print: JSON lines and results on standard output, notes and progress on standard error.

Exit codes: 0 done, 1 done with refusals or faults found, 2 could not run (one sentence why).
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from bot.store.batches import Tell

OK: Final = 0
FOUND_FAULTS: Final = 1
COULD_NOT_RUN: Final = 2


class CannotRun(Exception):
    """The command could not run; the text is the one sentence that says why."""


def print_json(row: Mapping[str, Any]) -> None:
    """Print one object as one line that no line reader can break: ASCII only, shown at once.

    Raises:
        ValueError: a number in it has no form in JSON (infinite, not a number).
    """
    sys.stdout.write(json.dumps(row, ensure_ascii=True, allow_nan=False) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print a line of a result that is meant for a person."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Print a line that is no result: what happens, what was wrong."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def progress(what: str) -> Iterator[Tell]:
    """Show a bar on standard error while the work goes on; only a terminal sees one."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


@contextmanager
def learning() -> Iterator[Tell]:
    """Say that the wordings are being learned, with a bar, if they must be: the first time and after a change."""
    with ExitStack() as stack:
        bars: list[Tell] = []

        def tell(done: int, of: int) -> None:
            if not bars:
                note("Learning the wordings of data/faq and data/lexicon (once; again after a change of them) …")
                bars.append(stack.enter_context(progress("learning")))
            bars[0](done, of)

        yield tell

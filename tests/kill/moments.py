"""Moments at which a process kills itself: the n-th time that something is about to happen, or has just happened.

What happens has a name: `before INSERT inbox`, `after UPDATE outbox`, `before COMMIT of UPDATE inbox` (the commit of a
transaction by the last change in it). Only changes count: how often the sender and the schedule look is chance.
"""

import os
import re
import signal
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

_CHANGE = re.compile(r'\s*(INSERT|UPDATE|DELETE)(?: INTO| FROM)?\s+"?(\w+)')
CLAIMED = "COMMIT of UPDATE outbox"
"""One commit claims one message or several, as it happens, so it does not count among `ANYTHING`."""
ANYTHING = "anything"
LOG = "moments.log"


@dataclass(frozen=True, slots=True)
class Moment:
    """The n-th time that `what` happens; `ANYTHING` counts every change and every commit but those of claims."""

    what: str
    nth: int = 1


class Watch:
    """Follows what a process does to its database, writes it down, and kills the process at its moment."""

    def __init__(self, moment: Moment | None, log: Path) -> None:
        self._moment = moment
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._here = threading.local()

    def follow(self, engine: Engine) -> None:
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "after_cursor_execute", self._after_statement)
        event.listen(engine, "commit", self._before_commit)
        event.listen(Session, "after_commit", self._after_commit)

    def note(self, what: str) -> None:
        """Write down that `what` happens, and die if this is the moment."""
        with self._lock:
            os.write(self._log, f"{what}\n".encode())
            self._seen[what] += 1
            self._seen[ANYTHING] += CLAIMED not in what
            if self._moment and self._is(self._moment, what):
                os.kill(os.getpid(), signal.SIGKILL)

    def _is(self, moment: Moment, what: str) -> bool:
        meant = what == moment.what or (moment.what == ANYTHING and CLAIMED not in what)
        return meant and self._seen[moment.what] == moment.nth

    def _on_begin(self, _connection: Any) -> None:
        self._here.change = None

    def _before_statement(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        change = _CHANGE.match(statement)
        if change:
            self._here.change = f"{change[1]} {change[2]}"
            self.note(f"before {self._here.change}")

    def _after_statement(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if _CHANGE.match(statement):
            self.note(f"after {self._here.change}")

    def _before_commit(self, _connection: Any) -> None:
        if self._here.change:
            self.note(f"before COMMIT of {self._here.change}")

    def _after_commit(self, _session: Session) -> None:
        if self._here.change:
            self.note(f"after COMMIT of {self._here.change}")


def count_changes(log: Path) -> int:
    """Return how far the processes that wrote this log have counted `ANYTHING`."""
    return sum(CLAIMED not in line for line in log.read_text(encoding="utf-8").splitlines())

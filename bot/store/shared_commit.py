"""SQLite's one writer: transactions that wait for one another share one durable commit.

A commit that survives a power cut costs the disk some milliseconds, whatever it holds. Whoever gets the writer's lock
runs all transactions that are waiting and commits them together; nobody is told that a transaction is done before
that commit has returned. When one of them raises, all are rolled back and each is run again alone, so that only its
own caller sees the error: `work` may run twice and must do nothing but the database.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

T = TypeVar("T")
MOST_AT_ONCE = 64


class _Unit(Generic[T]):
    """One waiting transaction and what became of it."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Callable[[Session], T]) -> None:
        self.work = work
        self.done = False
        self.result: T | None = None
        self.error: BaseException | None = None


class SharedCommit:
    """Runs the writing transactions of this process on one database file."""

    def __init__(self, engine: Engine) -> None:
        """Write through `engine`."""
        self.lock = threading.Lock()
        self._engine = engine
        self._waiting: deque[_Unit[Any]] = deque()

    def run(self, work: Callable[[Session], T]) -> T:
        """Run `work(session)` as one transaction and return its result once it is committed.

        Raises:
            Exception: what `work` raised; its transaction alone was rolled back.
        """
        unit = _Unit(work)
        self._waiting.append(unit)
        with self.lock:
            while not unit.done:
                self._run_waiting()
        if unit.error is not None:
            raise unit.error
        return unit.result  # type: ignore[return-value]

    def _run_waiting(self) -> None:
        units = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
        if len(units) == 1 or not self._run_together(units):
            for unit in units:
                self._run_alone(unit)
        for unit in units:
            unit.done = True

    def _run_together(self, units: Sequence[_Unit[Any]]) -> bool:
        """Run several in one transaction; False when one raised, and nothing has happened."""
        try:
            with self._engine.begin() as connection:
                for unit in units:
                    with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                        unit.result = unit.work(session)
                        session.commit()
        except Exception:  # noqa: BLE001 - whatever it was, each meets it again alone
            return False
        return True

    def _run_alone(self, unit: _Unit[Any]) -> None:
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                unit.result = unit.work(session)
        except BaseException as error:  # noqa: BLE001 - it is raised to the one who asked for this work
            unit.error = error

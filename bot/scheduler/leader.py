"""Which process runs the scheduled work: one at a time, another at once when it is gone.

PostgreSQL: an advisory lock on a connection of its own, asked again before every tick. SQLite: a lock on a file
beside the database. Ticks are idempotent all the same, so a moment with two leaders does no harm.
"""

import fcntl
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.engine import Store

_LOCK = 4712


class Leader:
    """Holds or seeks the leadership of this database; the ticks ask from several threads."""

    def __init__(self, store: Store) -> None:
        """Seek nothing yet."""
        self._store = store
        self._asking = Lock()
        self._connection: Connection | None = None
        self._file: IO[Any] | None = None

    def leads(self) -> bool:
        """Return whether this process leads now, seeking the leadership when nobody has it."""
        with self._asking:
            return self._leads_sqlite() if self._store.is_sqlite else self._leads_postgres()

    def resign(self) -> None:
        """Let another process lead."""
        with self._asking:
            self._let_go()
            if self._file is not None:
                self._file.close()
                self._file = None

    def _let_go(self) -> None:
        """Give the lock back at once and close its connection for good: in the pool nobody could tell what it holds."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(SQLAlchemyError):
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.detach()
        connection.close()

    def _leads_postgres(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
                self._connection = connection
                return True
            connection.close()
        except DBAPIError:
            self._let_go()
        return False

    def _leads_sqlite(self) -> bool:
        if self._file is not None:
            return True
        database = self._store.engine.url.database
        if database is None:
            return True
        file = Path(f"{database}.leader").open("w", encoding="utf-8")  # noqa: SIM115 - the open file is the lock
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

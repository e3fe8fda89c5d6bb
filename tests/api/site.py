"""The real server on a free port of the loopback, in a thread, with a clock that stands still."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Select, func, inspect, select, table
from sqlmodel import col

from bot.api.limits import Limits, Patience
from bot.app import App, build_app
from bot.channels.web import Hub, WebOutlet
from bot.clock import Clock
from bot.config import Settings
from bot.conversation.knowledge import Knowledge
from bot.delivery.tables import Outbox, OutboxState
from bot.demo import load_demo
from bot.runtime import listen_on, make_server
from tests.fakes import FakeClock

SECRET = "a secret of the test"  # noqa: S105 - not one


class Heard(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(self.format(record))


class Site:
    """The program behind its web server; whatever comes in, it must have no error of its own until it stops."""

    def __init__(self, url: str, home: Path, know: Knowledge, **settings: Any) -> None:
        self.clock: Clock = FakeClock()
        chosen = {"database_url": url, "home": home, "rate_per_minute": 0, "secret": SECRET, **settings}
        self.settings = Settings(_env_file=None, **chosen)
        self.know, self.hub = know, Hub()
        self.app = self.another_app(self.hub)
        with self.app.store.writing() as session:
            load_demo(session)
        self.base = ""

    def another_app(self, hub: Hub) -> App:
        """A program of its own on the same database, as another process has it."""
        outlet = WebOutlet(hub, outside=not self.settings.is_demo)
        return build_app(self.settings, outlets=[outlet], clock=self.clock, know=self.know)

    @contextmanager
    def running(self, patience: Patience | None = None) -> Iterator["Site"]:
        server = make_server(self.app, self.hub)
        if patience is not None:
            limits = {"templates": self.know.templates, "demo": self.settings.is_demo, "patience": patience}
            server.config.app = Limits(server.config.app, **limits)  # type: ignore[arg-type]
        listener = listen_on("127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        heard = Heard()
        logging.getLogger().addHandler(heard)
        thread.start()
        try:
            yield self
        finally:
            server.handle_exit(0, None)
            thread.join()
            listener.close()
            self.app.close()
            logging.getLogger().removeHandler(heard)
        assert heard.errors == []

    def visitor(self, who: str | None = "resident:3-2-501/owner", **options: Any) -> httpx.Client:
        """A browser; in the demo it is `who` at once."""
        cookies = None
        if who is not None:
            become = httpx.post(f"{self.base}/api/demo/identity", json={"who": who}, trust_env=False, timeout=20)
            cookies = become.raise_for_status().cookies
        return httpx.Client(base_url=self.base, cookies=cookies, timeout=20, trust_env=False, **options)

    def wait_until_sent(self) -> None:
        """Return when the sender has nothing left to send."""
        queued = select(func.count()).where(col(Outbox.state) == OutboxState.QUEUED)
        self.wait_until(lambda: self._count(queued) == 0)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Look every few milliseconds; give up after ten seconds."""
        for _ in range(1000):
            if is_so():
                return
            threading.Event().wait(0.01)
        raise AssertionError("it never came to be")

    def _count(self, wanted: Select[int]) -> int:
        with self.app.store.reading() as session:
            return int(session.connection().execute(wanted).scalar_one())

    def stored(self) -> dict[str, int]:
        """How many rows every table has."""
        with self.app.store.reading() as session:
            connection = session.connection()
            names = inspect(connection).get_table_names()
            return {
                name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names
            }

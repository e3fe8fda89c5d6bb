"""Fixtures for all tests: databases, the knowledge (loaded once), a program with a fake platform and a fake clock."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text
from sqlmodel import Session

from bot.app import App, build_app, load_knowledge
from bot.clock import shanghai_day
from bot.config import PROJECT, Settings
from bot.conversation.knowledge import Knowledge
from bot.delivery.outlet import Outgoing, Outlet
from bot.demo import load_demo
from bot.messages import Incoming
from bot.migrations import upgrade
from bot.people.service import Sender as ChatAccount
from bot.people.service import bind, resident_by_who, staff_by_login
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database
from tests.fakes import FakeClock, FakeOutlet, FakePhone

# A property says what holds, never how fast.
hypothesis_settings.register_profile("linli", deadline=None, max_examples=50)
hypothesis_settings.load_profile("linli")


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside() -> Iterator[None]:
    """Keep the `LINLI_*` of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("LINLI_")]:  # noqa: TID251 - to clear them
            patch.delenv(name)
        yield


def _with_demo(url: str) -> str:
    store = Store(url)
    upgrade(store)
    with store.writing() as session:
        load_demo(session)
    store.close()
    return url


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the schema and the demo estate, made once and copied for each program."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    _with_demo(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def demo_on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same on PostgreSQL."""
    with fresh_database("postgresql", tmp_path_factory.mktemp("demo")) as url:
        yield _with_demo(url)


@pytest.fixture(scope="session")
def models(pytestconfig: pytest.Config) -> Path:
    """What was learned from the project's wordings, kept between runs: learning takes some fifteen seconds."""
    return pytestconfig.cache.mkdir("linli-models")


@pytest.fixture(scope="session")
def know(models: Path) -> Knowledge:
    return load_knowledge(PROJECT / "data", models, demo=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite database."""
    with fresh_database("sqlite", tmp_path) as url:
        yield url


@pytest.fixture(params=KINDS)
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def demo_database(demo_file: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite database with the demo estate."""
    with fresh_database("sqlite", tmp_path, like=str(demo_file)) as url:
        yield url


@pytest.fixture(params=KINDS)
def any_demo_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind with the demo estate."""
    made = {"sqlite": "demo_file", "postgresql": "demo_on_postgres"}[request.param]
    with fresh_database(request.param, tmp_path, like=str(request.getfixturevalue(made))) as url:
        yield url


class Program:
    """The whole program with the demo estate, a fake platform and a clock that stands still."""

    def __init__(self, url: str, home: Path, know: Knowledge, outlet: Outlet | None = None) -> None:
        self.clock = FakeClock()
        self.outlet: Any = outlet or FakeOutlet()
        settings = Settings(database_url=url, home=home, rate_per_minute=0, _env_file=None)
        self.app: App = build_app(settings, outlets=[self.outlet], clock=self.clock, know=know)
        with self.app.store.writing() as session:
            load_demo(session)

    def phone(self, sender_id: str = "u1", **more: Any) -> FakePhone:
        return FakePhone(sender_id, self.clock, **more)

    def resident(self, who: str = "3-2-501/owner") -> FakePhone:
        """A phone that is bound to a resident of the demo estate."""
        house, _, relation = who.partition("/")
        phone = self.phone(f"resident:{who}")
        with self.app.store.writing() as session:
            person = resident_by_who(session, house, relation or "owner", today=shanghai_day(self.clock()))
            assert person is not None, who
            bind(session, _account(phone), person, how="test", now=self.clock())
        return phone

    def staff(self, login: str) -> FakePhone:
        """A phone that is bound to a staff member."""
        phone = self.phone(f"staff:{login}")
        with self.app.store.writing() as session:
            staff = staff_by_login(session, login)
            assert staff is not None, login
            bind(session, _account(phone), staff, how="test", now=self.clock())
        return phone

    def receive(self, incoming: Incoming) -> list[Outgoing]:
        """Handle one message and send what is due; return what the platform got meanwhile."""
        before = len(self.outlet.sent)
        self.app.conversations.handle(incoming)
        self.send()
        return list(self.outlet.sent[before:])

    def say(self, phone: FakePhone, words: str) -> str:
        """Let a person write; return all that they got, in one text."""
        got = self.receive(phone.write(words))
        return "\n".join(message.text for message in got if message.sender_id == phone.sender_id)

    def press(self, phone: FakePhone, label: str) -> str:
        """Let a person press the newest button with this label; return all that they got."""
        shown = [m for m in self.outlet.sent if m.sender_id == phone.sender_id and m.choices]
        token = next(c.token for m in reversed(shown) for c in m.choices if c.label == label)
        got = self.receive(phone.press(token))
        return "\n".join(message.text for message in got if message.sender_id == phone.sender_id)

    def send(self) -> None:
        """Send everything that is due now."""

        async def drain() -> None:
            while await self.app.sender.send_due():
                pass

        asyncio.run(drain())

    def tick(self, name: str) -> int:
        """Run one line of the schedule now."""
        tick = next(tick for tick in self.app.table if tick.name == name)
        with self.app.store.writing() as session:
            return tick.work(session, self.clock())

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return rows of the database."""
        with self.app.store.reading() as session:
            return list(session.connection().execute(text(query), values).all())

    def in_session(self, work: Callable[[Session], Any]) -> Any:
        """Run something in a transaction."""
        with self.app.store.writing() as session:
            return work(session)


def _account(phone: FakePhone) -> ChatAccount:
    return ChatAccount(phone.channel, phone.account, phone.sender_id)


@pytest.fixture
def program(demo_database: str, tmp_path: Path, know: Knowledge) -> Iterator[Program]:
    """The program on SQLite."""
    made = Program(demo_database, tmp_path, know)
    yield made
    made.app.close()


@pytest.fixture
def any_program(any_demo_database: str, tmp_path: Path, know: Knowledge) -> Iterator[Program]:
    """The program on each database."""
    made = Program(any_demo_database, tmp_path, know)
    yield made
    made.app.close()

"""One process from which servers are forked, a database with the demo estate, and a story that is lived through."""

import asyncio
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from bot.channels.web import ACCOUNT
from bot.demo import load_demo
from bot.messages import Channel
from bot.migrations import upgrade
from bot.people.service import Sender
from bot.sign_in import sign_in
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database
from tests.fakes import START
from tests.kill.moments import LOG, Moment, count_changes
from tests.kill.nursery import LIMIT_S, Nursery, free_port, until
from tests.kill.outcome import Outcome, is_settled, read_outcome
from tests.kill.residents import ENGINEER, LANDLORD, MESSAGES, OWNER, TALK, Shown, look, page, talk
from tests.kill.server import Order


@pytest.fixture(scope="session")
def nursery(models: Path) -> Iterator[Nursery]:
    made = Nursery(models)
    yield made
    made.close()


def prepare(url: str) -> None:
    """Make the schema and the demo estate, with two residents and one of the staff signed in on the page."""
    store = Store(url, threads=1)
    upgrade(store)
    with store.writing() as session:
        load_demo(session)
        for who in (OWNER, LANDLORD, ENGINEER):
            sign_in(session, Sender(Channel.WEB, ACCOUNT, who), who, START)
    store.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A prepared database of each kind, to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    with ExitStack() as kept:
        made = {kind: kept.enter_context(fresh_database(kind, folder)) for kind in KINDS}
        for url in made.values():
            prepare(url)
        yield made


@dataclass(frozen=True, slots=True)
class Blow:
    """A kill from outside: about so many changes after the server was started, and then so many seconds later."""

    changes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Life:
    """What a test sees when all is over: the database, the pages, how each server ended, how much was done.

    `changes` is how far `ANYTHING` was counted by all servers together.
    """

    outcome: Outcome
    shown: dict[str, Shown]
    ends: list[int]
    changes: int


class Place:
    """Where one test takes place: a home, a database, a port, and the servers that live there one after another."""

    def __init__(self, nursery: Nursery, home: Path, url: str) -> None:
        self.nursery, self.home, self.url = nursery, home, url
        self.port, self._since = free_port(), monotonic()
        self.store = Store(url, threads=1)
        self.pid = 0
        (home / LOG).touch()
        self.ends: list[int] = []

    def start(self, moment: Moment | None = None, *, platform: bool = False, ahead_s: float = 0.0) -> None:
        """Start the next server, which kills itself at `moment`."""
        order = Order(str(self.home), self.url, self.port, self._since, moment, platform, ahead_s)
        self.pid = self.nursery.start(order)

    async def death(self) -> int:
        """Wait until the server is dead and return how it ended."""
        self.ends.append(await self.nursery.end_of_server())
        return self.ends[-1]

    async def stop(self) -> None:
        """Let the last server stop as it should."""
        os.kill(self.pid, signal.SIGTERM)
        await self.death()

    async def settle(self, *, messages: int = MESSAGES) -> None:
        """Wait until all that was said is answered and sent."""
        await until(lambda: is_settled(self.store, messages=messages))

    async def live(self, deaths: Sequence[Moment | Blow] = ()) -> Life:
        """Let both residents talk while one server after another dies: at a moment, or by a blow."""
        async with asyncio.timeout(LIMIT_S), AsyncExitStack() as stack:
            pages = {who: await stack.enter_async_context(page(self.port, who)) for who in TALK}
            async with asyncio.TaskGroup() as together:
                together.create_task(self._survive(deaths))
                for who, said in TALK.items():
                    together.create_task(talk(pages[who], said))
            await self.settle()
            shown = {who: await look(client) for who, client in pages.items()}
        await self.stop()
        changes = count_changes(self.home / LOG)
        return Life(read_outcome(self.store), shown, self.ends, changes)

    async def _survive(self, deaths: Sequence[Moment | Blow]) -> None:
        for death in deaths:
            if isinstance(death, Moment):
                self.start(death)
            else:
                self.start()
                await self._strike(death)
            await self.death()
        self.start()

    async def _strike(self, blow: Blow) -> None:
        goal = count_changes(self.home / LOG) + blow.changes
        await until(lambda: count_changes(self.home / LOG) >= goal or is_settled(self.store, messages=MESSAGES))
        await asyncio.sleep(blow.seconds)
        os.kill(self.pid, signal.SIGKILL)

    def log(self) -> str:
        """Return what the servers complained about."""
        return (self.home / "server.log").read_text(encoding="utf-8")


@contextmanager
def a_place(kind: str, nursery: Nursery, prepared: dict[str, str], home: Path) -> Iterator[Place]:
    with fresh_database(kind, home, like=prepared[kind]) as url:
        made = Place(nursery, home, url)
        yield made
        made.store.close()


@pytest.fixture
def place(nursery: Nursery, prepared: dict[str, str], tmp_path: Path) -> Iterator[Place]:
    """A place with SQLite."""
    with a_place("sqlite", nursery, prepared, tmp_path) as made:
        yield made


@pytest.fixture
def postgres_place(nursery: Nursery, prepared: dict[str, str], tmp_path: Path) -> Iterator[Place]:
    """A place with PostgreSQL."""
    with a_place("postgresql", nursery, prepared, tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
def any_place(
    request: pytest.FixtureRequest, nursery: Nursery, prepared: dict[str, str], tmp_path: Path
) -> Iterator[Place]:
    """A place with each database."""
    with a_place(request.param, nursery, prepared, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def undisturbed(nursery: Nursery, prepared: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Life:
    """What is left when nothing is killed."""
    home = tmp_path_factory.mktemp("undisturbed")
    with a_place("sqlite", nursery, prepared, home) as there:
        life = asyncio.run(there.live())
        assert life.ends == [0], there.log()
    return life

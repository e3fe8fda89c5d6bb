"""Killing the sender while it talks to a platform: nothing goes out twice, and a person hears of what is not sure."""

import asyncio
import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.conversation.knowledge import Knowledge
from tests.conftest import Program
from tests.kill.conftest import Place
from tests.kill.moments import Moment
from tests.kill.nursery import LIMIT_S, until
from tests.kill.server import PLATFORM_LOG

WAITS_S = 300


@dataclass(frozen=True, slots=True)
class Case:
    """When the sender dies, how often the platform gets the message in the end, and what is known about it."""

    moment: Moment
    sent: int
    state: str


CASES = {
    "before the claim is committed": Case(Moment("before COMMIT of UPDATE outbox"), 1, "accepted"),
    "claimed, not sent yet": Case(Moment("before SEND"), 0, "unknown"),
    "sent, not written down": Case(Moment("after SEND"), 1, "unknown"),
    "sent, written down, not committed": Case(Moment("before COMMIT of UPDATE outbox", 2), 1, "unknown"),
    "sent and written down": Case(Moment("after COMMIT of UPDATE outbox", 2), 1, "accepted"),
}


@pytest.fixture
def written(any_place: Place, know: Knowledge) -> Iterator[Program]:
    """The program in the same database, where it answered one message that nobody has sent yet."""
    program = Program(any_place.url, any_place.home, know)
    program.app.conversations.handle(program.phone().write("谢谢", key="first"))
    yield program
    program.app.close()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_a_sender_killed_here_sends_nothing_twice(any_place: Place, written: Program, case: Case) -> None:
    place, program = any_place, written
    place.start(case.moment, platform=True)
    async with asyncio.timeout(LIMIT_S):
        assert await place.death() == -signal.SIGKILL
    assert program.tick("reap") == 0, "its lease is not over"
    program.clock.forward(seconds=WAITS_S)
    lost = case.state == "unknown"
    assert program.tick("reap") == lost
    assert program.tick("reap") == 0, "once is enough"
    program.app.conversations.handle(program.phone().write("好的，谢谢", key="second"))
    await serve_until_sent(place)
    states = program.rows("SELECT state FROM outbox ORDER BY id")
    assert [row.state for row in states] == [case.state, "accepted"]
    assert arrived(place) == [1] * case.sent + [2]
    assert len(program.rows("SELECT id FROM task WHERE key = 'undelivered:1' AND kind = 'alert'")) == lost
    assert len(program.rows("SELECT id FROM task")) == lost


async def serve_until_sent(place: Place) -> None:
    """Let the next server run until nothing waits to go out."""
    place.start(platform=True, ahead_s=WAITS_S)
    async with asyncio.timeout(LIMIT_S):
        await place.settle(messages=2)
        await place.stop()
    assert place.log() == ""


def arrived(place: Place) -> list[int]:
    """Return which messages (outbox rows) the platform got, in order."""
    lines = (place.home / PLATFORM_LOG).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)[0] for line in lines]


@pytest.mark.deep
async def test_the_next_server_finds_by_itself_what_the_dead_one_left(any_place: Place, written: Program) -> None:
    place, program = any_place, written
    place.start(Moment("after SEND"), platform=True)
    async with asyncio.timeout(LIMIT_S):
        await place.death()
        place.start(platform=True, ahead_s=WAITS_S)
        await until(lambda: program.rows("SELECT id FROM task WHERE key = 'undelivered:1'"))
        await place.stop()
    assert [row.state for row in program.rows("SELECT state FROM outbox")] == ["unknown"]
    assert arrived(place) == [1]

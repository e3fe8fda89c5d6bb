"""Killing the server at any moment of a turn loses no message and answers none twice."""

import asyncio
import signal
from random import Random

import pytest

from tests.kill.conftest import Blow, Life, Place
from tests.kill.moments import ANYTHING, Moment
from tests.kill.nursery import LIMIT_S
from tests.kill.outcome import Answer, read_outcome, without_number
from tests.kill.residents import MESSAGES, TALK, look, page, say

KILLED = -signal.SIGKILL

MOMENTS = {
    "before a message is written down": Moment("before INSERT inbox", 2),
    "a message is written down, not committed": Moment("before COMMIT of INSERT inbox", 4),
    "a message is committed, its turn has not begun": Moment("after COMMIT of INSERT inbox", 7),
    "inside the turn, before the reply is queued": Moment("before INSERT outbox", 5),
    "inside the turn, the reply is queued": Moment("after INSERT outbox", 9),
    "inside the turn, the task is opened": Moment("after INSERT task"),
    "the turn is done, not committed": Moment("before COMMIT of INSERT turn_log", 6),
    "the turn is committed, nobody was told": Moment("after COMMIT of INSERT turn_log", 8),
    "inside the sender's claim": Moment("after UPDATE outbox", 3),
    "the sender's claim is committed": Moment("after COMMIT of UPDATE outbox", 4),
}


ON_POSTGRES = (
    "a message is committed, its turn has not begun",
    "inside the turn, the task is opened",
    "inside the sender's claim",
)
PLACES = 50


def check(place: Place, life: Life, wanted: Life) -> None:
    """Assert that nothing tells this life from the one in which nobody was killed."""
    assert place.log() == ""
    assert len(life.outcome.inbox) == len(set(life.outcome.inbox)) == MESSAGES
    assert life.outcome == wanted.outcome
    assert {who: [without_number(each) for each in shown.answers] for who, shown in life.shown.items()} == {
        who: [without_number(each) for each in shown.answers] for who, shown in wanted.shown.items()
    }
    assert {who: shown.mine for who, shown in life.shown.items()} == {who: tuple(said) for who, said in TALK.items()}


def test_undisturbed_everything_is_answered_once_and_one_task_is_opened(undisturbed: Life) -> None:
    outcome = undisturbed.outcome
    assert {state for _, state in outcome.inbox} == {"done"}
    assert {(answer.state, answer.attempts) for told in outcome.answers.values() for answer in told} == {
        ("accepted", 1)
    }
    assert [kind for kind, _, _ in outcome.tasks] == ["repair"]
    assert outcome.task_events == ["task.opened"]
    assert outcome.logged == sum(outcome.turns.values()) == MESSAGES


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
async def test_a_server_killed_here_loses_and_repeats_nothing(place: Place, undisturbed: Life, moment: Moment) -> None:
    life = await place.live([moment])
    assert life.ends == [KILLED, 0]
    check(place, life, undisturbed)


@pytest.mark.parametrize("name", ON_POSTGRES)
async def test_on_postgresql_neither(postgres_place: Place, undisturbed: Life, name: str) -> None:
    life = await postgres_place.live([MOMENTS[name]])
    assert life.ends == [KILLED, 0]
    check(postgres_place, life, undisturbed)


async def test_what_was_kept_is_answered_by_the_next_server_though_nobody_repeats_it(
    any_place: Place, undisturbed: Life
) -> None:
    place = any_place
    place.start(Moment("after COMMIT of INSERT inbox", len(TALK)))
    async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as together:
        together.create_task(place.death())
        for who, said in TALK.items():
            together.create_task(say_once(place, who, said[0]))
    place.start()
    async with asyncio.timeout(LIMIT_S):
        await place.settle(messages=len(TALK))
    await place.stop()
    assert place.ends == [KILLED, 0]
    assert first_answers(read_outcome(place.store).answers) == first_answers(undisturbed.outcome.answers)


async def say_once(place: Place, who: str, text: str) -> None:
    """Say one thing as soon as the server is up, and never again."""
    async with page(place.port, who) as client:
        await look(client)
        await say(client, text, client_id="c0")


def first_answers(answers: dict[str, list[Answer]]) -> dict[str, list[Answer]]:
    """Return what each resident was told first; nobody writes to staff that early."""
    return {conv_key: told[:1] for conv_key, told in answers.items() if "staff" not in conv_key}


@pytest.mark.deep
@pytest.mark.parametrize("part", range(PLACES))
async def test_in_fifty_places_spread_over_a_life(place: Place, undisturbed: Life, part: int) -> None:
    # Transactions that wait for one another share a commit, so a life has a few changes more or less each time.
    sure = undisturbed.changes * 9 // 10
    nth = 1 + part * (sure - 1) // (PLACES - 1)
    life = await place.live([Moment(ANYTHING, nth)])
    assert life.ends == [KILLED, 0]
    check(place, life, undisturbed)


@pytest.mark.deep
@pytest.mark.parametrize("every", [7, 20, 45])
async def test_killed_again_and_again_also_while_it_mends(any_place: Place, undisturbed: Life, every: int) -> None:
    deaths = undisturbed.changes // every - 1
    life = await any_place.live([Moment(ANYTHING, every)] * deaths)
    assert life.ends == [*[KILLED] * deaths, 0]
    check(any_place, life, undisturbed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
async def test_killed_from_outside_at_any_time(any_place: Place, undisturbed: Life, seed: int) -> None:
    chance = Random(seed)
    blows = [Blow(chance.randrange(undisturbed.changes // 4), chance.uniform(0, 0.05)) for _ in range(3)]
    life = await any_place.live(blows)
    assert life.ends == [KILLED, KILLED, KILLED, 0]
    check(any_place, life, undisturbed)

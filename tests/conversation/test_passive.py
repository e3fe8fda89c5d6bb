"""Answers that ride in the response: once, the same again for a repeated delivery, and never lost."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from bot.conversation.knowledge import Knowledge
from bot.conversation.passive import PassiveAnswer, respond
from bot.messages import Incoming
from tests.conftest import Program
from tests.conversation.stage import Stage
from tests.fakes import FakeOutlet

PATIENT, AT_ONCE = 10.0, 0.02


class Slow:
    """Holds the understanding of chosen messages until the test lets it go on."""

    def __init__(self, *slow: str) -> None:
        self.slow, self.go, self.begun = set(slow), threading.Event(), threading.Event()

    def __call__(self, incoming: Incoming) -> None:
        if incoming.text in self.slow:
            self.begun.set()
            assert self.go.wait(20)


def wechat(url: str, know: Knowledge, *, push: bool, **more: Any) -> Stage:
    return Stage(url, know, outlet=FakeOutlet(buttons=False, passive_reply_s=5.0, push=push), **more)


@pytest.fixture(params=[True, False], ids=["push", "no push"])
def each_stage(request: pytest.FixtureRequest, any_database: str, know: Knowledge) -> Iterator[Stage]:
    made = wechat(any_database, know, push=request.param)
    yield made
    made.close()


@pytest.fixture
def pushing(any_database: str, know: Knowledge) -> Iterator[Stage]:
    made = wechat(any_database, know, push=True)
    yield made
    made.close()


@pytest.fixture
def mute(any_database: str, know: Knowledge) -> Iterator[Stage]:
    """A platform that can only answer."""
    made = wechat(any_database, know, push=False)
    yield made
    made.close()


async def ask(stage: Stage, message: Incoming, wait_s: float = PATIENT) -> PassiveAnswer:
    return await respond(stage.conversations, message, capabilities=stage.outlet.capabilities, wait_s=wait_s)


def words(answer: PassiveAnswer) -> list[str]:
    return [message.text for message in answer.messages]


async def sent_later(stage: Stage, **span: float) -> list[str]:
    """Let time pass and return what the sender pushed meanwhile."""
    before = len(stage.outlet.sent)
    stage.clock.forward(**span)
    while await stage.sender.send_due():
        pass
    return stage.outlet.texts()[before:]


async def done(stage: Stage, message: Incoming) -> None:
    """Wait until the turn of a message is over."""
    await stage.store.in_thread(stage.conversations.handle, message)


async def test_a_ready_answer_rides_in_the_response_and_is_not_pushed(each_stage: Stage) -> None:
    assert words(await ask(each_stage, each_stage.phone().write("hello"))) == ["<hello>"]
    assert await sent_later(each_stage, hours=1) == []


async def test_three_deliveries_of_one_message_get_the_same_answer_from_one_turn(each_stage: Stage) -> None:
    message = each_stage.phone().write("hello")
    answers = []
    for _ in range(3):
        answers.append(await ask(each_stage, message))
        each_stage.clock.forward(seconds=5)
    assert answers == [answers[0]] * 3
    assert words(answers[0]) == ["<hello>"]
    assert len(each_stage.answers()) == 1
    assert await sent_later(each_stage, minutes=1) == []


async def test_a_repeated_delivery_joins_the_turn_that_is_still_running(each_stage: Stage) -> None:
    each_stage.during = slow = Slow("hello")
    message = each_stage.phone().write("hello")
    first = asyncio.create_task(ask(each_stage, message))
    await each_stage.store.in_thread(slow.begun.wait)
    second = asyncio.create_task(ask(each_stage, message))
    await asyncio.sleep(0)
    slow.go.set()
    assert words(await first) == words(await second) == ["<hello>"]
    assert each_stage.heard == ["hello"]


async def test_a_repeated_delivery_after_a_restart_gets_the_same_answer(
    each_stage: Stage, any_database: str, know: Knowledge
) -> None:
    message = each_stage.phone().write("one|two")
    before = await ask(each_stage, message)
    after = wechat(any_database, know, push=each_stage.outlet.capabilities.push, clock=each_stage.clock)
    assert await ask(after, message) == before
    assert await sent_later(after, hours=1) == []
    after.close()


async def test_an_answer_whose_response_died_with_the_process_rides_in_the_next_delivery(each_stage: Stage) -> None:
    message = each_stage.phone().write("hello")
    each_stage.conversations.handle(message)  # the turn committed, the response never left
    assert words(await ask(each_stage, message)) == ["<hello>"]
    assert await sent_later(each_stage, hours=1) == []


async def test_an_answer_that_nobody_fetched_is_pushed_after_the_response_had_its_time(pushing: Stage) -> None:
    await done(pushing, pushing.phone().write("hello"))
    assert await sent_later(pushing, seconds=5.4) == []
    assert await sent_later(pushing, seconds=0.1) == ["<hello>"]


async def test_a_late_answer_is_acknowledged_and_pushed(pushing: Stage) -> None:
    pushing.during = slow = Slow("slow")
    message = pushing.phone().write("slow")
    assert await ask(pushing, message, AT_ONCE) == PassiveAnswer()
    slow.go.set()
    await done(pushing, message)
    assert await sent_later(pushing, seconds=6) == ["<slow>"]
    assert words(await ask(pushing, message)) == []


async def test_without_push_a_late_answer_rides_with_the_next_message(mute: Stage) -> None:
    mute.during = slow = Slow("slow")
    phone = mute.phone()
    message = phone.write("slow")
    searching = await ask(mute, message, AT_ONCE)
    assert words(searching) == [mute.know.templates.render("turn.searching")]
    slow.go.set()
    await done(mute, message)
    assert await ask(mute, message) == searching
    assert words(await ask(mute, phone.write("next"))) == ["<slow>", "<next>"]
    assert words(await ask(mute, phone.write("more"))) == ["<more>"]


async def test_a_late_answer_is_kept_for_24_hours(mute: Stage) -> None:
    phone = mute.phone()
    await done(mute, phone.write("first"))
    mute.clock.forward(hours=23, minutes=59)
    assert words(await ask(mute, phone.write("second"))) == ["<first>", "<second>"]
    await done(mute, phone.write("third"))
    mute.clock.forward(hours=24)
    assert words(await ask(mute, phone.write("fourth"))) == ["<fourth>"]
    assert [row.state for row in mute.rows("select state from outbox where reply_to = 3")] == ["expired"]


async def test_a_second_question_during_a_slow_first_one_is_not_lost(each_stage: Stage) -> None:
    each_stage.during = slow = Slow("slow")
    phone = each_stage.phone()
    first, second = phone.write("slow"), phone.write("second")
    await ask(each_stage, first, AT_ONCE)
    await ask(each_stage, second, AT_ONCE)
    slow.go.set()
    await done(each_stage, first)
    await done(each_stage, second)
    got = [*words(await ask(each_stage, phone.write("third"))), *await sent_later(each_stage, minutes=1)]
    assert got == ["<slow>", "<second>", "<third>"]


async def test_a_slow_turn_does_not_delay_another_person(each_stage: Stage) -> None:
    each_stage.during = slow = Slow("slow")
    first = asyncio.create_task(ask(each_stage, each_stage.phone("a").write("slow")))
    await each_stage.store.in_thread(slow.begun.wait)
    assert words(await ask(each_stage, each_stage.phone("b").write("quick"))) == ["<quick>"]
    slow.go.set()
    assert words(await first) == ["<slow>"]


async def test_a_dead_turn_is_acknowledged_and_the_apology_is_pushed(pushing: Stage) -> None:
    message = pushing.phone().write("broken")
    assert await ask(pushing, message) == PassiveAnswer()
    assert await sent_later(pushing) == [pushing.know.templates.render("turn.apology")]
    assert await ask(pushing, message) == PassiveAnswer()


async def test_without_push_the_apology_rides_in_the_response(mute: Stage) -> None:
    assert words(await ask(mute, mute.phone().write("broken"))) == [mute.know.templates.render("turn.apology")]


async def test_a_turn_that_says_nothing_is_an_acknowledgement(each_stage: Stage) -> None:
    assert await ask(each_stage, each_stage.phone().write("silent")) == PassiveAnswer()


async def test_what_does_not_fit_goes_another_way_and_nothing_is_cut(each_stage: Stage) -> None:
    phone = each_stage.phone()
    long = "长" * 600
    assert words(await ask(each_stage, phone.write(f"{long}1|{long}2"))) == [f"<{long}1>"]
    pushed = await sent_later(each_stage, minutes=1)
    fetched = words(await ask(each_stage, phone.write("silent")))
    assert [*pushed, *fetched] == [f"<{long}2>"]


async def test_neither_both_ways_nor_none_when_the_sender_and_the_response_hurry(pushing: Stage) -> None:
    messages = [pushing.phone(f"u{n}").write(f"word{n}") for n in range(30)]
    for message in messages:
        await done(pushing, message)
    pushing.clock.forward(seconds=6)
    send: Callable[[], Awaitable[int]] = pushing.sender.send_due
    answers, *_ = await asyncio.gather(
        asyncio.gather(*(ask(pushing, message) for message in messages)), send(), send(), send()
    )
    carried = [text for answer in answers for text in words(answer)]
    pushed = [*pushing.outlet.texts(), *await sent_later(pushing, minutes=1)]
    assert len(pushed) == len(set(pushed))
    assert sorted([*carried, *pushed]) == sorted(f"<word{n}>" for n in range(30))


async def test_the_word_for_pending_results_lets_them_ride(any_database: str, know: Knowledge, tmp_path: Any) -> None:
    program = Program(any_database, tmp_path, know, FakeOutlet(buttons=False, passive_reply_s=5.0, push=False))
    phone, able = program.phone(), program.outlet.capabilities
    program.app.conversations.handle(phone.write("物业费怎么交"))
    waiting = [row.id for row in program.rows("select id from outbox where state = 'queued'")]
    got = await respond(program.app.conversations, phone.write("查"), capabilities=able, wait_s=PATIENT)
    assert [message.outbox_id for message in got.messages] == waiting
    again = await respond(program.app.conversations, phone.write("查"), capabilities=able, wait_s=PATIENT)
    assert words(again) == [know.templates.render("turn.nothing_pending")]
    program.app.close()

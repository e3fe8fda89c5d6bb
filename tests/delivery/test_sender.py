"""What becomes of a message: sent once, tried again only when it surely did not arrive, the truth written down."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event

from bot.delivery.claim import Claim, claim
from bot.delivery.outlet import NotAccepted, Outcome, Outgoing, Uncertain, Undeliverable
from bot.delivery.sender import Sender
from bot.messages import Purpose
from tests.delivery.floor import GUARDS, Floor
from tests.fakes import FakeOutlet


def test_a_key_is_queued_once(any_floor: Floor) -> None:
    any_floor.queue("one", key="same")
    any_floor.queue("two", key="same")
    assert any_floor.send() == ["one"]
    assert any_floor.states() == ["accepted"]


def test_it_is_sending_before_the_platform_is_called(any_floor: Floor) -> None:
    seen: list[list[str]] = []

    class Watching(FakeOutlet):
        async def send(self, message: Outgoing) -> Outcome:
            seen.append(any_floor.states())
            return await super().send(message)

    any_floor.queue()
    asyncio.run(any_floor.make_sender(Watching()).send_due())
    assert seen == [["sending"]]
    assert any_floor.states() == ["accepted"]


def test_four_senders_send_every_message_once(any_floor: Floor) -> None:
    for n in range(120):
        any_floor.queue(f"m{n}", to=f"u{n % 30}")
    outlets = [FakeOutlet() for _ in range(4)]
    start = threading.Barrier(4)

    async def drain(sender: Sender) -> None:
        for _ in range(40):
            await sender.send_due()

    def work(outlet: FakeOutlet) -> None:
        sender = any_floor.make_sender(outlet)
        start.wait(20)
        asyncio.run(drain(sender))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, outlets))
    any_floor.send()
    sent = [text for outlet in [*outlets, any_floor.outlet] for text in outlet.texts()]
    assert sorted(sent) == sorted(f"m{n}" for n in range(120))
    for outlet in outlets:
        for person in range(30):
            mine = [int(m.text[1:]) for m in outlet.sent if m.sender_id == f"u{person}"]
            assert mine == sorted(mine)


def test_a_message_whose_sender_was_killed_is_unknown_and_a_person_decides(any_floor: Floor) -> None:
    any_floor.queue()
    with any_floor.store.writing() as session:
        what = Claim("dead:1", ("fake",), frozenset())
        assert claim(session, what, guards=GUARDS, policy=any_floor.policy, now=any_floor.clock()).due == 1
    any_floor.clock.forward(seconds=59)
    assert (any_floor.reap(), any_floor.states()) == (0, ["sending"])
    any_floor.clock.forward(seconds=1)
    assert (any_floor.reap(), any_floor.states()) == (1, ["unknown"])
    any_floor.clock.forward(hours=5)
    assert (any_floor.send(), any_floor.reap()) == ([], 0)
    assert any_floor.tasks() == ["undelivered:1"]


@pytest.mark.parametrize("outcome", [Uncertain("READ_TIMEOUT"), RuntimeError("a library's surprise")], ids=str)
def test_a_message_that_may_have_arrived_is_never_sent_again(floor: Floor, outcome: Outcome | Exception) -> None:
    floor.outlet.outcomes = [outcome]
    floor.queue()
    assert floor.send() == ["hello"]
    floor.clock.forward(hours=2)
    assert floor.send() == []
    assert (floor.states(), floor.tasks()) == (["unknown"], ["undelivered:1"])


def test_the_platform_says_how_long_to_wait(any_floor: Floor) -> None:
    any_floor.outlet.outcomes = [NotAccepted("429", retry_after_s=30)]
    any_floor.queue()
    assert any_floor.send() == ["hello"]
    any_floor.clock.forward(seconds=29.9)
    assert any_floor.send() == []
    any_floor.clock.forward(seconds=0.1)
    assert any_floor.send() == ["hello"]
    assert any_floor.states() == ["accepted"]


def test_it_is_tried_three_times_more_and_then_a_person_is_told(floor: Floor) -> None:
    floor.outlet.outcomes = [NotAccepted("CONNECT")] * 9
    floor.queue()
    waits = []
    for _ in range(200):
        if floor.send():
            waits.append(floor.clock())
        floor.clock.forward(seconds=1)
    assert [(b - a).total_seconds() for a, b in pairwise(waits)] == [5, 10, 20]
    assert (floor.states(), floor.tasks()) == (["failed"], ["undelivered:1"])


def test_a_person_who_blocked_us_is_not_tried_again(floor: Floor) -> None:
    floor.outlet.outcomes = [Undeliverable("BLOCKED")]
    floor.queue()
    floor.send()
    floor.clock.forward(hours=1)
    assert floor.send() == []
    assert (floor.states(), floor.rows()[0].code) == (["failed"], "BLOCKED")


def test_a_later_message_waits_for_an_earlier_one_that_waits_for_its_retry(any_floor: Floor) -> None:
    any_floor.outlet.outcomes = [NotAccepted("429", retry_after_s=60)]
    any_floor.queue("first")
    any_floor.queue("second")
    any_floor.queue("of another", to="u2")
    assert any_floor.send() == ["first", "of another"]
    any_floor.queue("third", Purpose.TICKET)
    any_floor.clock.forward(seconds=59)
    assert any_floor.send() == []
    any_floor.clock.forward(seconds=1)
    assert any_floor.send() == ["first", "second", "third"]


def test_one_message_of_a_conversation_is_on_its_way_at_a_time(floor: Floor) -> None:
    most = 0

    class Counting(FakeOutlet):
        async def send(self, message: Outgoing) -> Outcome:
            nonlocal most
            most = max(most, floor.states().count("sending"))
            return await super().send(message)

    outlet = Counting()
    sender = floor.make_sender(outlet)
    for n in range(5):
        floor.queue(f"m{n}")
    for _ in range(5):
        asyncio.run(sender.send_due())
    assert (outlet.texts(), most) == ([f"m{n}" for n in range(5)], 1)


def test_two_messages_of_a_chat_keep_their_distance(database: str) -> None:
    floor = Floor(database, min_gap_s=0.5)
    floor.queue("one")
    floor.queue("two")
    assert floor.send() == ["one"]
    floor.clock.forward(seconds=0.4)
    assert floor.send() == []
    floor.clock.forward(seconds=0.2)
    assert floor.send() == ["two"]
    floor.store.close()


def test_a_local_channel_is_delivered_by_its_row_alone(database: str) -> None:
    floor = Floor(database, local=True)
    floor.queue("one")
    floor.queue("two")
    floor.outlet.outcomes = [Uncertain("NOBODY_READS")]
    assert floor.send() == ["one", "two"]
    assert floor.states() == ["accepted", "accepted"]
    floor.store.close()


def test_a_channel_of_another_process_is_left_to_it(floor: Floor) -> None:
    floor.queue()

    class Elsewhere(FakeOutlet):
        channel: Any = "wecom"

    elsewhere = Elsewhere()
    outlet_less = floor.make_sender(FakeOutlet(push=False))
    assert asyncio.run(outlet_less.send_due()) == 0
    assert floor.states() == ["queued"]
    assert elsewhere.sent == []


def test_what_was_sent_long_ago_is_not_read_again(floor: Floor) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(floor.store.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    floor.send()
    statement, values = next(each for each in asked if each[0].startswith("SELECT outbox"))
    with floor.store.reading() as session:
        steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    plan = [str(step[-1]) for step in steps]
    assert "SEARCH outbox USING INDEX ix_outbox_due (due_ms<?)" in plan
    assert "SCAN outbox" not in plan


async def test_the_sender_goes_on_after_an_error_and_stops_when_asked(floor: Floor) -> None:
    failed, stop = asyncio.Event(), asyncio.Event()
    real = floor.sender.send_due

    async def first_fails() -> int:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("the database is away")
        stop.set()
        return await real()

    floor.sender.send_due = first_fails  # type: ignore[method-assign,assignment]
    floor.queue()
    running = asyncio.create_task(floor.sender.run(stop))
    await failed.wait()
    floor.sender.wake()
    await asyncio.wait_for(running, 10)
    assert floor.states() == ["accepted"]

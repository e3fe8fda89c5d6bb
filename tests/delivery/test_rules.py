"""Whether a message may go out now: windows, expiry, groups, loops, guards; and that the sender obeys."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.clock import SHANGHAI, from_ms
from bot.delivery.rules import DeliveryPolicy, Drop, Go, SendFacts, Wait, Window, may_send
from bot.messages import Purpose
from tests.delivery.floor import Floor

POLICY = DeliveryPolicy(
    windows={**dict.fromkeys(Purpose), Purpose.REMINDER: Window(start=time(9), end=time(20))},
    retries=3,
    retry_wait_s=5,
    lease_s=60,
    unprompted_limit=10,
    unprompted_minutes=5,
)


def facts(**given: object) -> SendFacts:
    usual = {
        "purpose": Purpose.REMINDER,
        "in_group": False,
        "sensitive": False,
        "is_reply": False,
        "not_after": None,
        "unprompted": 0,
    }
    return SendFacts(**{**usual, **given})  # type: ignore[arg-type]


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "decision"),
    [
        (at(0), Wait(at(9), "QUIET_HOURS")),
        (at(8, 59), Wait(at(9), "QUIET_HOURS")),
        (at(9), Go()),
        (at(19, 59), Go()),
        (at(20), Wait(at(9, day=24), "QUIET_HOURS")),
        (at(23, 59), Wait(at(9, day=24), "QUIET_HOURS")),
    ],
    ids=["00:00", "08:59", "09:00", "19:59", "20:00", "23:59"],
)
def test_a_reminder_goes_out_from_nine_to_twenty(now: datetime, decision: object) -> None:
    assert may_send(facts(), policy=POLICY, now=now) == decision


@pytest.mark.parametrize("given", [{"is_reply": True}, {"purpose": Purpose.EMERGENCY}], ids=["reply", "emergency"])
def test_a_reply_and_an_emergency_go_out_at_night(given: dict[str, object]) -> None:
    assert may_send(facts(unprompted=99, **given), policy=POLICY, now=at(3)) == Go()


def test_a_message_ends_at_its_moment_exactly() -> None:
    soon = facts(is_reply=True, not_after=at(10))
    assert may_send(soon, policy=POLICY, now=at(9, 59)) == Go()
    assert may_send(soon, policy=POLICY, now=at(10)) == Drop("EXPIRED")


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({"purpose": Purpose.REPLY, "is_reply": True}, True),
        ({"purpose": Purpose.EMERGENCY}, True),
        ({"purpose": Purpose.REPLY, "is_reply": True, "sensitive": True}, False),
        ({"purpose": Purpose.EMERGENCY, "sensitive": True}, False),
        ({"purpose": Purpose.REMINDER}, False),
        ({"purpose": Purpose.RECEIPT}, False),
    ],
)
def test_nothing_sensitive_and_no_reminder_goes_to_a_group(given: dict[str, object], allowed: bool) -> None:
    wanted = Go() if allowed else Drop("GROUP_SENSITIVE", alert=True)
    assert may_send(facts(in_group=True, **given), policy=POLICY, now=at(10)) == wanted


@given(st.integers(1_767_000_000_000, 1_830_000_000_000))
def test_a_message_that_waits_may_go_when_its_wait_is_over(moment_ms: int) -> None:
    now = from_ms(moment_ms)
    decision = may_send(facts(), policy=POLICY, now=now)
    if isinstance(decision, Wait):
        assert now < decision.until <= now + timedelta(hours=13)
        assert may_send(facts(), policy=POLICY, now=decision.until) == Go()


def test_the_sender_holds_a_reminder_until_nine_and_replies_pass_it(floor: Floor) -> None:
    floor.at(8, 59)
    floor.queue("reminder", Purpose.REMINDER)
    floor.queue("reply")
    assert floor.send() == ["reply"]
    assert floor.rows()[0].state == "blocked"
    assert floor.rows()[0].code == "QUIET_HOURS"
    floor.at(9, 0)
    assert floor.send() == ["reminder"]


def test_a_message_that_was_held_too_long_is_not_sent_late(floor: Floor) -> None:
    floor.at(20, 0)
    floor.queue("today only", Purpose.REMINDER, not_after=floor.clock() + timedelta(hours=4))
    assert floor.send() == []
    floor.clock.forward(hours=13)
    assert floor.send() == []
    assert floor.states() == ["expired"]


def test_a_message_past_its_time_is_expired(any_floor: Floor) -> None:
    any_floor.queue("late", not_after=any_floor.clock() + timedelta(minutes=1))
    any_floor.clock.forward(minutes=1)
    assert (any_floor.send(), any_floor.states()) == ([], ["expired"])


def test_a_sensitive_message_to_a_group_is_refused_with_an_alert(any_floor: Floor) -> None:
    any_floor.queue("1234.00", in_group=True, sensitive=True)
    assert (any_floor.send(), any_floor.states()) == ([], ["dropped"])
    assert any_floor.tasks() == ["alert:GROUP_SENSITIVE:fake:b:u1:u1:20261121"]


@pytest.mark.parametrize("local", [False, True], ids=["platform", "local"])
def test_the_eleventh_unprompted_message_in_five_minutes_is_a_loop(database: str, local: bool) -> None:
    floor = Floor(database, local=local)
    for n in range(11):
        floor.queue(f"n{n}", Purpose.NOTICE)
    floor.queue("to another", Purpose.NOTICE, to="u2")
    floor.queue("an answer")
    assert sorted(floor.send()) == sorted([*(f"n{n}" for n in range(10)), "to another", "an answer"])
    assert floor.rows()[10].state == "dropped"
    assert floor.rows()[10].code == "LOOP"
    assert floor.tasks() == ["alert:LOOP:fake:b:u1:u1:20261121"]
    floor.clock.forward(minutes=5)
    floor.queue("after a while", Purpose.NOTICE)
    assert floor.send() == ["after a while"]
    floor.store.close()


def test_a_purpose_without_a_guard_does_not_send(floor: Floor) -> None:
    floor.queue("8842", Purpose.CODE)
    assert (floor.send(), floor.states()) == ([], ["dropped"])
    assert floor.rows()[0].code == "NO_GUARD"
    assert len(floor.tasks()) == 1


def test_a_window_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="begins before it ends"):
        Window(start=time(22), end=time(8))


def test_a_policy_that_forgets_a_purpose_does_not_load() -> None:
    forgotten = {purpose: None for purpose in Purpose if purpose is not Purpose.REMINDER}
    with pytest.raises(ValidationError, match="no line for reminder"):
        DeliveryPolicy.model_validate({**POLICY.model_dump(), "windows": forgotten})

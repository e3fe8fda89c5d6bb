"""A message is kept before it is worked on, and answered exactly once, whatever is delivered twice or dies."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.messages import Incoming
from tests.conversation.stage import Stage
from tests.databases import fresh_database

MINUTE = timedelta(seconds=60)


def test_a_message_is_committed_before_it_is_understood(stage: Stage) -> None:
    seen: list[str] = []
    stage.during = lambda _incoming: seen.extend(row.state for row in stage.rows("select state from inbox"))
    stage.conversations.handle(stage.phone().write("hello"))
    assert seen == ["received"]
    assert [row.state for row in stage.rows("select state from inbox")] == ["done"]


def test_a_delivery_that_comes_three_times_is_one_turn(stage: Stage) -> None:
    phone = stage.phone()
    message = phone.write("hello", key="same")
    handled = [stage.conversations.handle(message) for _ in range(3)]
    assert [each.fresh for each in handled if each] == [True, False, False]
    assert stage.answers() == [(1, "<hello>")]


def test_a_delivery_is_known_again_26_hours_later(stage: Stage) -> None:
    phone = stage.phone()
    stage.conversations.handle(phone.write("hello", key="same"))
    stage.send()
    stage.clock.forward(hours=26)
    stage.conversations.handle(phone.write("hello", key="same"))
    stage.send()
    assert stage.outlet.texts() == ["<hello>"]


def test_the_same_message_number_of_two_people_is_two_messages(stage: Stage) -> None:
    for person in ("openid-a", "openid-b"):
        stage.conversations.handle(stage.phone(person).write("hello", key=f"mp:app:{person}:7001"))
    assert [answer for _, answer in stage.answers()] == ["<hello>", "<hello>"]
    assert len(stage.rows("select 1 from conversation")) == 2


def test_two_events_of_one_second_with_different_keys_are_both_heard(stage: Stage) -> None:
    phone = stage.phone()
    for event_key in ("PAY", "REPAIR"):
        stage.conversations.handle(phone.write(event_key, key=f"mp:app:u1:1700000000:CLICK:{event_key}"))
    assert [answer for _, answer in stage.answers()] == ["<PAY>", "<REPAIR>"]


def test_a_bot_is_not_answered(stage: Stage) -> None:
    assert stage.conversations.handle(stage.phone().write("echo", from_bot=True)) is None
    assert not stage.rows("select 1 from inbox")


def test_an_update_that_comes_again_after_a_crash_is_run_at_once(stage: Stage) -> None:
    message = stage.phone().write("hello")
    stage.conversations.receive(message)  # and the process died
    stage.conversations.handle(message)
    assert stage.answers() == [(1, "<hello>")]


def test_what_was_committed_and_not_sent_is_sent_once_after_a_restart(stage: Stage, any_database: str) -> None:
    stage.conversations.handle(stage.phone().write("hello"))
    after = Stage(any_database, clock=stage.clock)
    for each in (after, stage, after):
        each.send()
    after.close()
    assert [*stage.outlet.texts(), *after.outlet.texts()] == ["<hello>"]


@pytest.mark.parametrize(("seconds", "taken"), [(59, 0), (60, 1), (61, 1)], ids=["59 s", "60 s", "61 s"])
def test_a_message_of_a_dead_process_is_taken_over_after_a_minute(stage: Stage, seconds: int, taken: int) -> None:
    stage.conversations.receive(stage.phone().write("left behind"))
    stage.clock.forward(seconds=seconds)
    assert stage.conversations.run_left_over(older_than=MINUTE) == taken
    assert len(stage.answers()) == taken


def test_several_processes_take_a_message_over_once(stage: Stage, any_database: str) -> None:
    stage.conversations.receive(stage.phone().write("left behind"))
    stage.clock.forward(seconds=60)
    others = [Stage(any_database, clock=stage.clock) for _ in range(3)]
    together = threading.Barrier(3)
    for each in others:
        each.during = lambda _incoming: _meet(together)  # all three are at it when the first one commits
    threads = [
        threading.Thread(target=each.conversations.run_left_over, kwargs={"older_than": MINUTE}) for each in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in others:
        each.close()
    assert stage.answers() == [(1, "<left behind>")]


def _meet(together: threading.Barrier) -> None:
    together.wait(20)


def test_a_turn_that_fails_once_is_tried_again_and_nobody_notices(stage: Stage) -> None:
    failures = iter([RuntimeError("once")])

    def fail_once(_incoming: Incoming) -> None:
        for failure in failures:
            raise failure

    stage.during = fail_once
    stage.conversations.handle(stage.phone().write("hello"))
    assert stage.answers() == [(1, "<hello>")]
    assert not stage.rows("select 1 from task")


def test_a_turn_that_fails_twice_is_buried_with_an_apology_and_a_task(stage: Stage) -> None:
    phone = stage.phone()
    stage.conversations.handle(phone.write("broken"))
    stage.conversations.handle(phone.write("next"))
    stage.send()
    assert [row.state for row in stage.rows("select state from inbox order by id")] == ["dead", "done"]
    assert stage.outlet.texts() == [stage.know.templates.render("turn.apology"), "<next>"]
    assert [row.key for row in stage.rows("select key from task")] == ["dead:1"]
    assert "RuntimeError" not in str(stage.rows("select title, detail from task"))


def test_a_message_left_behind_is_answered_before_the_next_one(stage: Stage) -> None:
    phone = stage.phone()
    stage.conversations.receive(phone.write("first"))
    stage.conversations.receive(phone.write("second"))
    stage.conversations.handle(phone.write("third"))
    assert [answer for _, answer in stage.answers()] == ["<first>", "<second>", "<third>"]


Step = st.sampled_from(["receive", "again", "crash before", "crash after", "left over", "fail"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(Step, st.integers(0, 2)), min_size=1, max_size=25))
def test_any_interleaving_gives_one_answer_a_message_in_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with fresh_database("sqlite", Path(tmp_path_factory.mktemp("any"))) as url:
        stage = Stage(url)
        sent = _play(stage, steps)
        stage.conversations.run_left_over(older_than=timedelta(0))
        stage.send()
        answers = stage.rows("select conv_key, reply_to from outbox order by id")
        stage.close()
    for person, count in enumerate(sent):
        mine = [row.reply_to for row in answers if row.conv_key.endswith(f":u{person}")]
        assert len(mine) == count
        assert mine == sorted(set(mine))


def _play(stage: Stage, steps: list[tuple[str, int]]) -> list[int]:
    """Play the steps and return how many messages each of three people wrote."""
    phones = [stage.phone(f"u{n}") for n in range(3)]
    newest: dict[int, Incoming] = {}
    for step, person in steps:
        match step:
            case "again" if person in newest:
                stage.conversations.handle(newest[person])
            case "left over":
                stage.conversations.run_left_over(older_than=timedelta(0))
            case "crash before":
                newest[person] = phones[person].write("word")
                stage.conversations.receive(newest[person])
            case "fail":
                newest[person] = phones[person].write("broken")
                stage.conversations.handle(newest[person])
            case _:
                newest[person] = phones[person].write("word")
                stage.conversations.handle(newest[person])
                _maybe_repeat(stage, newest[person], step)
    return [phone.count for phone in phones]


def _maybe_repeat(stage: Stage, message: Incoming, step: str) -> None:
    """After a commit whose acknowledgement was lost, the platform delivers once more."""
    if step == "crash after":
        stage.conversations.handle(message)


def test_a_message_that_cannot_be_read_back_does_not_keep_the_others_waiting(stage: Stage) -> None:
    stage.conversations.receive(stage.phone("a").write("unreadable"))
    stage.conversations.receive(stage.phone("b").write("left behind"))
    with stage.store.writing() as session:
        session.connection().execute(text("update inbox set payload = '{}' where id = 1"))
    assert stage.conversations.run_left_over(older_than=timedelta(0)) == 2
    assert [answer for _, answer in stage.answers()] == ["<left behind>"]


def test_a_form_that_the_program_no_longer_has_lapses(stage: Stage) -> None:
    phone = stage.phone()
    stage.conversations.handle(phone.write("hello"))
    frame = {"flow": "gone", "version": 1, "slots": {}, "tries": 0, "started_ms": 0, "touched_ms": 0, "sources": {}}
    with stage.store.writing() as session:
        session.connection().execute(text("update conversation set stack = :stack"), {"stack": json.dumps([frame])})
    stage.conversations.handle(phone.write("again"))
    assert [answer for _, answer in stage.answers()] == ["<hello>", "<again>"]

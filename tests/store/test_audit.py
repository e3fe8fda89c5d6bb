"""The audit (留痕): who changed what, when and from which channel, in the transaction of the change."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.store.audit import AUDIT, Actor, leave_trace, leave_traces, traces_of
from bot.store.engine import Store
from tests.fakes import START

CLERK = Actor("staff:finance", "cli")


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    made = Store(any_database)
    AUDIT.create(made.engine)
    yield made
    made.close()


def test_a_trace_says_who_when_what_to_what_and_from_where(store: Store) -> None:
    detail = {"reason": "重复收费", "fen": 100, "due_on": None}
    with store.writing() as session:
        leave_trace(session, CLERK, "bill.voided", "bill:12", now=START, detail=detail)
    with store.reading() as session:
        (trace,) = traces_of(session, "bill:12")
    assert (trace.actor, trace.channel, trace.what, trace.subject) == ("staff:finance", "cli", "bill.voided", "bill:12")
    assert trace.at_ms == int(START.timestamp() * 1000)
    assert trace.detail == detail


def test_a_trace_without_detail_has_an_empty_one(store: Store) -> None:
    with store.writing() as session:
        leave_trace(session, Actor("system", "tick"), "bills.draft", "estate:1", now=START)
    with store.reading() as session:
        assert [trace.detail for trace in traces_of(session, "estate:1")] == [{}]


def test_the_traces_of_one_row_come_in_the_order_in_which_they_were_left(store: Store) -> None:
    with store.writing() as session:
        for what, subject in (("a", "bill:1"), ("b", "bill:2"), ("c", "bill:1"), ("d", "bill:11")):
            leave_trace(session, CLERK, what, subject, now=START)
    with store.reading() as session:
        assert [trace.what for trace in traces_of(session, "bill:1")] == ["a", "c"]
        assert traces_of(session, "bill:3") == []


def test_many_changes_of_one_kind_leave_a_trace_each(store: Store) -> None:
    with store.writing() as session:
        leave_traces(session, CLERK, "payment.recorded", [("payment:1", {"fen": 1}), ("payment:2", {})], now=START)
        leave_traces(session, CLERK, "payment.recorded", [], now=START)
    with store.reading() as session:
        (first,), (second,) = traces_of(session, "payment:1"), traces_of(session, "payment:2")
        assert len(session.connection().execute(select(AUDIT)).all()) == 2
    assert (first.detail, second.detail) == ({"fen": 1}, {})
    assert (first.what, first.actor, first.at_ms) == (second.what, second.actor, second.at_ms)


def test_a_change_that_is_undone_leaves_no_trace(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            leave_trace(session, CLERK, "bill.voided", "bill:1", now=START)
            raise KeyError("oops")

    with pytest.raises(KeyError):
        fail()
    with store.reading() as session:
        assert traces_of(session, "bill:1") == []

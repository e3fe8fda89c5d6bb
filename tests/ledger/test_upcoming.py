"""The scheduled side of billing: what begins soon is drafted by itself, and finance has one task with true numbers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.clock import shanghai_day
from bot.config import PROJECT
from bot.conversation.knowledge import Knowledge
from bot.estate.settings import Contract, EstateTable, LateFee, load_estates
from bot.estate.tables import House
from bot.ledger.policy import LedgerPolicy
from bot.ledger.tables import Cycle, Formula
from bot.ledger.upcoming import draft_upcoming
from bot.tasks.tables import Task, TaskEvent, TaskKind, TaskState
from tests.conftest import Program

from .books import Books, moment, words
from .fees import Fees, fees, home

POLICY = LedgerPolicy(target_percent=80, online=("wechat",), bill_ahead_days=30, due_days=30)
RULE = LateFee(enabled=True, rate_per_mille=Decimal("0.5"), start_after_days=30, cap_percent=20)
SETTINGS = load_estates(PROJECT / "data" / "estate.yaml").root["阳光"]
NO_FEE = EstateTable({"阳光": SETTINGS.model_copy(update={"contract": Contract()})})
WITH_FEE = EstateTable({"阳光": SETTINGS.model_copy(update={"contract": Contract(late_fee=RULE)})})


def tick(books: Books, at: str, *, estates: EstateTable = NO_FEE, policy: LedgerPolicy = POLICY) -> int:
    books.now = moment(at)
    return draft_upcoming(books.session, estates=estates, policy=policy, templates=words(), now=books.now)


def tasks(books: Books) -> list[Task]:
    wanted = select(Task).where(Task.kind == TaskKind.POST_BILLS).order_by(col(Task.id))
    return list(books.session.exec(wanted))


@pytest.fixture
def flat(books: Books) -> House:
    return home(books)


@pytest.fixture
def quarterly(books: Books, flat: House) -> Fees:
    made = fees(books, flat)
    made.item(cycle=Cycle.QUARTER)
    return made


@pytest.mark.parametrize(
    ("at", "drafted"),
    [
        pytest.param("2025-12-01", 0, id="thirty-one days before it begins"),
        pytest.param("2025-12-02", 1, id="thirty days before"),
        pytest.param("2026-01-01", 1, id="when it begins"),
        pytest.param("2026-02-01", 1, id="thirty-one days late are caught up"),
        pytest.param("2026-02-02", 0, id="more are for a person"),
    ],
)
def test_a_period_is_drafted_from_so_many_days_before_it_begins(
    books: Books, quarterly: Fees, at: str, drafted: int
) -> None:
    assert tick(books, at) == drafted


def test_how_far_it_looks_ahead_is_a_rule_of_the_policy(books: Books, quarterly: Fees) -> None:
    assert tick(books, "2025-12-22", policy=POLICY.model_copy(update={"bill_ahead_days": 9})) == 0
    assert tick(books, "2025-12-22", policy=POLICY.model_copy(update={"bill_ahead_days": 10})) == 1


def test_a_day_is_that_of_shanghai(books: Books, quarterly: Fees) -> None:
    assert tick(books, "2025-12-01 23:59") == 0
    assert tick(books, "2025-12-02 00:01") == 1


def test_what_it_drafts_is_owed_by_nobody_and_said_to_be_its_own_doing(books: Books, quarterly: Fees) -> None:
    tick(books, "2025-12-02")
    assert [bill.state for bill in quarterly.bills()] == ["draft"]
    assert [(trace.actor, trace.channel) for trace in books.traces("bills.draft")] == [("system", "tick")]


def test_running_again_on_any_day_adds_nothing(books: Books, quarterly: Fees) -> None:
    assert tick(books, "2025-12-02") == 1
    for at in ("2025-12-02 18:00", "2025-12-03", "2026-01-15"):
        assert tick(books, at) == 0
    assert len(tasks(books)) == 1


@pytest.mark.parametrize("at", ["2025-11-20", "2026-02-10"], ids=["nothing begins soon", "slept through"])
def test_nothing_to_do_is_no_task(books: Books, quarterly: Fees, at: str) -> None:
    before = books.everything()
    assert tick(books, at) == 0
    assert tasks(books) == []
    assert books.everything() == before


def test_a_shared_cost_that_is_entered_when_its_period_is_over_is_drafted_by_itself(books: Books, flat: House) -> None:
    made = fees(books, flat)
    item = made.item("公共能耗费", 0, formula=Formula.SHARED_EVENLY, cycle=Cycle.HALF_YEAR)
    made.cost(item, 900, "2026H1")
    assert tick(books, "2026-07-10") == 1
    assert tick(books, "2026-07-11") == 0


# The task of finance


def test_finance_is_told_how_many_drafts_wait_how_much_they_are_and_when_they_begin(
    books: Books, quarterly: Fees
) -> None:
    home(books, "3-2-502")
    tick(books, "2025-12-02")
    (task,) = tasks(books)
    assert (task.department, task.state, task.estate_id) == ("财务", "open", quarterly.estate_id)
    assert task.title == "待审核账单 2 张，合计 ¥966.60（账期从 2026-01-01 到 2026-01-01 开始）"
    assert task.detail == {}


def test_an_open_task_gets_the_new_numbers_and_there_is_no_second_one(books: Books, quarterly: Fees) -> None:
    tick(books, "2025-12-02")
    home(books, "3-2-502")
    assert tick(books, "2025-12-02 18:00") == 1
    home(books, "3-2-503")
    assert tick(books, "2025-12-03") == 1
    (task,) = tasks(books)
    assert "待审核账单 3 张，合计 ¥1,449.90" in task.title
    events = [event.what for event in books.session.exec(select(TaskEvent).order_by(col(TaskEvent.id)))]
    assert events == ["task.opened", "task.renewed", "task.renewed"]


def test_posting_ends_the_task_and_new_drafts_are_a_new_one_even_on_the_same_day(books: Books, quarterly: Fees) -> None:
    tick(books, "2025-12-02")
    quarterly.post("2026Q1")
    assert [task.state for task in tasks(books)] == [TaskState.DONE]
    home(books, "3-2-502")
    assert tick(books, "2025-12-02 18:00") == 1
    assert [(task.state, task.title[:10]) for task in tasks(books)] == [
        (TaskState.DONE, "待审核账单 1 张，"),
        (TaskState.OPEN, "待审核账单 1 张，"),
    ]


def test_the_task_names_what_was_left_out_and_how_to_list_it_all(books: Books, quarterly: Fees) -> None:
    home(books, "3-2-502", area=0)
    quarterly.item("公摊", 0, formula=Formula.SHARED_EVENLY)
    tick(books, "2025-12-02")
    (task,) = tasks(books)
    assert task.detail["description"].startswith("另有 1 项要看：3-2-502 物业费：没有建筑面积")
    assert "linli bill" in task.detail["description"]
    assert "公摊" not in task.detail["description"], "the sum of a period that only begins is not known yet"


def test_each_estate_has_its_own_task(books: Books, quarterly: Fees) -> None:
    there = fees(books, home(books, estate="月光"))
    there.item(price=20_000)
    assert tick(books, "2025-12-02") == 2
    assert [(task.estate_id, task.title[10:22]) for task in tasks(books)] == [
        (quarterly.estate_id, "合计 ¥483.30（账"),
        (there.estate_id, "合计 ¥537.00（账"),
    ]


# Late fees


@pytest.mark.parametrize(
    ("estates", "drafted"), [(WITH_FEE, 1), (NO_FEE, 0), (EstateTable({}), 0)], ids=["one", "none", "no settings"]
)
def test_late_fees_are_drafted_where_the_contract_of_the_estate_has_one(
    books: Books, flat: House, estates: EstateTable, drafted: int
) -> None:
    bill = books.bill(flat, None, 100_000)
    books.pay(flat, 100_000, "2026-03-12", named=[bill])
    assert tick(books, "2026-03-20", estates=estates) == drafted
    assert [task.title for task in tasks(books)] == (
        ["待审核账单 1 张，合计 ¥5.00（账期从 2026-01-01 到 2026-01-01 开始）"] * drafted
    )


# The schedule


def test_billing_is_in_the_schedule(program: Program) -> None:
    line = next(tick for tick in program.app.table if tick.name == "bills")
    assert line.every == timedelta(hours=6)
    assert "finance posts them" in line.what


def test_the_schedule_drafts_with_the_rules_of_the_program(program: Program, know: Knowledge) -> None:
    today = shanghai_day(program.clock())

    def prepare(session: Any) -> None:
        books = Books(session)
        first = (today + timedelta(days=know.ledger.bill_ahead_days)).isoformat()
        made = fees(books, home(books, "3-2-999", handed_over="2020-01-01"))
        made.assign(made.parking(cycle=Cycle.MONTH, since=first), home(books, "3-2-998"))

    program.tick("bills")
    program.in_session(prepare)
    assert program.tick("bills") >= 1
    assert program.tick("bills") == 0
    assert program.rows("SELECT count(*) FROM task WHERE kind = 'post_bills' AND state = 'open'") == [(1,)]

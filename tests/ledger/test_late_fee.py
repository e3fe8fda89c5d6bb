"""The late fee (违约金): none without a rule; with one, day by day on what was unpaid, never above the cap."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.estate.settings import LateFee
from bot.estate.tables import House
from bot.ledger.arrears import arrears_of_house
from bot.ledger.bills import cancel_credit, credit_bill
from bot.ledger.entries import NewCredit
from bot.ledger.late_fee import Less, late_fee
from bot.ledger.tables import BillId, CreditKind
from bot.money import Fen

from .books import Books, day, moment

RULE = LateFee(enabled=True, rate_per_mille=Decimal("0.5"), start_after_days=30, cap_percent=20)
DUE = day("2026-01-31")
BEGINS = day("2026-03-02")
NOTHING: tuple[Less, ...] = ()


def fee(as_of: str, *less: tuple[str, int], amount: int = 100_000, rule: LateFee = RULE) -> int:
    return late_fee(amount, DUE, [Less(day(on), fen) for on, fen in less], rule=rule, as_of=day(as_of))


@pytest.mark.parametrize(
    ("as_of", "fen"),
    [
        pytest.param("2026-01-31", 0, id="the due date"),
        pytest.param("2026-03-01", 0, id="the twenty-ninth day"),
        pytest.param("2026-03-02", 50, id="the thirtieth day is the first that counts"),
        pytest.param("2026-03-03", 100, id="the day after"),
        pytest.param("2027-04-05", 20_000, id="the day that reaches the cap"),
        pytest.param("2027-04-04", 19_950, id="the day before the cap"),
        pytest.param("2027-04-06", 20_000, id="no day goes beyond the cap"),
        pytest.param("2046-01-01", 20_000, id="nor do twenty years"),
    ],
)
def test_the_fee_begins_on_the_day_the_contract_names_and_ends_at_the_cap(as_of: str, fen: int) -> None:
    assert fee(as_of) == fen


@pytest.mark.parametrize(
    ("less", "fen"),
    [
        pytest.param([("2026-01-15", 40_000)], 300, id="paid before the due date"),
        pytest.param([("2026-03-01", 40_000)], 300, id="paid the day before the fee begins"),
        pytest.param([("2026-03-02", 40_000)], 300, id="paid on the day frees that day"),
        pytest.param([("2026-03-03", 40_000)], 320, id="paid the day after"),
        pytest.param([("2026-03-11", 40_000)], 480, id="paid on the day that is asked about"),
        pytest.param([("2026-03-12", 40_000)], 500, id="paid later does not count yet"),
        pytest.param([("2026-03-07", 30_000), ("2026-03-07", 10_000)], 400, id="two of one day"),
        pytest.param([("2026-03-07", 10_000), ("2026-03-04", 30_000)], 355, id="entered in another order"),
        pytest.param([("2026-02-01", 100_000)], 0, id="paid in full before"),
        pytest.param([("2026-03-04", 100_000)], 100, id="paid in full after two days: it stays at that"),
        pytest.param([("2026-03-04", 40_000), ("2026-03-07", -40_000)], 440, id="a waiver that was taken back"),
        pytest.param(
            [("2026-03-04", 100_000), ("2026-03-05", 30_000), ("2026-03-07", -30_000)],
            100,
            id="paid in full although a waiver stood: no day brings less than nothing",
        ),
    ],
)
def test_a_day_counts_with_what_is_unpaid_at_its_end(less: list[tuple[str, int]], fen: int) -> None:
    assert fee("2026-03-11", *less) == fen


@pytest.mark.parametrize(
    ("amount", "rate", "days", "fen"),
    [
        pytest.param(999, "0.5", 1, 0, id="just below half a fen"),
        pytest.param(1000, "0.5", 1, 1, id="half a fen is one"),
        pytest.param(2999, "0.5", 1, 1, id="just below one and a half"),
        pytest.param(3000, "0.5", 1, 2, id="one and a half are two"),
        pytest.param(333, "0.5", 3, 0, id="rounded once, at the end: below half"),
        pytest.param(334, "0.5", 3, 1, id="rounded once, at the end: above half"),
        pytest.param(100_000, "3", 2, 600, id="three per mille"),
        pytest.param(100_000, "0.35", 1, 35, id="a fraction of a per mille"),
        pytest.param(1, "10", 10, 0, id="one fen: the cap is below a fen"),
        pytest.param(54, "10", 400, 10, id="the cap is never rounded up"),
        pytest.param(1_000_000_000, "10", 36_500, 200_000_000, id="the largest bill for a century"),
    ],
)
def test_the_fee_is_rounded_half_up_once_and_never_above_the_cap(amount: int, rate: str, days: int, fen: int) -> None:
    rule = RULE.model_copy(update={"rate_per_mille": Decimal(rate)})
    assert late_fee(amount, DUE, NOTHING, rule=rule, as_of=BEGINS + timedelta(days=days - 1)) == fen


def test_the_cap_is_a_part_of_what_was_unpaid_when_the_fee_began() -> None:
    assert fee("2046-01-01", ("2026-02-01", 50_000)) == 10_000
    assert fee("2046-01-01", ("2026-03-02", 50_000)) == 20_000


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(LateFee(), id="no rule"),
        pytest.param(RULE.model_copy(update={"enabled": False}), id="switched off"),
        pytest.param(LateFee.model_construct(enabled=True), id="without its figures"),
        pytest.param(RULE.model_copy(update={"cap_percent": None}), id="without a cap"),
    ],
)
def test_without_a_complete_rule_there_is_no_fee(rule: LateFee) -> None:
    assert fee("2030-01-01", rule=RULE)
    assert fee("2030-01-01", rule=rule) == 0


def test_a_bill_without_a_due_date_has_no_fee() -> None:
    assert late_fee(100_000, None, NOTHING, rule=RULE, as_of=day("2030-01-01")) == 0


CHANGES = st.lists(
    st.builds(Less, on=st.dates(day("2026-01-20"), day("2026-05-01")), fen=st.integers(-3_000, 30_000)), max_size=6
)
RULES = st.builds(
    LateFee,
    enabled=st.just(True),
    rate_per_mille=st.sampled_from([Decimal("0.3"), Decimal("0.5"), Decimal(3), Decimal("9.99")]),
    start_after_days=st.integers(1, 40),
    cap_percent=st.integers(1, 100),
)
MOMENTS = st.dates(day("2026-01-01"), day("2026-06-01"))


def day_by_day(amount: int, due_on: date, less: Sequence[Less], rule: LateFee, as_of: date) -> int:
    """The contract read aloud: each day its part of what is unpaid at its end."""
    assert rule.rate_per_mille is not None
    assert rule.start_after_days is not None
    assert rule.cap_percent is not None

    def unpaid(at: date) -> int:
        return max(amount - sum(each.fen for each in less if each.on <= at), 0)

    begins = due_on + timedelta(days=rule.start_after_days)
    days = [begins + timedelta(days=later) for later in range((as_of - begins).days + 1)]
    total = sum((unpaid(each) * Fraction(rule.rate_per_mille) / 1000 for each in days), Fraction(0))
    cap = Fraction(unpaid(begins - timedelta(days=1)) * rule.cap_percent, 100)
    return min(floor(total + Fraction(1, 2)), floor(cap))


@settings(max_examples=30)
@given(st.integers(1, 200_000), CHANGES, RULES, MOMENTS)
def test_it_is_what_counting_day_by_day_gives(amount: int, less: list[Less], rule: LateFee, as_of: date) -> None:
    assert late_fee(amount, DUE, less, rule=rule, as_of=as_of) == day_by_day(amount, DUE, less, rule, as_of)


@pytest.mark.deep
@settings(max_examples=3000)
@given(st.integers(1, 200_000), CHANGES, RULES, MOMENTS)
def test_it_is_what_counting_day_by_day_gives_each_time(
    amount: int, less: list[Less], rule: LateFee, as_of: date
) -> None:
    assert late_fee(amount, DUE, less, rule=rule, as_of=as_of) == day_by_day(amount, DUE, less, rule, as_of)


@settings(max_examples=30)
@given(st.integers(1, 200_000), CHANGES, RULES, MOMENTS)
def test_a_day_more_never_makes_the_fee_smaller(amount: int, less: list[Less], rule: LateFee, as_of: date) -> None:
    today = late_fee(amount, DUE, less, rule=rule, as_of=as_of)
    assert 0 <= today <= late_fee(amount, DUE, less, rule=rule, as_of=as_of + timedelta(days=1))


def test_the_fee_is_beside_the_bill_and_never_in_what_is_open(books: Books) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100_000)
    plain = arrears_of_house(books.session, house.id, as_of=BEGINS)
    with_fee = arrears_of_house(books.session, house.id, as_of=BEGINS, rule=RULE)
    assert [(line.open, line.late_fee) for line in plain.lines] == [(Fen(100_000), Fen(0))]
    assert [(line.open, line.late_fee) for line in with_fee.lines] == [(Fen(100_000), Fen(50))]
    assert with_fee.open == plain.open == Fen(100_000)


def test_a_late_fee_bears_no_late_fee_and_is_not_shown_beside_its_bill_again(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    bill = books.bill(house, owner, 100_000)
    books.bill(house, owner, 100_000, item="违约金", principal=bill)
    lines = arrears_of_house(books.session, house.id, as_of=BEGINS, rule=RULE).lines
    assert {line.item: line.late_fee for line in lines} == {"物业费": Fen(0), "违约金": Fen(0)}


def fees(books: Books, house: House, *days: str) -> list[int]:
    """Return the fee of the one bill of a house on each of several days."""
    found = (arrears_of_house(books.session, house.id, as_of=day(each), rule=RULE).lines for each in days)
    return [lines[0].late_fee.value for lines in found]


def test_money_makes_the_fee_smaller_from_its_own_day(books: Books) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100_000)
    books.pay(house, 40_000, "2026-03-04")
    assert fees(books, house, "2026-03-03", "2026-03-04", "2026-03-06") == [100, 130, 190]


def credited(books: Books, bill: BillId, kind: CreditKind) -> int:
    off = NewCredit(kind, Fen(20_000), "有原因")
    return credit_bill(books.session, bill, off, by=books.by, now=books.now)


def taken_back(books: Books, credit: int) -> None:
    cancel_credit(books.session, credit, reason="错了", by=books.by, now=books.now)


def test_what_was_charged_wrongly_bears_no_fee(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100_000)
    note = credited(books, bill, CreditKind.CREDIT_NOTE)
    assert fees(books, house, "2026-03-03", "2046-01-01") == [80, 16_000]
    taken_back(books, note)
    assert fees(books, house, "2026-03-03", "2046-01-01") == [100, 20_000]


def test_what_is_given_up_was_never_late(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100_000)
    books.now = moment("2026-03-07")
    credited(books, bill, CreditKind.WAIVER)
    assert fees(books, house, "2026-03-03", "2026-03-07", "2046-01-01") == [80, 240, 16_000]


def test_a_waiver_that_is_taken_back_frees_the_days_in_between(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100_000)
    books.now = moment("2026-03-07")
    waiver = credited(books, bill, CreditKind.WAIVER)
    books.now = moment("2026-03-09")
    taken_back(books, waiver)
    assert fees(books, house, *(f"2026-03-0{each}" for each in (6, 7, 8, 9))) == [250, 290, 330, 380]


def test_a_day_on_which_a_waiver_stood_and_all_was_paid_brings_nothing_back(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100_000)
    books.now = moment("2026-03-07")
    waiver = credited(books, bill, CreditKind.WAIVER)
    books.now = moment("2026-03-12")
    books.pay(house, 99_000, "2026-03-08")
    assert books.open(bill) == [0]
    taken_back(books, waiver)
    assert books.open(bill) == [1_000]
    days = ("2026-03-07", "2026-03-08", "2026-03-11", "2026-03-12", "2026-03-31")
    assert fees(books, house, *days) == [290, 290, 290, 291, 300]

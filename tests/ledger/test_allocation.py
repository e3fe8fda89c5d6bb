"""Which money settles which bill (民法典第560条): what the payer named, then the oldest; no fen is made or lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.allocation import Owed, Paid, Part, allocate, follow, settled_on

from .books import day

JAN, FEB, MAR = (Owed(place, 100, day(f"2026-0{place}-28"), day(f"2026-0{place}-01"), "物业费") for place in (1, 2, 3))
UNDATED = Owed(9, 100, None, None, "押金")
THREE = (MAR, JAN, FEB)


def paid(place: int, fen: int, at: int = 0, *named: int) -> Paid:
    return Paid(place, fen, at, day("2026-04-01") + timedelta(days=at), named)


class Case(NamedTuple):
    """Bills and money, what each bill gets, and what is left as credit."""

    bills: Sequence[Owed]
    money: Sequence[Paid]
    got: dict[int, int]
    credit: int = 0


CASES = {
    "nothing at all": Case((), (), {}),
    "bills without money": Case(THREE, (), {}),
    "money without bills is credit": Case((), [paid(1, 70)], {}, 70),
    "one fen": Case(THREE, [paid(1, 1)], {1: 1}),
    "the oldest first": Case(THREE, [paid(1, 150)], {1: 100, 2: 50}),
    "to the fen": Case(THREE, [paid(1, 300)], {1: 100, 2: 100, 3: 100}),
    "what is too much is credit": Case(THREE, [paid(1, 301)], {1: 100, 2: 100, 3: 100}, 1),
    "without a due date comes last": Case((UNDATED, MAR), [paid(1, 120)], {3: 100, 9: 20}),
    "of one due date, the earlier period first": Case(
        (replace(JAN, due_on=FEB.due_on), FEB), [paid(1, 120)], {1: 100, 2: 20}
    ),
    "of one period, by name": Case(
        (replace(JAN, id=5, name="车位费"), replace(JAN, id=6, name="物业费")), [paid(1, 120)], {5: 20, 6: 100}
    ),
    "a waived bill takes nothing": Case((replace(JAN, fen=0), FEB), [paid(1, 120)], {2: 100}, 20),
    "the named bill before the oldest": Case(THREE, [paid(1, 60, 0, 3)], {3: 60}),
    "beyond its named bill, the oldest": Case(THREE, [paid(1, 150, 0, 3)], {1: 50, 3: 100}),
    "several named bills in the order named": Case(THREE, [paid(1, 150, 0, 3, 2)], {2: 50, 3: 100}),
    "a bill named twice is one bill": Case(THREE, [paid(1, 150, 0, 3, 3)], {1: 50, 3: 100}),
    "a name for a settled bill goes to the oldest": Case(
        THREE, [paid(1, 100, 0, 2), paid(2, 50, 1, 2)], {1: 50, 2: 100}
    ),
    "a name for a bill that is not there is no name": Case(THREE, [paid(1, 60, 0, 77)], {1: 60}),
    "earlier money keeps what it took": Case(THREE, [paid(1, 100, 0), paid(2, 60, 1, 1)], {1: 100, 2: 60}),
    "of one moment, named money first": Case(THREE, [paid(1, 100, 5), paid(2, 60, 5, 1)], {1: 100, 2: 60}),
    "an old payment that is entered late": Case(
        THREE, [paid(2, 60, 3, 3), paid(1, 260, 1)], {1: 100, 2: 100, 3: 100}, 20
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_money_settles_what_its_payer_named_then_the_oldest(case: Case) -> None:
    outcome = allocate(case.bills, case.money)
    assert {bill: sum(part.fen for part in parts) for bill, parts in outcome.by_bill().items()} == case.got
    assert outcome.credit == case.credit


def test_of_one_moment_named_money_takes_its_bill_and_the_rest_goes_on() -> None:
    outcome = allocate(THREE, [paid(1, 100, 5), paid(2, 60, 5, 1)])
    assert {(part.payment_id, part.bill_id): part.fen for part in outcome.parts} == {(2, 1): 60, (1, 1): 40, (1, 2): 60}


def test_a_part_carries_the_day_of_its_money_and_is_one_for_each_bill_and_payment() -> None:
    outcome = allocate(THREE, [paid(1, 60, 0, 1), paid(2, 140, 2, 2)])
    assert outcome.by_bill()[1] == [Part(1, 1, 60, day("2026-04-01")), Part(2, 1, 40, day("2026-04-03"))]
    assert len({part[:2] for part in outcome.parts}) == len(outcome.parts)


@pytest.mark.parametrize(
    ("parts", "credited_on", "settled"),
    [
        pytest.param([], None, None, id="nothing came"),
        pytest.param([(99, "2026-04-01")], None, None, id="one fen is open"),
        pytest.param([(100, "2026-04-01")], None, "2026-04-01", id="by one payment"),
        pytest.param([(40, "2026-04-01"), (60, "2026-04-09")], None, "2026-04-09", id="by the last of two"),
        pytest.param(
            [(100, "2026-04-01")], "2026-04-05", "2026-04-01", id="a waiver after the money makes nobody late"
        ),
        pytest.param([(100, "2026-04-07")], "2026-04-05", "2026-04-07", id="by money after the waiver"),
    ],
)
def test_a_bill_is_settled_on_the_day_nothing_was_open_any_more(
    parts: list[tuple[int, str]], credited_on: str | None, settled: str | None
) -> None:
    got = [Part(place, 1, fen, day(on)) for place, (fen, on) in enumerate(parts)]
    found = settled_on(JAN, got, credited_on=day(credited_on) if credited_on else None)
    assert found == (day(settled) if settled else None)


def test_a_bill_that_is_waived_in_full_is_settled_on_the_day_of_its_waiver() -> None:
    assert settled_on(replace(JAN, fen=0), [], credited_on=day("2026-04-05")) == day("2026-04-05")


@pytest.mark.parametrize(
    ("named", "replaced_by", "stands"),
    [
        pytest.param((), {}, (), id="no name"),
        pytest.param((1, 2), {}, (1, 2), id="nothing was corrected"),
        pytest.param((1,), {1: 5}, (5,), id="corrected once"),
        pytest.param((1,), {1: 5, 5: 8}, (8,), id="corrected twice"),
        pytest.param((1, 5), {1: 5}, (5,), id="both of one bill"),
        pytest.param((2, 1), {1: 5}, (2, 5), id="the order named stays"),
        pytest.param((1,), {1: 5, 5: 1}, (1,), id="a circle ends"),
    ],
)
def test_a_name_follows_a_corrected_bill_to_the_one_that_stands(
    named: tuple[int, ...], replaced_by: dict[int, int], stands: tuple[int, ...]
) -> None:
    assert follow(named, replaced_by) == stands


FEW = settings(max_examples=30)

# Few different values, so that ties, overlaps and shortages are common.
DAYS = st.one_of(st.none(), st.integers(0, 3).map(lambda days: date(2026, 1, 31) + timedelta(days=days)))
BILLS = st.lists(
    st.builds(
        Owed, id=st.integers(1, 8), fen=st.integers(0, 12), due_on=DAYS, first_on=DAYS, name=st.sampled_from("ab")
    ),
    max_size=8,
    unique_by=lambda bill: bill.id,
)


@st.composite
def payments_of(draw: st.DrawFn) -> list[Paid]:
    """Draw money of a few moments; it names bills of this account and others."""
    found = draw(
        st.lists(
            st.tuples(
                st.integers(1, 20),
                st.integers(0, 3),
                st.one_of(st.just(()), st.lists(st.integers(1, 10), max_size=3).map(tuple)),
                st.sampled_from([(), ("cash", "A1"), ("cash", "A2")]),
            ),
            max_size=8,
        )
    )
    start = date(2026, 2, 1)
    return [
        Paid(100 + i, fen, at, start + timedelta(days=at), named, marks)
        for i, (fen, at, named, marks) in enumerate(found)
    ]


MONEY = payments_of()


def by_bill(bills: Sequence[Owed], money: Sequence[Paid]) -> dict[int, int]:
    outcome = allocate(bills, money)
    return {bill: sum(part.fen for part in parts) for bill, parts in outcome.by_bill().items()}


@FEW
@given(BILLS, MONEY)
def test_no_fen_is_made_or_lost(bills: list[Owed], money: list[Paid]) -> None:
    outcome = allocate(bills, money)
    assert sum(part.fen for part in outcome.parts) + outcome.credit == sum(payment.fen for payment in money)
    assert outcome.credit >= 0
    assert all(part.fen > 0 for part in outcome.parts)
    for payment in money:
        assert sum(part.fen for part in outcome.parts if part.payment_id == payment.id) <= payment.fen


@FEW
@given(BILLS, MONEY)
def test_no_bill_is_settled_beyond_what_it_is(bills: list[Owed], money: list[Paid]) -> None:
    got = by_bill(bills, money)
    assert set(got) <= {bill.id for bill in bills}
    assert all(got.get(bill.id, 0) <= bill.fen for bill in bills)


@FEW
@given(BILLS, MONEY)
def test_there_is_credit_only_when_nothing_is_open(bills: list[Owed], money: list[Paid]) -> None:
    outcome = allocate(bills, money)
    still_open = sum(bill.fen for bill in bills) - sum(part.fen for part in outcome.parts)
    assert not outcome.credit or not still_open


@FEW
@given(BILLS, MONEY)
def test_without_names_no_newer_bill_gets_money_while_an_older_one_is_open(
    bills: list[Owed], money: list[Paid]
) -> None:
    got = by_bill(bills, [replace(payment, named=()) for payment in money])
    oldest = sorted(bills, key=lambda bill: bill.age)
    short = next((place for place, bill in enumerate(oldest) if got.get(bill.id, 0) < bill.fen), len(oldest))
    assert not any(got.get(bill.id) for bill in oldest[short + 1 :])


@FEW
@given(BILLS, MONEY)
def test_a_payer_who_names_one_bill_alone_pays_this_bill(bills: list[Owed], money: list[Paid]) -> None:
    for bill in bills:
        alone = [replace(payment, named=(bill.id,)) for payment in money[:1]]
        assert by_bill(bills, alone).get(bill.id, 0) == min(bill.fen, sum(payment.fen for payment in alone))


@FEW
@given(BILLS, MONEY, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_listed_does_not_matter(
    bills: list[Owed], money: list[Paid], chance: object
) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined]
    other_bills, other_money = list(bills), list(money)
    shuffle(other_bills)
    shuffle(other_money)
    assert set(allocate(bills, money).parts) == set(allocate(other_bills, other_money).parts)


def chance_account(chance: Random) -> tuple[list[Owed], list[Paid]]:
    """Make up an account with many ties: few different amounts, moments and names."""
    due = date(2026, 1, 31)
    bills = [
        Owed(place, chance.choice((5, 10)), chance.choice((None, due, due)), None, f"{place}")
        for place in range(1, chance.randint(2, 6))
    ]
    money = [
        Paid(
            100 + place,
            chance.choice((5, 10, 15)),
            chance.randint(0, 1),
            due,
            tuple(chance.sample(range(1, 8), chance.randint(0, 3))),
            chance.choice(((), ("cash", "A1"))),
        )
        for place in range(chance.randint(1, 4))
    ]
    return bills, money


@pytest.mark.parametrize("accounts", [300, pytest.param(100_000, marks=pytest.mark.deep)])
def test_the_order_in_which_facts_were_entered_does_not_matter(accounts: int) -> None:
    # Entered in another order, the same facts have other ids; all else that tells them apart stays.
    for seed in range(accounts):
        chance = Random(seed)
        bills, money = chance_account(chance)
        other = dict(zip(range(1, 8), chance.sample(range(1, 8), 7), strict=True))
        bills_again = [replace(bill, id=other[bill.id]) for bill in bills]
        money_again = [
            replace(payment, id=new_id, named=tuple(other[bill] for bill in payment.named))
            for payment, new_id in zip(money, chance.sample(range(100, 108), len(money)), strict=True)
        ]
        expected = {other[bill]: fen for bill, fen in by_bill(bills, money).items()}
        assert by_bill(bills_again, money_again) == expected, seed


def test_of_one_moment_money_that_names_older_bills_goes_first_whatever_was_entered_first() -> None:
    def settled(a: int, b: int, c: int, oldest: int) -> list[int]:
        due = day("2026-01-31")
        bills = [Owed(a, 5, due, None, "a"), Owed(b, 10, due, None, "b"), Owed(c, 5, due, None, "c")]
        bills.append(Owed(oldest, 5, day("2026-01-01")))
        got = by_bill(bills, [paid(1, 10, 0, a, b), paid(2, 10, 0, b, c)])
        return [got.get(bill, 0) for bill in (a, b, c, oldest)]

    assert settled(1, 2, 3, 4) == settled(4, 3, 2, 1) == settled(2, 1, 3, 4) == [5, 10, 5, 0]


@FEW
@given(BILLS, MONEY, st.integers(1, 20))
def test_later_money_takes_nothing_from_earlier_money(bills: list[Owed], money: list[Paid], fen: int) -> None:
    later = Paid(999, fen, 10, date(2026, 3, 1))
    before, after = allocate(bills, money), allocate(bills, [*money, later])
    assert [part for part in after.parts if part.payment_id != later.id] == list(before.parts)

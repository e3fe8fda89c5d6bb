"""From a fee item to an amount: exact months, rounding once at the end, splits that sum to the whole."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.formulas import area_fen, fixed_fen, months_in, overlap, rounded, split_by_weight
from bot.ledger.periods import Span, spans_beginning_in
from bot.ledger.tables import Cycle, Rounding

from .books import day

FEW = settings(max_examples=30)
SPANS = st.tuples(st.dates(day("2000-01-01"), day("2060-12-31")), st.integers(0, 800)).map(
    lambda drawn: Span(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        pytest.param("2026-01-01", "2026-01-31", Fraction(1), id="a month"),
        pytest.param("2026-02-01", "2026-02-28", Fraction(1), id="a short month is a month"),
        pytest.param("2026-01-01", "2026-03-31", Fraction(3), id="a quarter"),
        pytest.param("2025-12-01", "2026-01-31", Fraction(2), id="over the new year"),
        pytest.param("2026-01-01", "2026-12-31", Fraction(12), id="a year"),
        pytest.param("2028-01-01", "2028-12-31", Fraction(12), id="a leap year"),
        pytest.param("2026-03-15", "2027-03-14", Fraction(12), id="an anniversary year"),
        pytest.param("2026-03-15", "2026-04-14", Fraction(1), id="from a day to the day before it"),
        pytest.param("2026-03-15", "2026-04-15", Fraction(17, 31) + Fraction(15, 30), id="a day longer is broken"),
        pytest.param("2026-03-15", "2026-04-13", Fraction(17, 31) + Fraction(13, 30), id="a day shorter is broken"),
        pytest.param("2026-01-15", "2026-02-28", Fraction(17, 31) + 1, id="begun within a month"),
        pytest.param("2026-01-01", "2026-02-10", 1 + Fraction(10, 28), id="ended within a month"),
        pytest.param("2026-01-01", "2026-01-01", Fraction(1, 31), id="one day"),
        pytest.param("2028-02-01", "2028-02-28", Fraction(28, 29), id="not all of a leap February"),
        pytest.param("2026-02-28", "2026-02-28", Fraction(1, 28), id="the last day of February"),
        pytest.param("2026-01-31", "2026-02-27", Fraction(1), id="from the 31st to the day before a month's end"),
        pytest.param("2026-01-31", "2026-02-28", Fraction(1, 31) + 1, id="from the 31st over a whole February"),
        pytest.param("2026-10-31", "2027-10-30", Fraction(12), id="a year from the 31st"),
        pytest.param("2024-02-29", "2025-02-27", Fraction(12), id="a year from 29 February"),
        pytest.param("2025-02-28", "2026-02-27", Fraction(12), id="its second year"),
        pytest.param("2027-02-28", "2028-02-28", Fraction(12), id="its year before a leap year"),
        pytest.param("2028-02-29", "2029-02-27", Fraction(12), id="its leap year"),
    ],
)
def test_whole_months_count_one_and_broken_ones_by_their_days(first: str, last: str, months: Fraction) -> None:
    assert months_in(Span(day(first), day(last))) == months


@FEW
@given(st.dates(day("2000-01-01"), day("2040-12-31")))
def test_every_anniversary_year_has_twelve_months(handed_over_on: date) -> None:
    within = Span(handed_over_on, date(handed_over_on.year + 8, 12, 31))
    years = list(spans_beginning_in(Cycle.ANNIVERSARY, within, handed_over_on=handed_over_on))
    assert len(years) == 9
    assert {months_in(year) for year in years} == {Fraction(12)}


@FEW
@given(SPANS)
def test_a_span_has_about_as_many_months_as_its_days_say(span: Span) -> None:
    days = (span.last - span.first).days + 1
    assert Fraction(days - 3, 31) <= months_in(span) <= Fraction(days + 3, 28)


@FEW
@given(st.dates(day("2000-01-01"), day("2060-12-31")), st.integers(1, 28))
def test_a_month_that_is_cut_in_two_has_one_month_in_all(any_day: date, cut: int) -> None:
    first = any_day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    middle = first.replace(day=min(cut, last.day - 1))
    assert months_in(Span(first, middle)) + months_in(Span(middle + timedelta(days=1), last)) == 1


@pytest.mark.parametrize(
    ("area_dm2", "price_e4", "months", "fen"),
    [
        pytest.param(8950, 18_000, Fraction(1), Fraction(16_110), id="89.50 ㎡ at 1.80 元"),
        pytest.param(8950, 18_000, Fraction(6), Fraction(96_660), id="half a year"),
        pytest.param(8953, 18_550, Fraction(1), Fraction("16607.815"), id="not rounded"),
        pytest.param(8950, 18_000, Fraction(17, 31), Fraction(16_110 * 17, 31), id="a broken month, exact"),
        pytest.param(0, 18_000, Fraction(1), Fraction(0), id="without an area"),
    ],
)
def test_an_area_is_charged_exactly(area_dm2: int, price_e4: int, months: Fraction, fen: Fraction) -> None:
    assert area_fen(area_dm2, price_e4, months) == fen


def test_pieces_are_charged_exactly() -> None:
    assert fixed_fen(500_000, 2, Fraction(3)) == 30_000
    assert fixed_fen(12_345, 1, Fraction(1, 2)) == Fraction("61.725")


@pytest.mark.parametrize(
    ("fen", "rounding", "to"),
    [
        pytest.param("100", Rounding.FEN, 100, id="whole fen stay"),
        pytest.param("100.4999", Rounding.FEN, 100, id="below half a fen"),
        pytest.param("100.5", Rounding.FEN, 101, id="half a fen goes up"),
        pytest.param("101.5", Rounding.FEN, 102, id="half up, not to the even one"),
        pytest.param("104.99", Rounding.JIAO, 100, id="below half a jiao"),
        pytest.param("105", Rounding.JIAO, 110, id="half a jiao goes up"),
        pytest.param("149.99", Rounding.YUAN, 100, id="below half a yuan"),
        pytest.param("150", Rounding.YUAN, 200, id="half a yuan goes up"),
        pytest.param("109.99", Rounding.JIAO_DOWN, 100, id="jiao down"),
        pytest.param("110", Rounding.JIAO_DOWN, 110, id="a whole jiao stays"),
        pytest.param("199.99", Rounding.YUAN_DOWN, 100, id="yuan down (抹零)"),
        pytest.param("99.99", Rounding.YUAN_DOWN, 0, id="less than a yuan down is nothing"),
        pytest.param("0", Rounding.YUAN, 0, id="nothing"),
    ],
)
def test_an_amount_is_rounded_as_its_fee_item_says(fen: str, rounding: Rounding, to: int) -> None:
    assert rounded(Fraction(fen), rounding) == to


@FEW
@given(st.fractions(0, 10**9, max_denominator=997), st.sampled_from(Rounding))
def test_rounding_moves_an_amount_by_less_than_its_step(fen: Fraction, rounding: Rounding) -> None:
    step = {Rounding.FEN: 1, Rounding.JIAO: 10, Rounding.JIAO_DOWN: 10}.get(rounding, 100)
    to = rounded(fen, rounding)
    assert to % step == 0
    if rounding in {Rounding.JIAO_DOWN, Rounding.YUAN_DOWN}:
        assert 0 <= fen - to < step
    else:
        assert -Fraction(step, 2) <= fen - to < Fraction(step, 2)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        pytest.param(100, {7: 1}, {7: 100}, id="one house bears it all"),
        pytest.param(100, {1: 1, 2: 1, 3: 1}, {1: 34, 2: 33, 3: 33}, id="the odd fen to the smaller id"),
        pytest.param(100, {3: 1, 2: 1, 1: 1}, {1: 34, 2: 33, 3: 33}, id="however they are listed"),
        pytest.param(100, {1: 100, 2: 199}, {1: 33, 2: 67}, id="the odd fen to who lost most"),
        pytest.param(10, {1: 0, 2: 5, 3: 5}, {1: 0, 2: 5, 3: 5}, id="no weight bears nothing"),
        pytest.param(1, {1: 1, 2: 10}, {1: 0, 2: 1}, id="one fen to the largest"),
        pytest.param(0, {1: 1, 2: 1}, {1: 0, 2: 0}, id="nothing to split"),
    ],
)
def test_a_shared_cost_is_split_by_weight(total: int, weights: dict[int, int], parts: dict[int, int]) -> None:
    assert split_by_weight(total, weights) == parts


WEIGHTS = st.dictionaries(st.integers(1, 1000), st.integers(0, 20_000), min_size=1, max_size=30).filter(
    lambda weights: any(weights.values())
)


@FEW
@given(st.integers(0, 10**9), WEIGHTS)
def test_a_split_loses_no_fen_and_is_fair_to_one_fen(total: int, weights: dict[int, int]) -> None:
    parts = split_by_weight(total, weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == total
    assert all(abs(parts[house] - Fraction(total * weights[house], whole)) < 1 for house in weights)
    assert not any(parts[house] for house in weights if not weights[house])


@pytest.mark.parametrize("weights", [{}, {1: 0}, {1: 0, 2: 0}, {1: 5, 2: -1}])
def test_a_cost_without_anybody_to_bear_it_is_not_split(weights: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="nothing to split by"):
        split_by_weight(100, weights)


@pytest.mark.parametrize(
    ("from_on", "to_on", "kept"),
    [
        pytest.param(None, None, ("2026-01-01", "2026-03-31"), id="without bounds"),
        pytest.param("2025-01-01", "2027-01-01", ("2026-01-01", "2026-03-31"), id="wider than the span"),
        pytest.param("2026-02-01", None, ("2026-02-01", "2026-03-31"), id="begins within it"),
        pytest.param(None, "2026-02-01", ("2026-01-01", "2026-01-31"), id="ends within it, exclusive"),
        pytest.param("2026-03-31", None, ("2026-03-31", "2026-03-31"), id="begins on its last day"),
        pytest.param("2026-04-01", None, None, id="begins the day after"),
        pytest.param(None, "2026-01-02", ("2026-01-01", "2026-01-01"), id="ends after its first day"),
        pytest.param(None, "2026-01-01", None, id="ended before it"),
        pytest.param("2026-02-01", "2026-02-01", None, id="holds for no day"),
    ],
)
def test_a_fee_item_holds_from_a_day_until_another_that_is_not_charged(
    from_on: str | None, to_on: str | None, kept: tuple[str, str] | None
) -> None:
    found = overlap(
        Span(day("2026-01-01"), day("2026-03-31")), day(from_on) if from_on else None, day(to_on) if to_on else None
    )
    assert found == (Span(day(kept[0]), day(kept[1])) if kept else None)

"""The axis has round numbers that hold every value, and values are written where they hide nothing."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.axis import as_number, as_percent, every_nth, ticks
from bot.charts.values import Box, beside, pieces

FIELD = Box(0, 0, 1000, 600)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        pytest.param([0.0, 1.0], ["0%", "20%", "40%", "60%", "80%", "100%"], id="everything"),
        pytest.param([0.62, 0.95], ["50%", "60%", "70%", "80%", "90%", "100%"], id="a high level, seen closely"),
        pytest.param([0.2, 0.9], ["0%", "20%", "40%", "60%", "80%", "100%"], id="a fall is not hidden"),
        pytest.param([0.0], ["0%", "20%", "40%"], id="only zero"),
    ],
)
def test_the_axis_of_shares(numbers: list[float], shown: list[str]) -> None:
    assert [as_percent(tick) for tick in ticks(numbers)] == shown


@given(st.lists(st.floats(min_value=0, max_value=1e9, allow_subnormal=False), min_size=1, max_size=24))
def test_every_value_is_on_the_axis(numbers: list[float]) -> None:
    marks = ticks(numbers)
    slack = (marks[-1] - marks[0]) * 1e-6
    assert 3 <= len(marks) <= 9
    assert 0 <= marks[0] <= min(numbers) + slack
    assert max(numbers) <= marks[-1] + slack


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "0"), (20_000.0, "20,000"), (1_250_000, "1,250,000"), (0.5, "0.5"), (2_500.5, "2,500.5")]
)
def test_an_amount_on_the_axis_has_its_thousands_marked(amount: float, shown: str) -> None:
    assert as_number(amount) == shown


@pytest.mark.parametrize(
    ("widths", "spacing", "nth"),
    [([100], 0.0, 1), ([100, 100], 200.0, 1), ([100, 100], 120.0, 1), ([100, 100], 119.0, 2), ([100] * 24, 36.0, 4)],
)
def test_months_are_thinned_out_until_they_fit(widths: list[int], spacing: float, nth: int) -> None:
    assert every_nth(widths, spacing) == nth


def test_a_line_is_broken_where_a_month_is_missing() -> None:
    places = {0: (0, 5), 1: (10, 6), 3: (30, 7), 5: (50, 8), 6: (60, 9)}
    assert list(pieces(places)) == [[(0, 5), (10, 6)], [(30, 7)], [(50, 8), (60, 9)]]
    assert list(pieces({})) == []


def test_no_points_have_no_values() -> None:
    assert beside({}, [], inside=FIELD) == {}


@given(st.lists(st.integers(min_value=60, max_value=540), min_size=1, max_size=24))
def test_written_values_hide_neither_each_other_nor_a_point(heights: list[int]) -> None:
    places = {number: (40 + number * 38, y) for number, y in enumerate(heights)}
    chosen = beside(places, ["82.4%"] * len(heights), inside=FIELD)
    last = len(heights) - 1
    assert last in chosen
    free = {number: box for number, box in chosen.items() if number != last}
    assert not any(one.meets(other) for one, other in combinations(chosen.values(), 2))
    assert not any(box.meets(Box(x, y, x + 1, y + 1)) for box in free.values() for x, y in places.values())
    assert all(box.within(FIELD) for box in free.values())


def test_a_peak_is_written_above_and_a_dip_below() -> None:
    places = {0: (100, 300), 1: (400, 100), 2: (700, 400), 3: (950, 250)}
    chosen = beside(places, ["95.0%"] * 4, inside=FIELD)
    assert chosen[1].bottom < 100
    assert chosen[2].top > 400
    assert all(one < other for one, other in pairwise(sorted(chosen[number].left for number in chosen)))

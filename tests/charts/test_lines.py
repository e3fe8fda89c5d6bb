"""A chart of months shows how the collection goes, with gaps where nothing was billed."""

import pytest

from bot.charts import MOST_POINTS, Point, line_chart
from bot.charts.axis import as_number
from bot.charts.drawing import BELOW, INK, MARGIN, QUIET, REACHED, WIDTH
from tests.charts.pictures import count, is_blank, seen

SHARES = (0.82, 0.79, 0.85, 0.91, 0.62, 0.71, 0.78, 0.8, 0.88, 0.9, 0.93, 0.95)


def months(*shares: float | None) -> list[Point]:
    """Return a point for each share."""
    return [
        Point(f"{number} 月", share, "" if share is None else f"{share * 100:.1f}%")
        for number, share in enumerate(shares, start=1)
    ]


@pytest.mark.parametrize("how_many", [1, 2, 3, 6, 12, 13, 23, 24])
def test_any_number_of_months_is_drawn_inside_the_margins(how_many: int) -> None:
    points = months(*(SHARES * 2)[:how_many])
    png = line_chart("收缴率", points, target=0.85, target_label="目标 85%", footer="不含往期欠费。")
    picture = seen(png)
    assert picture.width == WIDTH
    assert len(png) < 150_000
    assert is_blank(picture, (0, 0, MARGIN - 8, picture.height))
    assert is_blank(picture, (WIDTH - MARGIN + 2, 0, WIDTH, picture.height))
    assert count(picture, REACHED) + count(picture, BELOW) > 0


@pytest.mark.parametrize("how_many", [0, MOST_POINTS + 1])
def test_a_chart_without_points_or_with_too_many_is_refused(how_many: int) -> None:
    with pytest.raises(ValueError, match="1 to 24 points"):
        line_chart("收缴率", months(*[0.5] * how_many))


def test_the_same_months_make_the_same_bytes() -> None:
    assert line_chart("收缴率", months(*SHARES), target=0.85) == line_chart("收缴率", months(*SHARES), target=0.85)


def test_a_month_without_bills_is_a_gap_and_not_zero() -> None:
    whole = count(seen(line_chart("收缴率", months(0.8, 0.8, 0.8, 0.8, 0.8))), REACHED)
    gap = count(seen(line_chart("收缴率", months(0.8, 0.8, None, 0.8, 0.8))), REACHED)
    zero = count(seen(line_chart("收缴率", months(0.8, 0.8, 0.0, 0.8, 0.8))), REACHED)
    assert gap < whole < zero


def test_a_month_between_two_gaps_keeps_its_mark() -> None:
    assert count(seen(line_chart("收缴率", months(None, 0.8, None))), REACHED) > 200


def test_a_gap_says_why_where_it_has_room() -> None:
    silent = seen(line_chart("收缴率", [Point("1 月", 0.8), Point("2 月", None), Point("3 月", 0.8)]))
    told = seen(line_chart("收缴率", [Point("1 月", 0.8), Point("2 月", None, "未出账"), Point("3 月", 0.8)]))
    assert count(told, QUIET) > count(silent, QUIET)


def test_months_without_any_bill_are_drawn_without_a_line() -> None:
    picture = seen(line_chart("收缴率", months(None, None), target_label=""))
    assert count(picture, REACHED) == count(picture, BELOW) == 0


@pytest.mark.parametrize(
    ("share", "is_below"),
    [
        pytest.param(0.8499, True, id="just below"),
        pytest.param(0.85, False, id="the target itself"),
        pytest.param(0.8501, False, id="just above"),
    ],
)
def test_the_target_is_reached_from_its_own_value_on(share: float, is_below: bool) -> None:
    picture = seen(line_chart("收缴率", [Point("11 月", share)], target=0.85, target_label="目标 85%"))
    assert (count(picture, BELOW) > 0) is is_below


def test_the_target_is_a_dashed_line_across_the_plot() -> None:
    with_target, without = (
        seen(line_chart("收缴率", [Point("1 月", 0.8), Point("2 月", 0.9)], target=target)) for target in (0.85, None)
    )
    assert count(with_target, INK) - count(without, INK) > 30 * 14 * 4


def test_the_last_value_is_always_written() -> None:
    points = months(*SHARES, *SHARES)
    silent = [*points[:-1], Point(points[-1].label, points[-1].value)]
    assert count(seen(line_chart("收缴率", points)), INK) != count(seen(line_chart("收缴率", silent)), INK)


def test_amounts_bring_their_own_numbers_for_the_axis() -> None:
    points = [Point("1 月", 41_250.5, "¥41,250.50"), Point("2 月", 12_000, "¥12,000.00")]
    assert line_chart("每月收款", points, as_tick=as_number) != line_chart("每月收款", points)


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf")])
def test_a_value_that_is_no_share_and_no_amount_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        line_chart("收缴率", [Point("1 月", wrong)])
    with pytest.raises(ValueError, match="not negative"):
        line_chart("收缴率", months(0.5), target=wrong)


def test_words_that_are_far_too_long_are_shortened() -> None:
    long = "翡翠湖畔国际公寓" * 12
    png = line_chart(long, [Point(long, 0.5, long)], subtitle=long, target=0.8, target_label=long, footer=long)
    picture = seen(png)
    assert is_blank(picture, (0, 0, MARGIN - 8, picture.height))
    assert is_blank(picture, (WIDTH - MARGIN + 4, 0, WIDTH, picture.height))

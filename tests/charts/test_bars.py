"""A chart of bars tells how each building stands, also to eyes that see no colours."""

import pytest

from bot.charts import MOST_BARS, Bar, bar_chart
from bot.charts.drawing import BELOW, INK, MARGIN, REACHED, ROOM, TRACK, WIDTH
from tests.charts.pictures import count, is_blank, seen

DONE = Bar("1 栋", 0.924, "92.4%  ¥41,250.00/¥44,640.00")
SHORT = Bar("2 栋", 0.6, "60.0%  ¥30,000.00/¥50,000.00")
NOTHING = Bar("商铺", None, "无应收")
ZERO = Bar("车位", 0.0, "0.0%  ¥0.00/¥15,000.00")


def test_a_picture_is_as_wide_as_a_phone_shows_and_grows_with_its_rows() -> None:
    one, three = seen(bar_chart("收缴率", [DONE])), seen(bar_chart("收缴率", [DONE] * 3))
    assert one.width == three.width == WIDTH
    assert three.height - one.height == 240


def test_forty_buildings_fit_into_a_picture_that_is_quick_to_send() -> None:
    rows = [Bar(f"{n} 栋", n % 100 / 100, f"{n}.0%  ¥{n * 1234:,}.00/¥{n * 2345:,}.00") for n in range(1, 41)]
    assert len(bar_chart("收缴率", rows, target=0.85, target_label="目标 85%")) < 150_000


def test_the_same_figures_make_the_same_bytes() -> None:
    first, second = (bar_chart("收缴率", [DONE, NOTHING], target=0.85, target_label="目标 85%") for _ in range(2))
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_a_bar_is_as_long_as_its_share() -> None:
    picture = seen(bar_chart("收缴率", [SHORT]))
    filled, empty = count(picture, REACHED), count(picture, TRACK)
    assert filled / (filled + empty) == pytest.approx(0.6, abs=0.01)


def test_amounts_are_measured_by_the_largest() -> None:
    picture = seen(bar_chart("账龄", [Bar("1–30 天", 20_000, "¥20,000.00"), Bar("31–90 天", 5_000, "¥5,000.00")]))
    filled, empty = count(picture, REACHED), count(picture, TRACK)
    assert filled / (filled + empty) == pytest.approx((1 + 0.25) / 2, abs=0.01)


def test_two_pictures_share_a_measure_when_told_what_a_full_row_is() -> None:
    picture = seen(bar_chart("账龄", [Bar("1–30 天", 20_000, "¥20,000.00")], most=80_000))
    filled, empty = count(picture, REACHED), count(picture, TRACK)
    assert filled / (filled + empty) == pytest.approx(0.25, abs=0.01)


def test_nothing_to_collect_has_no_bar_and_is_not_zero() -> None:
    nothing, zero = seen(bar_chart("收缴率", [NOTHING])), seen(bar_chart("收缴率", [ZERO]))
    assert count(nothing, TRACK) == count(nothing, REACHED) == 0
    assert count(zero, TRACK) > ROOM * 25
    assert 0 < count(zero, REACHED) < 200
    assert nothing.height < zero.height


def test_a_building_without_bills_has_no_mark_of_the_target() -> None:
    picture = seen(bar_chart("收缴率", [NOTHING], target=0.85))
    assert count(picture, BELOW) == count(picture, REACHED) == 0


@pytest.mark.parametrize(
    ("share", "colour", "other"),
    [
        pytest.param(0.8499, BELOW, REACHED, id="just below"),
        pytest.param(0.85, REACHED, BELOW, id="the target itself"),
        pytest.param(0.8501, REACHED, BELOW, id="just above"),
    ],
)
def test_the_target_is_reached_from_its_own_value_on(share: float, colour: str, other: str) -> None:
    picture = seen(bar_chart("收缴率", [Bar("1 栋", share, "")], target=0.85))
    assert count(picture, colour) > ROOM * 20
    assert count(picture, other) == 0


def test_reached_and_below_differ_in_shape_too() -> None:
    def mark(row: Bar) -> list[bool]:
        picture = seen(bar_chart("收", [row], target=0.85))
        top = picture.height - MARGIN - 86
        shape = picture.crop((MARGIN - 6, top, MARGIN + 34, top + 46)).convert("L")
        return [shade < 200 for shade in shape.tobytes()]

    assert any(mark(DONE))
    assert mark(DONE) != mark(Bar("1 栋", 0.1, DONE.text))


def test_the_line_of_the_target_crosses_every_bar() -> None:
    picture = seen(bar_chart("收缴率", [DONE, SHORT, ZERO], target=0.85, target_label="目标 85%"))
    x = MARGIN + round(ROOM * 0.85)
    line = (x - 1, 0, x + 1, picture.height)
    assert count(picture, INK, line) >= 3 * 40 * 2


@pytest.mark.parametrize("target", [0.0, 0.02, 0.98, 1.0, 1.2])
def test_the_label_of_a_target_at_the_edge_stays_inside_the_margins(target: float) -> None:
    picture = seen(bar_chart("收缴率", [SHORT], target=target, target_label="董事会定的年度目标"))
    assert is_blank(picture, (0, 0, MARGIN - 10, picture.height))
    assert is_blank(picture, (WIDTH - MARGIN + 10, 0, WIDTH, picture.height))


def test_a_long_label_makes_room_for_the_value() -> None:
    long, short = (
        seen(bar_chart("收缴率", [Bar(label, 0.5, "50.0%  ¥1,212,345.00/¥1,515,000.00")]))
        for label in ("翡翠湖畔国际公寓西区十二号楼第二单元", "1 栋")
    )
    assert long.size == short.size
    value = (WIDTH - MARGIN - 420, 0, WIDTH, long.height)
    assert long.crop(value).tobytes() == short.crop(value).tobytes()


def test_two_labels_are_two_pictures() -> None:
    assert bar_chart("收缴率", [Bar("甲座", 0.5, "")]) != bar_chart("收缴率", [Bar("乙座", 0.5, "")])


def test_title_subtitle_and_footer_are_written() -> None:
    plain = seen(bar_chart("", [SHORT]))
    full = seen(bar_chart("收缴率", [SHORT], subtitle="截至 11 月 21 日", footer="不含往期欠费。"))
    assert full.height > plain.height
    assert not is_blank(full, (MARGIN, MARGIN, WIDTH, MARGIN + 60))
    assert not is_blank(full, (MARGIN, full.height - MARGIN - 45, WIDTH, full.height - MARGIN))


@pytest.mark.parametrize("how_many", [0, MOST_BARS + 1])
def test_a_chart_without_bars_or_with_too_many_is_refused(how_many: int) -> None:
    with pytest.raises(ValueError, match="1 to 60 bars"):
        bar_chart("收缴率", [DONE] * how_many)


def test_the_largest_chart_is_drawn() -> None:
    assert seen(bar_chart("收缴率", [DONE] * MOST_BARS)).height > 6000


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf")])
def test_a_value_that_is_no_share_and_no_amount_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        bar_chart("收缴率", [Bar("1 栋", wrong, "")])
    with pytest.raises(ValueError, match="not negative"):
        bar_chart("收缴率", [DONE], target=wrong)


def test_only_zeros_are_drawn_as_zeros() -> None:
    assert count(seen(bar_chart("账龄", [ZERO], most=0.0)), TRACK) > 0

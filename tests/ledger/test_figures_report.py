"""Figures as people read them: every figure with its formula, its numbers, its day; and as pictures for a phone."""

import re
from io import BytesIO

import pytest
from PIL import Image

from bot.charts import MOST_BARS
from bot.estate.tables import BuildingId, HouseId
from bot.ledger.figures.ageing import Ageing, AgeLine, Bucket
from bot.ledger.figures.collect import Asked, collection_by_month, figures, figures_by_building
from bot.ledger.figures.definitions import BuildingFigures, Figure, HouseFigure, Name, Sums
from bot.ledger.report import MOST_HOUSES, Report, rounded
from bot.ledger.tables import Method
from bot.money import Fen

from .asking import POLICY, Desk, span
from .books import Books, day, words

ON = day("2026-11-21")
QUARTER = span("2026Q4")


@pytest.fixture
def report() -> Report:
    return Report(words(), POLICY)


def figure(name: Name, *sums: int) -> Figure:
    return Figure(name, QUARTER, ON, Sums(*sums))


def said(report: Report, name: Name, *sums: int) -> list[str]:
    return list(report.figure(figure(name, *sums)))


def test_the_collection_rate_is_said_with_its_numbers_its_target_and_its_formula(report: Report) -> None:
    assert said(report, Name.COLLECTION, 100_000, 120_000, 5_000, 0) == [
        "当期收缴率 83.3% = 实收 ¥1,000.00 ÷ 应收 ¥1,200.00",
        "另列：减免 ¥50.00，冲减 ¥0.00",
        "目标 80%：已达到",
        "公式：截至 2026年11月21日 已收到、用于结清 2026年10–12月应缴账单的钱 ÷ 应缴日在 2026年10–12月的账单金额。"
        "减免、冲减另列，不算实收，也不从应收里扣。",
    ]


@pytest.mark.parametrize(
    ("name", "sums", "line"),
    [
        (Name.COLLECTION_HOUSES, (5, 6), "户收缴率 83.3% = 结清 5 户 ÷ 有应缴账单 6 户"),
        (Name.RECOVERY, (25_000, 100_000), "清欠率 25.0% = 本期收回 ¥250.00 ÷ 期初欠费 ¥1,000.00"),
        (
            Name.DAYS,
            (-250_000, 100_000),
            "平均缴费天数 −2.5 天 = 各笔实收 ×（缴费日 − 应缴日）之和 -2,500.00 元·天 ÷ 实收 ¥1,000.00",
        ),
        (Name.ONLINE, (1, 3), "线上缴费占比（金额）33.3% = 线上 ¥0.01 ÷ 全部 ¥0.03"),
        (Name.ONLINE_COUNT, (2, 4000), "线上缴费占比（笔数）0.1% = 线上 2 笔 ÷ 全部 4,000 笔"),
    ],
)
def test_every_figure_is_said_with_its_two_numbers(
    report: Report, name: Name, sums: tuple[int, int], line: str
) -> None:
    assert said(report, name, *sums)[0] == line


@pytest.mark.parametrize("name", Name)
def test_every_figure_has_a_formula_with_its_day_and_period(report: Report, name: Name) -> None:
    for sums in ((1, 2), (0, 0)):
        formula = said(report, name, *sums)[-1]
        assert formula.startswith("公式：")
        assert "2026年11月21日" in formula
        assert "2026年10–12月" in formula


@pytest.mark.parametrize("name", Name)
def test_nothing_to_divide_by_is_said_and_never_a_percentage(report: Report, name: Name) -> None:
    lines = said(report, name)
    assert "不计算" in lines[0]
    assert not re.search(r"[0-9.]+%", "".join(lines))


def test_a_period_that_has_not_begun_is_said(report: Report) -> None:
    early = Figure(Name.RECOVERY, QUARTER, day("2026-09-30"), Sums())
    assert report.value(early) == "清欠率：本期还没有开始，不计算"


@pytest.mark.parametrize(
    ("numerator", "line"),
    [(80_000, "目标 80%：已达到"), (79_999, "目标 80%：还差 ¥0.01"), (0, "目标 80%：还差 ¥800.00")],
)
def test_the_target_is_a_setting_and_what_is_missing_is_exact(report: Report, numerator: int, line: str) -> None:
    assert line in said(report, Name.COLLECTION, numerator, 100_000)
    higher = Report(words(), POLICY.model_copy(update={"target_percent": 95}))
    assert said(higher, Name.COLLECTION, 80_000, 100_001)[1] == "目标 95%：还差 ¥150.01"


def test_the_online_methods_are_named(report: Report) -> None:
    assert "用微信、支付宝缴的金额" in report.formula(figure(Name.ONLINE, 1, 2))
    every = Report(words(), POLICY.model_copy(update={"online": tuple(Method)}))
    assert "微信、支付宝、刷卡、现金、转账、其他方式" in every.formula(figure(Name.ONLINE_COUNT, 1, 2))


@pytest.mark.parametrize(("tenths", "text"), [(833, "83.3%"), (0, "0.0%"), (1000, "100.0%"), (5, "0.5%")])
def test_a_share_has_one_decimal(tenths: int, text: str) -> None:
    assert rounded(figure(Name.COLLECTION, tenths, 1000)) == text


def test_days_just_before_the_due_date_keep_their_sign() -> None:
    assert [rounded(figure(Name.DAYS, days, 10)) for days in (-5, 5, 0)] == ["−0.5", "0.5", "0.0"]


def test_the_buildings_and_the_houses_have_a_line_each(report: Report) -> None:
    assert report.buildings([building("3", 500, 1000), building("5", 0, 0)]) == [
        "各楼栋当期收缴率：",
        "3栋：50.0% = ¥5.00 ÷ ¥10.00",
        "5栋：无应收",
    ]
    houses = [house(number) for number in range(MOST_HOUSES + 2)]
    lines = report.houses(Name.COLLECTION, houses)
    assert lines[:2] == ["当期收缴率由 202 户组成，缺得最多的在前：", "3-2-0：¥0.00 / ¥1.00"]
    assert (len(lines), lines[-1]) == (MOST_HOUSES + 2, "……还有 2 户")
    assert report.houses(Name.COLLECTION, houses[:MOST_HOUSES])[-1] == "3-2-199：¥0.00 / ¥1.00"


def building(code: str, numerator: int, denominator: int) -> BuildingFigures:
    return BuildingFigures(BuildingId(1), code, (figure(Name.COLLECTION, numerator, denominator),))


def house(number: int) -> HouseFigure:
    return HouseFigure(HouseId(number), f"3-2-{number}", "3", Name.COLLECTION, Sums(0, 100))


def test_the_ageing_has_a_line_for_each_bucket_that_has_something(report: Report) -> None:
    lines = report.ageing(aged({Bucket.NOT_DUE: 100, Bucket.D8_30: 2300}))
    assert lines[:3] == [
        "账龄，截至 2026年11月21日：未缴 ¥24.00，2 笔；其中逾期 ¥23.00",
        "未到期：¥1.00，1 笔，1 户",
        "逾期 8–30 天：¥23.00，1 笔，1 户",
    ]
    assert lines[3].startswith("公式：")
    assert len(lines) == 4
    assert report.ageing(aged({})) == ["账龄，截至 2026年11月21日：没有未缴账单"]


def aged(fen: dict[Bucket, int]) -> Ageing:
    lines = (AgeLine(bucket, Fen(fen.get(bucket, 0)), int(bucket in fen), int(bucket in fen)) for bucket in Bucket)
    return Ageing(ON, tuple(lines))


def test_every_age_has_its_name(report: Report) -> None:
    assert len({report.bucket(bucket) for bucket in Bucket}) == len(Bucket)


def png(picture: bytes) -> Image.Image:
    """Read a picture that a phone can show: PNG, upright or square enough, not empty."""
    shown = Image.open(BytesIO(picture))
    shown.load()
    assert shown.format == "PNG"
    assert shown.width == 1080
    assert len(shown.convert("RGB").getcolors(100_000) or []) > 3
    return shown


def test_the_pictures_are_made_of_the_same_figures_as_the_lines(report: Report, books: Books) -> None:
    desk = Desk(books)
    other = desk.home("5-1-101")
    desk.home("7-1-101")
    desk.bill(100_000, "2026-01-31")
    desk.bill(100_000, "2026-02-28", of=other)
    desk.pay(100_000, "2026-02-02")
    asked: Asked = desk.asked()
    buildings = figures_by_building(books.session, asked)
    months = collection_by_month(books.session, asked)
    png(report.picture_by_building(buildings, "阳光花园"))
    png(report.picture_by_month(months, "阳光花园"))
    png(report.picture_of_ageing(desk.aged("2026-03-31"), "阳光花园"))
    assert report.figures(figures(books.session, asked), "阳光花园")[:2] == [
        "【阳光花园】2026年1–3月收缴指标，截至 2026年3月31日",
        "当期收缴率 50.0% = 实收 ¥1,000.00 ÷ 应收 ¥2,000.00",
    ]


def test_a_higher_rate_makes_another_picture_and_nothing_billed_is_no_bar(report: Report) -> None:
    pictures = {
        report.picture_by_building([building("3", numerator, denominator)], "阳光花园")
        for numerator, denominator in ((1, 2), (9, 10), (0, 1), (0, 0))
    }
    assert len(pictures) == 4


def test_of_very_many_buildings_the_lowest_are_drawn(report: Report) -> None:
    """A bar that is left out changes nothing but the footer: the two best of 62 are not in the picture."""
    many = [building(str(number), number, 100) for number in range(MOST_BARS + 2)]
    better = [*many[:-2], building(many[-2].building, 99, 100), building(many[-1].building, 100, 100)]
    assert report.picture_by_building(many, "阳光花园") == report.picture_by_building(better, "阳光花园")
    worse = [*many[:-1], building(many[-1].building, 0, 100)]
    assert report.picture_by_building(many, "阳光花园") != report.picture_by_building(worse, "阳光花园")
    png(report.picture_by_building(many, "阳光花园"))


def test_without_a_building_there_is_no_picture(report: Report) -> None:
    with pytest.raises(ValueError, match="1 to 60 bars"):
        report.picture_by_building([], "阳光花园")

"""Single days: relative words, weekdays, day numbers, months and days, figures."""

import pytest

from tests.understanding.dates.reading import MONDAY, SATURDAY, SUNDAY, WEDNESDAY, answer, short


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("今天交", "2026-11-21"),
        ("今日内缴清", "2026-11-21"),
        ("今儿就去交", "2026-11-21"),
        ("今晚转给你", "2026-11-21"),
        ("马上交", "2026-11-21"),
        ("现在就转", "2026-11-21"),
        ("等下转你", "2026-11-21"),
        ("一会儿付", "2026-11-21"),
        ("下班后去交", "2026-11-21"),
        ("明天", "2026-11-22"),
        ("名天交", "2026-11-22"),
        ("明儿个过去交", "2026-11-22"),
        ("明日付清", "2026-11-22"),
        ("听日交住先", "2026-11-22"),
        ("聽日去交", "2026-11-22"),
        ("明早就交", "2026-11-22"),
        ("明晚转账", "2026-11-22"),
        ("后天吧", "2026-11-23"),
        ("后儿我去交", "2026-11-23"),
        ("後日俾錢", "2026-11-23"),
        ("大后天一定交", "2026-11-24"),
        ("大大后天", "2026-11-25"),
        ("mingtian jiao", "2026-11-22"),
        ("明天一定给你们交齐，别催了", "2026-11-22"),
        ("保证明天到账", "2026-11-22"),
        ("今天没带卡，明天交", "2026-11-22"),
        ("昨天忘了，今天交", "2026-11-21"),
        ("昨天看到短信了，后天去付", "2026-11-23"),
    ],
)
def test_a_relative_day_counts_from_today(said: str, meant: str) -> None:
    assert short(said) == meant


@pytest.mark.parametrize(
    ("said", "at", "meant", "also"),
    [
        ("明天交", "2026-11-21T23:59", "2026-11-22", ()),
        ("明天交", "2026-11-22T00:00", "2026-11-23", ("2026-11-22",)),
        ("明天交", "2026-11-22T04:59", "2026-11-23", ("2026-11-22",)),
        ("明天交", "2026-11-22T05:00", "2026-11-23", ()),
        ("后天交", "2026-11-22T00:30", "2026-11-24", ()),
        ("今天交", "2026-12-31T23:59", "2026-12-31", ()),
        ("明天交", "2028-02-28T12:00", "2028-02-29", ()),
    ],
)
def test_after_midnight_tomorrow_may_be_the_day_that_began(
    said: str, at: str, meant: str, also: tuple[str, ...]
) -> None:
    found = answer(said, at)
    assert (str(found.date), tuple(map(str, found.alternatives))) == (meant, also)


@pytest.mark.parametrize("word", ["周", "星期", "礼拜", "拜"])
@pytest.mark.parametrize(
    ("day", "meant"),
    [
        ("一", "2026-11-30"),
        ("二", "2026-12-01"),
        ("四", "2026-11-26"),
        ("五", "2026-11-27"),
        ("六", "2026-11-28"),
        ("日", "2026-11-29"),
    ],
)
def test_a_bare_weekday_is_the_next_one(word: str, day: str, meant: str) -> None:
    assert short(f"{word}{day}交", WEDNESDAY) == meant


@pytest.mark.parametrize(
    ("said", "at", "meant"),
    [
        ("周五", MONDAY, "2026-11-27"),
        ("星期5交", MONDAY, "2026-11-27"),
        ("周天交", MONDAY, "2026-11-29"),
        ("礼拜天", MONDAY, "2026-11-29"),
        ("周三交", WEDNESDAY, "ask 2026-11-25 2026-12-02"),
        ("周六吧", SATURDAY, "ask 2026-11-21 2026-11-28"),
        ("星期天", SUNDAY, "ask 2026-11-22 2026-11-29"),
        ("周二", WEDNESDAY, "2026-12-01"),
        ("周四", WEDNESDAY, "2026-11-26"),
        ("这周三", WEDNESDAY, "2026-11-25"),
        ("本周五", WEDNESDAY, "2026-11-27"),
        ("这周一", WEDNESDAY, "2026-11-30"),
        ("这周六", SUNDAY, "2026-11-28"),
        ("这周日", SUNDAY, "2026-11-22"),
        ("下周一", SUNDAY, "2026-11-23"),
        ("下周一", MONDAY, "2026-11-30"),
        ("下周日", SUNDAY, "2026-11-29"),
        ("下周日", MONDAY, "2026-12-06"),
        ("下周五", SATURDAY, "2026-11-27"),
        ("下下周五", SATURDAY, "2026-12-04"),
        ("下下个礼拜三", SATURDAY, "2026-12-02"),
        ("下個禮拜三", SATURDAY, "2026-11-25"),
        ("下个星期四交", SATURDAY, "2026-11-26"),
        ("下拜三去", SATURDAY, "2026-11-25"),
        ("下周无交", SATURDAY, "2026-11-27"),
        ("下周5", SATURDAY, "2026-11-27"),
        ("下周一起交", SATURDAY, "2026-11-23..2026-11-29"),
        ("下周一定交", SATURDAY, "2026-11-23..2026-11-29"),
        ("下周一次性付清", SATURDAY, "2026-11-23..2026-11-29"),
        ("下周一下午去交", SATURDAY, "2026-11-23"),
        ("下周一一定交", SATURDAY, "2026-11-23"),
        ("周一到账就交", SATURDAY, "2026-11-23"),
        ("下周二，不，下周三，我去交", SATURDAY, "2026-11-25"),
    ],
)
def test_a_weekday_belongs_to_the_week_that_is_named(said: str, at: str, meant: str) -> None:
    assert short(said, at) == meant


def test_on_the_weekday_itself_the_later_day_is_preferred() -> None:
    assert str(answer("周六交", SATURDAY).date) == "2026-11-28"


@pytest.mark.parametrize(
    ("said", "at", "meant"),
    [
        ("20号交", SATURDAY, "2026-12-20"),
        ("21号交", SATURDAY, "2026-11-21"),
        ("22号交", SATURDAY, "2026-11-22"),
        ("二十五号", SATURDAY, "2026-11-25"),
        ("廿五号", SATURDAY, "2026-11-25"),
        ("卅号", SATURDAY, "2026-11-30"),
        ("廿八號交", SATURDAY, "2026-11-28"),
        ("２５号", SATURDAY, "2026-11-25"),
        ("25日", SATURDAY, "2026-11-25"),
        ("25", SATURDAY, "2026-11-25"),
        ("25吧", SATURDAY, "2026-11-25"),
        ("二十五吧", SATURDAY, "2026-11-25"),
        ("25前", SATURDAY, "2026-11-25"),
        ("大概28", SATURDAY, "2026-11-28"),
        ("28交", SATURDAY, "2026-11-28"),
        ("十号左右的话不行，十二号", SATURDAY, "2026-12-12"),
        ("5号之前交", SATURDAY, "2026-12-05"),
        ("我是十五号交", SATURDAY, "2026-12-15"),
        ("月光族，15号发工资", SATURDAY, "2026-12-15"),
        ("31号交", SATURDAY, "ask 2026-11-30 2026-12-31"),
        ("31号交", "2026-12-01T09:00", "2026-12-31"),
        ("30号交", "2027-02-03T09:00", "ask 2027-02-28 2027-03-30"),
        ("29号交", "2027-02-03T09:00", "ask 2027-02-28 2027-03-29"),
        ("29号交", "2028-02-03T09:00", "2028-02-29"),
        ("下个月5号", SATURDAY, "2026-12-05"),
        ("下月5号", SATURDAY, "2026-12-05"),
        ("下个月的5号", SATURDAY, "2026-12-05"),
        ("下个月5", SATURDAY, "2026-12-05"),
        ("次月10日", SATURDAY, "2026-12-10"),
        ("下下个月5号", SATURDAY, "2027-01-05"),
        ("本月25号", SATURDAY, "2026-11-25"),
        ("这个月21号", SATURDAY, "2026-11-21"),
        ("这个月20号", SATURDAY, "ask 2026-12-20"),
        ("下个月31号", SATURDAY, "2026-12-31"),
        ("下个月31号", "2027-03-10T09:00", "ask 2027-04-30 2027-05-31"),
    ],
)
def test_a_day_number_is_the_next_day_with_it(said: str, at: str, meant: str) -> None:
    assert short(said, at) == meant


def test_in_the_first_lunar_month_fifteen_may_be_lunar() -> None:
    assert short("十五吧", "2027-02-10T12:00") == "ask 2027-02-15 2027-02-20"
    assert short("十五吧", "2027-04-10T12:00") == "2027-04-15"


@pytest.mark.parametrize(
    ("said", "at", "meant"),
    [
        ("12月5号", SATURDAY, "2026-12-05"),
        ("12月5日前", SATURDAY, "2026-12-05"),
        ("十二月五号", SATURDAY, "2026-12-05"),
        ("12月5", SATURDAY, "2026-12-05"),
        ("1月3号交", SATURDAY, "2027-01-03"),
        ("11月21号", SATURDAY, "2026-11-21"),
        ("11月20号交", SATURDAY, "ask 2027-11-20"),
        ("2026年12月5日", SATURDAY, "2026-12-05"),
        ("26年12月5号", SATURDAY, "2026-12-05"),
        ("明年1月5号", SATURDAY, "2027-01-05"),
        ("2026-12-05", SATURDAY, "2026-12-05"),
        ("2026.12.5", SATURDAY, "2026-12-05"),
        ("2026/12/5前", SATURDAY, "2026-12-05"),
        ("26-12-5", SATURDAY, "2026-12-05"),
        ("20261205", SATURDAY, "2026-12-05"),
        ("12/5", SATURDAY, "2026-12-05"),
        ("12.5交", SATURDAY, "2026-12-05"),
        ("12-5", SATURDAY, "2026-12-05"),
        ("12.05前", SATURDAY, "2026-12-05"),
        ("15/12", SATURDAY, "2026-12-15"),
        ("5/12", SATURDAY, "ask 2026-12-05 2027-05-12"),
        ("12/12", SATURDAY, "2026-12-12"),
        ("1/3", SATURDAY, "2027-01-03"),
        ("2月29号", "2028-01-10T09:00", "2028-02-29"),
        ("2月28号", "2027-02-28T09:00", "2027-02-28"),
        ("3月1号", "2027-02-28T09:00", "2027-03-01"),
    ],
)
def test_a_month_and_day_is_the_next_occurrence(said: str, at: str, meant: str) -> None:
    assert short(said, at) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tomorrow", "2026-11-22"),
        ("I'll pay the day after tomorrow", "2026-11-23"),
        ("today is fine, paying tonight", "2026-11-21"),
        ("by Friday", "2026-11-27"),
        ("next Friday", "2026-11-27"),
        ("this Sunday", "2026-11-22"),
        ("by the 5th", "2026-12-05"),
        ("on the 25th", "2026-11-25"),
        ("Dec 5", "2026-12-05"),
        ("5 December", "2026-12-05"),
        ("December 5th please", "2026-12-05"),
        ("end of month", "2026-11-30"),
        ("end of the month ok?", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("next week", "2026-11-23..2026-11-29"),
        ("in 5 days", "2026-11-26"),
        ("within two weeks", "2026-12-05"),
        ("25th or 26th", "ask 2026-11-25 2026-11-26"),
        ("asap", "vague"),
        ("we settled it yesterday", "past 2026-11-20"),
        ("when do I have to pay?", "none"),
    ],
)
def test_english_is_read_too(said: str, meant: str) -> None:
    assert short(said) == meant

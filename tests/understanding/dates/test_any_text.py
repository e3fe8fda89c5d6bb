"""What holds for every text: nothing raises, nothing lies in the past, widths do not matter."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import as_shanghai
from bot.understanding.dates import Kind, PaymentDate, read_payment_date
from tests.understanding.dates.reading import HOLIDAYS, SATURDAY, answer

MOMENTS = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2032-12-31")).map(as_shanghai)
WORDS = (
    "今天", "明天", "后天", "大后天", "昨天", "周五", "下周三", "下下周一", "这周六",
    "周末", "下周", "月底", "月初", "月中", "年底", "下个月", "12月5号", "25号",
    "31号", "5/12", "12-5", "2月29号", "十五六号", "20到25号", "元旦", "国庆",
    "春节", "除夕", "小年", "冬至", "正月十五", "腊月二十", "初五", "年前", "三天",
    "半个月", "一个月", "两三天", "再给我", "过", "前", "之后", "左右", "内", "或者",
    "到", "不对", "改到", "不行", "没空", "先交一半", "剩下的", "交", "转给你", "修好就",
    "发工资", "吗", "?", ",", "。", "3-2-501", "12.5元", "next friday",
    "dec 5", "上午", "三点", "晚上", "最晚", "每个月",
)  # fmt: skip
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=9).map("".join)
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def read(text: str, now: datetime) -> PaymentDate:
    return read_payment_date(text, now=now, holidays=HOLIDAYS)


def is_sound(found: PaymentDate, today: date) -> bool:
    firm = found.kind in {Kind.DATE, Kind.RANGE}
    if firm and (found.date is None or found.date < today):
        return False
    if found.kind is Kind.RANGE and (found.earliest is None or found.date is None or found.earliest > found.date):
        return False
    if found.kind in {Kind.NONE, Kind.VAGUE} and found.date is not None:
        return False
    return firm or found.kind is not Kind.AMBIGUOUS or all(day >= today for day in found.alternatives)


@given(SENTENCES, MOMENTS)
def test_no_promise_lies_in_the_past_and_a_range_begins_before_it_ends(text: str, now: datetime) -> None:
    assert is_sound(read(text, now), now.date())


@given(st.text(max_size=60), MOMENTS)
def test_reading_any_text_never_raises(text: str, now: datetime) -> None:
    assert is_sound(read(text, now), now.date())


@given(SENTENCES, MOMENTS)
def test_the_same_text_at_the_same_moment_reads_the_same(text: str, now: datetime) -> None:
    assert read(text, now) == read(text, now)


@given(SENTENCES, MOMENTS)
def test_full_width_reads_like_half_width(text: str, now: datetime) -> None:
    assert read(text.translate(FULL_WIDTH), now) == read(text, now)


@given(SENTENCES, MOMENTS)
def test_an_ambiguous_answer_prefers_a_day_that_it_offers(text: str, now: datetime) -> None:
    found = read(text, now)
    if found.kind is Kind.AMBIGUOUS and found.date is not None:
        assert found.date in found.alternatives


HARD = [
    "\ud800明天\udfff交",
    "\x00明天\x00交",
    "",
    " ",
    "明天" * 2500,
    "25号" * 2000,
    "1" * 5000,
    "一" * 5000,
    "12/5-" * 1500,
    "下" * 5000 + "周一",
    "大" * 5000 + "后天",
    "修" * 5000,
    "等" * 3000 + "再交",
    "等等等就" * 1200,
    "不说" * 2500,
    "交了" * 2500,
    "。" * 5000,
    "十" * 5000 + "号",
    "上个月的和" * 1000,
    "99999年99月99号",
    "2099年12月31日交",
    "99999天后",
    "13月45号",
    "0号0月0/0",
    "1/0",
    "0/1交",
    "on 0/5",
]


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_hard_texts_are_read_in_reasonable_time(text: str) -> None:
    answer("明天")  # tables are loaded
    start = time.process_time()
    found = answer(text)
    assert time.process_time() - start < 0.5
    assert is_sound(found, as_shanghai(datetime.fromisoformat(SATURDAY)).date())

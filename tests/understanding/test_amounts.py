"""Amounts of money as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money import Fen
from bot.understanding.amounts import MOST, read_amount
from bot.understanding.result import Unclear, Understood


@pytest.mark.parametrize(
    ("sent", "fen"),
    [
        ("1074", 107400),
        ("1,074.00", 107400),
        ("￥1074", 107400),
        ("1074元", 107400),
        ("１０７４", 107400),
        ("两千三", 230000),
        ("2千3", 230000),
        ("1.2万", 1200000),
        ("一万二", 1200000),
        ("2w", 200000 * 10),
        ("一千二百块零五毛", 120050),
        ("860块5", 86050),
        ("12块5毛", 1250),
        ("3元5角2分", 352),
        ("一块零五", 105),
        ("三百五", 35000),
        ("500块钱", 50000),
        ("五毛", 50),
        ("五分钱", 5),
        ("壹仟贰佰元整", 120000),
        ("我先交500", 50000),
        ("502", 50200),
        ("500，一共500", 50000),
        ("3月5号交1200", 120000),
        ("3-2-501 交 1200", 120000),
        ("13800138000 转了1200元", 120000),
        ("1200一个月", 120000),
    ],
)
def test_an_amount_is_read_in_fen(sent: str, fen: int) -> None:
    assert read_amount(sent) == Understood(Fen(fen))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        pytest.param("0", "zero", id="zero"),
        pytest.param("-5", "negative", id="negative"),
        pytest.param("负五块", "negative", id="negative in words"),
        pytest.param("10000000", None, id="the most"),
        pytest.param("10000000.01", "too_large", id="a fen more"),
        pytest.param("6222001234567890123", "too_large", id="a card number"),
        pytest.param("1.005", "fraction_of_a_fen", id="half a fen"),
        pytest.param("500或600", "several_amounts", id="two amounts"),
        pytest.param("1 074", "several_amounts", id="a number with a blank is not guessed"),
        pytest.param("明天交", "no_amount", id="no number"),
        pytest.param("一下", "no_amount", id="一 is no amount"),
        pytest.param("千万别催", "no_amount", id="千万 is no amount"),
        pytest.param("2号交", "no_amount", id="a day"),
        pytest.param("3-2-501", "no_amount", id="a house"),
        pytest.param("13800138000", "no_amount", id="a phone"),
        pytest.param("30%", "no_amount", id="a share"),
        pytest.param("", "no_amount", id="nothing"),
    ],
)
def test_what_is_no_single_amount_says_why(sent: str, why: str | None) -> None:
    assert read_amount(sent) == (Understood(MOST) if why is None else Unclear(why))


@given(st.integers(1, MOST.value))
def test_every_amount_is_read_back_as_it_is_shown(fen: int) -> None:
    assert read_amount(str(Fen(fen))) == Understood(Fen(fen))
    assert read_amount(f"{fen / 100:.2f}") == Understood(Fen(fen))

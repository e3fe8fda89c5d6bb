"""One cell into money, an area, a telephone number, or a reason."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.sheets.cells import (
    Area,
    Cell,
    is_nothing,
    read_area,
    read_money,
    read_phones,
    read_positive,
    shown,
)
from bot.money import Fen
from bot.understanding.amounts import MOST
from bot.understanding.result import Unclear, Understood

ANY_CELL = st.one_of(
    st.text(max_size=600),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        pytest.param(1074, 107400, id="a number"),
        pytest.param(1074.0000001, 107400, id="the noise of a binary fraction"),
        pytest.param(0.1 + 0.2, 30, id="a sum of fractions"),
        pytest.param("￥1,074.00", 107400, id="full-width yuan sign"),
        pytest.param("1074元", 107400, id="with its unit"),
        pytest.param("人民币1074元整", 107400, id="as on a receipt"),
        pytest.param("１０７４．５", 107450, id="full-width figures"),
        pytest.param("一千零八十", 108000, id="in words"),
        pytest.param("壹仟零柒拾肆元伍角整", 107450, id="in the words of a receipt"),
        pytest.param("1.2万", 1200000, id="in ten thousands"),
        pytest.param("(1,074.00)", -107400, id="negative as bookkeepers write it"),
        pytest.param("-5", -500, id="negative"),
        pytest.param("0", 0, id="zero"),
        pytest.param(MOST.value / 100, MOST.value, id="the most"),
    ],
)
def test_an_amount_is_read_in_fen(cell: Cell, fen: int) -> None:
    assert read_money(cell) == Understood(Fen(fen))


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        pytest.param("一千元整吗", "写的是“一千元整吗”，看不懂，请改成数字，如 1074.00", id="a question"),
        pytest.param("300+200", "写的是“300+200”，看不懂，请改成数字，如 1074.00", id="a sum in text"),
        pytest.param("10,74", "写的是“10,74”，看不懂，请改成数字，如 1074.00", id="a comma in the wrong place"),
        pytest.param("1 074", "写的是“1 074”，看不懂，请改成数字，如 1074.00", id="a blank inside"),
        pytest.param("2026-01-05", "写的是“2026-01-05”，看不懂，请改成数字，如 1074.00", id="a date as text"),
        pytest.param(161.154, "是 161.154，有不到一分的零头，请四舍五入到分，如 161.15", id="a fraction of a fen"),
        pytest.param("1.005", "是 1.005，有不到一分的零头，请四舍五入到分，如 1.01", id="half a fen as text"),
        pytest.param(10_000_000.01, "是 10000000.01，超过一千万元，请核对", id="a fen above the most"),
        pytest.param(2**53 + 1, "是 9007199254740993，超过一千万元，请核对", id="beyond what a float holds"),
        pytest.param("9" * 40, f"是 {'9' * 30}…，超过一千万元，请核对", id="forty figures"),
        pytest.param(float("nan"), "是 nan，不是金额", id="not a number"),
        pytest.param(True, "写的是 TRUE，不是金额，请改成数字", id="a boolean"),
        pytest.param(date(2026, 1, 5), "变成了日期 2026-01-05，请把单元格格式改成数字再填", id="a date"),
        pytest.param(timedelta(days=1), "变成了日期 1 day, 0:00:00，请把单元格格式改成数字再填", id="a duration"),
    ],
)
def test_what_is_no_amount_says_why(cell: Cell, why: str) -> None:
    assert read_money(cell) == Unclear(why)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        pytest.param(0, "是 0，请填实际金额；不用收的请删掉这一行", id="zero"),
        pytest.param(-5, "是 -5.00，不能是负数；退款和抵扣请单独登记", id="negative"),
    ],
)
def test_a_bill_is_above_zero(cell: Cell, why: str) -> None:
    assert read_positive(cell) == Unclear(why)
    assert read_positive(0.01) == Understood(Fen(1))


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        pytest.param(89.5, Area(8950, rounded=False), id="a number"),
        pytest.param("89.50㎡", Area(8950, rounded=False), id="with its unit"),
        pytest.param("８９．５平方米", Area(8950, rounded=False), id="full-width"),
        pytest.param("89.555", Area(8956, rounded=True), id="half up"),
        pytest.param(100_000, Area(10_000_000, rounded=False), id="the most"),
    ],
)
def test_an_area_is_read_in_square_decimetres(cell: Cell, area: Area) -> None:
    assert read_area(cell) == Understood(area)


@pytest.mark.parametrize("cell", [0, "0", 100_000.01, -5, "八十", True, date(2026, 1, 5), 1e300, float("inf"), 0.001])
def test_what_is_no_area_says_why(cell: Cell) -> None:
    assert isinstance(read_area(cell), Unclear)


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        pytest.param("138 0000 0003", ["13800000003"], id="with blanks"),
        pytest.param("+86 13800000003", ["13800000003"], id="with the country"),
        pytest.param(13800000003.0, ["13800000003"], id="a number"),
        pytest.param("13800000003.0", ["13800000003"], id="a number that became a text"),
        pytest.param("１３８０００００００３", ["13800000003"], id="full-width"),
        pytest.param("13800000003、19900001234", ["13800000003", "19900001234"], id="two"),
        pytest.param("8234567", ["8234567"], id="a landline of the city"),
    ],
)
def test_a_phone_is_read_in_figures(cell: Cell, phones: list[str]) -> None:
    assert read_phones(cell) == Understood(phones)


@pytest.mark.parametrize("cell", ["1380000000", "138000000031", "1.38E+10", "电话停机", True, date(2026, 1, 5)])
def test_what_is_no_phone_says_why(cell: Cell) -> None:
    assert isinstance(read_phones(cell), Unclear)


def test_a_number_in_powers_of_ten_is_told_as_changed_by_the_program() -> None:
    assert read_phones("1.38E+10") == Unclear("是 1.38E+10，号码已被表格软件改掉，请把这一列改成文本后重填")


@pytest.mark.parametrize("cell", ["", "  ", "-", "——", "／", "无", "暂无", "N/A", "null", "　"])
def test_a_dash_and_none_in_words_say_nothing(cell: str) -> None:
    assert is_nothing(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "无锡", "-5", "未缴"])
def test_zero_says_something(cell: Cell) -> None:
    assert not is_nothing(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(1074.0, "1074", id="a whole number"),
        pytest.param(datetime(2026, 1, 5), "2026-01-05", id="midnight"),  # noqa: DTZ001  a cell has no zone
        pytest.param(datetime(2026, 1, 5, 9, 30), "2026-01-05 09:30:00", id="a moment"),  # noqa: DTZ001
        pytest.param(time(9, 30), "09:30:00", id="a time"),
        pytest.param("一\n二\t三", "一 二 三", id="on one line"),
        pytest.param("长" * 31, f"{'长' * 30}…", id="cut"),
    ],
)
def test_a_cell_is_quoted_as_the_clerk_sees_it(cell: Cell, text: str) -> None:
    assert shown(cell) == text


@given(ANY_CELL)
def test_any_cell_is_a_value_or_a_short_reason(cell: Cell) -> None:
    for read in (read_money(cell), read_positive(cell), read_area(cell), read_phones(cell)):
        assert isinstance(read, Understood) or len(read.why) < 100


@given(st.integers(1, MOST.value))
def test_every_amount_is_read_back_from_a_float(fen: int) -> None:
    assert read_positive(fen / 100) == Understood(Fen(fen))
    assert read_positive(str(Fen(fen))) == Understood(Fen(fen))

"""House numbers as residents and staff write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.houses import HouseNumber, find_houses, read_house, replace_houses
from bot.understanding.result import Unclear, Understood


@pytest.mark.parametrize(
    "sent",
    [
        "3-2-501",
        "3—2—501",
        "３－２－５０１",
        "3 - 2 - 501",
        "3一2一501",
        "3/2/501",
        "3.2.501",
        "3#2-501",
        "3栋2单元501",
        "3栋2单元501室",
        "3幢2单元501",
        "３棟２單元５０１室",
        "三栋二单元501",
        "三栋二单元五零一",
        "三号楼2单元501",
        "3栋2门501",
        "3栋2单元5楼01",
        "03-02-0501",
        "呃三栋的二单元的五零一",
        "我住三栋二单元501的",
        "3-2-501天天漏水",
        "3-2-501，就是501室",
    ],
)
def test_one_house_is_written_in_many_ways(sent: str) -> None:
    assert read_house(sent) == Understood(HouseNumber(None, "3", "2", "501"))


@pytest.mark.parametrize(
    ("sent", "short"),
    [
        pytest.param("3#501", "3-501", id="no entrance"),
        pytest.param("3座5楼01", "3-501", id="floor and door"),
        pytest.param("10号楼1203", "10-1203", id="a building of two figures"),
        pytest.param("3号501室", "3-501", id="a lane house"),
        pytest.param("3号501", "3-501", id="a lane house as the whole message"),
        pytest.param("A1-804", "A1-804", id="a lettered building"),
        pytest.param("b座1203", "B-1203", id="a letter"),
        pytest.param("B区12-1-3", "B区/12-1-3", id="a part of the estate"),
        pytest.param("二期3栋501", "二期/3-501", id="a phase of the estate"),
        pytest.param("阳光/3-2-501", "阳光/3-2-501", id="an estate"),
        pytest.param("阳光花园3-2-501", "3-2-501", id="an estate without a mark is left to the estate"),
        pytest.param("502", "502", id="a room"),
        pytest.param("502室", "502", id="a room with its word"),
        pytest.param("1203的", "1203", id="a room with a particle"),
        pytest.param("一二零三", "1203", id="a room in words"),
        pytest.param("2单元502", "2-502", id="entrance and room"),
        pytest.param("我住502", "502", id="a room in a sentence"),
        pytest.param("房号是2013", "2013", id="a room like a year, named as a room"),
        pytest.param("501a", "501A", id="a lettered door"),
        pytest.param("12楼1203", "1203", id="the floor is no building"),
        pytest.param("3楼501", "3-501", id="a building called 楼"),
        pytest.param("十二栋一单元一二零三", "12-1-1203", id="all in words"),
        pytest.param("2003", "2003", id="a room on floor twenty"),
    ],
)
def test_a_house_is_shown_in_its_short_form(sent: str, short: str) -> None:
    assert [str(house) for house in find_houses(sent)] == [short]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("13800138000", id="a phone"),
        pytest.param("139 5718 2046", id="a phone with blanks"),
        pytest.param("0571-88886666", id="a landline"),
        pytest.param("400-820-8820", id="a hotline"),
        pytest.param("110101199001011234", id="an identity card"),
        pytest.param("2026-11-23", id="a date"),
        pytest.param("26-11-23", id="a short date"),
        pytest.param("11-23", id="month and day"),
        pytest.param("15号1200", id="a day and an amount"),
        pytest.param("2026", id="a year"),
        pytest.param("我是2018年买的", id="a year in a sentence"),
        pytest.param("1074", id="an amount"),
        pytest.param("1,074.00", id="an amount with marks"),
        pytest.param("500块", id="a price"),
        pytest.param("300-500元", id="a range of prices"),
        pytest.param("3-5天", id="a range of days"),
        pytest.param("三百一", id="an amount in words"),
        pytest.param("我家100平", id="a size"),
        pytest.param("7号楼顶", id="a roof"),
        pytest.param("三栋", id="only a building"),
        pytest.param("192.168.1.1", id="an address of a network"),
        pytest.param("1", id="a choice"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_numbers_are_no_houses(sent: str) -> None:
    assert read_house(sent) == Unclear("no_house")


def test_two_houses_in_one_message_are_not_guessed_between() -> None:
    assert read_house("3-2-501和3-2-502") == Unclear("several_houses")
    assert [str(house) for house in find_houses("3-2-501和3栋2单元502")] == ["3-2-501", "3-2-502"]
    assert read_house("3-2-501，3栋2单元501") == Understood(HouseNumber(None, "3", "2", "501"))


def test_houses_are_replaced_where_they_stand() -> None:
    assert replace_houses("我住3栋2单元501，楼上601室漏水", "〔房号〕") == "我住〔房号〕,楼上〔房号〕漏水"


@given(
    st.integers(1, 199),
    st.integers(1, 12),
    st.integers(1, 33).flatmap(lambda floor: st.integers(1, 12).map(lambda door: floor * 100 + door)),
)
def test_the_short_form_is_read_back_as_the_same_house(building: int, entrance: int, room: int) -> None:
    house = HouseNumber(None, str(building), str(entrance), str(room))
    assert read_house(str(house)) == Understood(house)
    assert read_house(f"我是{building}栋{entrance}单元{room}的业主") == Understood(house)

"""House codes and plates as lists write them."""

from datetime import date

import pytest
from hypothesis import given

from bot.ledger.sheets.cells import Cell
from bot.ledger.sheets.codes import join_house_code, read_house_code, read_plate
from bot.understanding.result import Unclear, Understood
from tests.ledger.sheets.test_cells import ANY_CELL


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("3-2-501", "3-2-501", id="the code itself"),
        pytest.param("03-02-0501", "3-2-501", id="zeros before"),
        pytest.param("３－２－５０１", "3-2-501", id="full-width"),
        pytest.param(" 3 — 2 — 501 ", "3-2-501", id="long dashes and blanks"),
        pytest.param("3栋2单元501", "3-2-501", id="in words"),
        pytest.param("3號樓2單元501室", "3-2-501", id="in traditional words"),
        pytest.param("3#2-501", "3-2-501", id="a hash for the building"),
        pytest.param("三栋一单元五零二", "3-1-502", id="figures in words"),
        pytest.param("3座5楼01", "3-501", id="floor and door"),
        pytest.param("3-501", "3-501", id="one entrance"),
        pytest.param("3号楼501室", "3-501", id="one entrance in words"),
        pytest.param("3-2-501-1", "3-2-501-1", id="split at the first two hyphens"),
        pytest.param("3-0-101", "3-0-101", id="entrance nought"),
        pytest.param("a1-804", "A1-804", id="a letter"),
        pytest.param("阳光/3-2-501", "阳光/3-2-501", id="with the estate"),
        pytest.param("阳光/3栋2单元501", "阳光/3-2-501", id="with the estate, in words"),
        pytest.param("阳光花园3-2-501", "阳光花园/3-2-501", id="the estate without a stroke"),
        pytest.param("商铺3-101", "商铺3-101", id="a kind of building is no estate"),
    ],
)
def test_a_house_number_is_read_into_its_code(cell: Cell, code: str) -> None:
    assert read_house_code(cell) == Understood(code)


@pytest.mark.parametrize("cell", ["501", 501.0, "物业费", "3-2-", "3-2", "--", "3-2-二楼", True])
def test_half_a_house_number_is_refused(cell: Cell) -> None:
    assert isinstance(read_house_code(cell), Unclear)


def test_a_house_number_that_became_a_date_says_how_to_undo_it() -> None:
    why = "变成了日期 2003-02-05，请把这一列改成文本格式再填，如 3-2-501"
    assert read_house_code(date(2003, 2, 5)) == Unclear(why)


@pytest.mark.parametrize(
    ("building", "entrance", "room", "code"),
    [
        pytest.param(3.0, 2.0, 501.0, "3-2-501", id="numbers"),
        pytest.param("3号楼", "2单元", "0501室", "3-2-501", id="words"),
        pytest.param("三栋", "", "501", "3-501", id="no entrance"),
        pytest.param("3", "2", "3-2-501", "3-2-501", id="the room is the whole code"),
        pytest.param("B12", "1", "1203A", "B12-1-1203A", id="letters"),
    ],
)
def test_building_entrance_and_room_are_joined(building: Cell, entrance: Cell, room: Cell, code: str) -> None:
    assert join_house_code(building, entrance, room) == Understood(code)


@pytest.mark.parametrize(
    ("building", "room"), [("", "501"), ("3", ""), ("3", "二楼"), ("3", date(2026, 1, 5)), ("!", "501")]
)
def test_parts_that_make_no_code_are_refused(building: Cell, room: Cell) -> None:
    assert isinstance(join_house_code(building, "2", room), Unclear)


@pytest.mark.parametrize("cell", ["苏E12345", "苏E·12345", "苏e 12345", "苏ED12345"])
def test_a_plate_is_read_without_its_dot(cell: str) -> None:
    assert isinstance(read_plate(cell), Understood)
    assert read_plate("苏E·12345") == Understood("苏E12345")


@pytest.mark.parametrize("cell", ["12345", "A-023", 5, "苏E1"])
def test_what_is_no_plate_is_refused(cell: Cell) -> None:
    assert isinstance(read_plate(cell), Unclear)


@given(ANY_CELL)
def test_any_cell_is_a_code_or_a_reason(cell: Cell) -> None:
    for read in (read_house_code(cell), join_house_code(cell, cell, cell), read_plate(cell)):
        assert isinstance(read, Understood) or len(read.why) < 120


@given(ANY_CELL)
def test_a_code_is_read_back_as_itself(cell: Cell) -> None:
    read = read_house_code(cell)
    if isinstance(read, Understood):
        assert read_house_code(read.value) == read

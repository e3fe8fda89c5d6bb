"""Who a cell names."""

import pytest
from hypothesis import given

from bot.ledger.sheets.cells import Cell
from bot.ledger.sheets.names import Named, is_company, read_names
from tests.ledger.sheets.test_cells import ANY_CELL


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        pytest.param("张三", Named("张三"), id="an owner"),
        pytest.param("张三（租客李四）", Named("张三", tenant="李四"), id="a tenant behind the owner"),
        pytest.param("张三(租户：李四 13800000003)", Named("张三", tenant="李四"), id="a tenant with a phone"),
        pytest.param("李四（租客）", Named("李四", is_tenant=True), id="the tenant himself"),
        pytest.param("张三、李四", Named("张三", ("李四",)), id="two owners"),
        pytest.param("张三/李四/王五", Named("张三", ("李四", "王五")), id="three owners"),
        pytest.param("张三（业主）", Named("张三"), id="marked as the owner"),
        pytest.param("张三(13800000003)", Named("张三"), id="a phone behind"),
        pytest.param("某某（北京）有限公司", Named("某某（北京）有限公司"), id="brackets of a name stay"),
        pytest.param("张三（小）", Named("张三（小）"), id="other brackets stay"),
        pytest.param("-", Named(None), id="a dash"),
        pytest.param("", Named(None), id="nothing"),
        pytest.param("、", Named(None), id="only a comma"),
    ],
)
def test_a_cell_names_owner_co_owners_and_tenant(cell: Cell, named: Named) -> None:
    assert read_names(cell) == named


@pytest.mark.parametrize(
    ("name", "company"), [("某某有限公司", True), ("某某超市", True), ("张三", False), ("中心人", False)]
)
def test_a_company_is_told_from_a_person(name: str, company: bool) -> None:
    assert is_company(name) is company


@given(ANY_CELL)
def test_any_cell_can_be_asked_for_names(cell: Cell) -> None:
    assert isinstance(read_names(cell), Named)

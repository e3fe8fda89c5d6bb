"""Houses and people (资产信息)."""

from datetime import date

import pytest

from bot.estate.tables import Use
from bot.ledger.sheets.rows import PersonRow, Place
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.test_kinds import HOUSE_HEADERS


def house_row(**values: object) -> list[object]:
    """A row of the template 资产信息."""
    known: dict[str, object] = {"楼号": 3, "单元": 2, "房屋": 501, "建筑面积": 89.5, "业主名称": "张三", **values}
    return [known.get(name, "") for name in HOUSE_HEADERS.split()]


def people(read_rows: ReadRows, *rows: list[object]) -> list[PersonRow]:
    file = read_rows([HOUSE_HEADERS.split(), *rows])
    assert file.refused == []
    return [row for row in file.rows if isinstance(row, PersonRow)]


def test_a_house_and_its_owner(read_rows: ReadRows) -> None:
    row = house_row(房屋类型="住宅", 手机号=13800000003, 业主类型="个人", 人员角色="户主", 性别="男", 身份证="x")
    file = read_rows([HOUSE_HEADERS.split(), row], title="资产信息")
    place = Place("资产信息", 2)
    assert file.rows == [PersonRow(place, "3-2-501", 8950, "residential", name="张三", phone="13800000003")]
    assert [each.why for each in file.warnings] == ["没有用到这些列：租金。"]


def test_a_list_of_their_own(read_rows: ReadRows) -> None:
    rows = [
        ["房号", "业主姓名", "联系电话", "面积", "交房日期", "空置日期", "入住日期", "车牌号", "租客"],
        ["3-2-501", "张三", "13800000003", "89.5㎡", "2020-01-05", "2025-03-01", 46027, "苏E12345、苏E·54321", "李四"],
    ]
    (row,) = read_rows(rows).rows
    assert isinstance(row, PersonRow)
    assert (row.handed_over_on, row.vacant_since, row.from_on) == (date(2020, 1, 5), date(2025, 3, 1), date(2026, 1, 5))
    assert (row.plates, row.tenant) == (("苏E12345", "苏E54321"), "李四")


def test_an_empty_house_is_a_house(read_rows: ReadRows) -> None:
    (row,) = people(read_rows, house_row(业主名称="-"))
    assert (row.house, row.name, row.area_dm2, row.use) == ("3-2-501", None, 8950, None)


def test_several_owners_get_the_phones_in_their_order(read_rows: ReadRows) -> None:
    rows = people(read_rows, house_row(业主名称="张三、李四", 手机号="13800000003、19900001234"))
    assert [(row.name, row.relation, row.phone) for row in rows] == [
        ("张三", "owner", "13800000003"),
        ("李四", "co_owner", "19900001234"),
    ]


def test_a_phone_too_many_is_remarked_on(read_rows: ReadRows) -> None:
    file = read_rows([HOUSE_HEADERS.split(), house_row(手机号="13800000003、19900001234")])
    assert file.warnings[0].why == "手机号有 2 个号码，比姓名多，只收下了前 1 个。"


def test_a_company_has_a_clerk(read_rows: ReadRows) -> None:
    rows = people(read_rows, house_row(业主名称="某某有限公司", 联系人="王五", 联系方式=13800000004))
    assert [(row.name, row.relation, row.is_company, row.phone) for row in rows] == [
        ("某某有限公司", "owner", True, None),
        ("王五", "clerk", False, "13800000004"),
    ]


def test_the_type_of_owner_tells_a_company_too(read_rows: ReadRows) -> None:
    assert people(read_rows, house_row(业主名称="某某", 业主类型="企业"))[0].is_company


def test_the_contacts_phone_is_the_owners_when_nobody_else_is_named(read_rows: ReadRows) -> None:
    rows = people(
        read_rows,
        house_row(联系方式=13800000004),
        house_row(房屋=502, 联系人="王五", 联系方式=13800000004),
    )
    assert [row.phone for row in rows] == ["13800000004", None]


@pytest.mark.parametrize(
    ("kind", "role", "relation"),
    [
        ("业主", "户主", "owner"),
        ("业主", "家庭成员", "family"),
        ("租客", "", "tenant"),
        ("", "共有人", "co_owner"),
        ("", "", "owner"),
    ],
)
def test_the_relation_is_read_from_two_columns(read_rows: ReadRows, kind: str, role: str, relation: str) -> None:
    assert people(read_rows, house_row(人员类型=kind, 人员角色=role))[0].relation == relation


def test_a_tenant_marked_behind_the_name_is_a_tenant(read_rows: ReadRows) -> None:
    assert people(read_rows, house_row(业主名称="李四（租客）"))[0].relation == "tenant"
    assert people(read_rows, house_row(业主名称="张三（租客李四）"))[0].tenant == "李四"


@pytest.mark.parametrize(
    ("said", "use"),
    [
        ("住宅", Use.RESIDENTIAL),
        ("商铺", Use.SHOP),
        ("写字楼", Use.OFFICE),
        ("储藏室", Use.STORAGE),
        ("车位", Use.PARKING),
    ],
)
def test_the_use_of_a_house(read_rows: ReadRows, said: str, use: Use) -> None:
    assert people(read_rows, house_row(房屋类型=said))[0].use == use


def test_a_use_that_is_not_known_is_left_out_and_counted(read_rows: ReadRows) -> None:
    file = read_rows([HOUSE_HEADERS.split(), house_row(房屋类型="自建"), house_row(房屋=502, 房屋类型="自建")])
    assert [row.use for row in file.rows if isinstance(row, PersonRow)] == [None, None]
    assert file.warnings[-1].why == "房屋类型里的“自建”不认得，这样的 2 行没有收用途。"


def test_an_area_with_more_than_two_decimals_is_rounded_with_a_remark(read_rows: ReadRows) -> None:
    file = read_rows([HOUSE_HEADERS.split(), house_row(建筑面积=89.555)])
    assert [row.area_dm2 for row in file.rows if isinstance(row, PersonRow)] == [8956]
    assert file.warnings[0].why == "建筑面积是 89.555，四舍五入成了 89.56 平方米。"


@pytest.mark.parametrize(
    ("values", "column", "why"),
    [
        pytest.param({"建筑面积": 0}, "建筑面积", "建筑面积是 0，要大于 0、不超过 10 万平方米。", id="no area"),
        pytest.param(
            {"手机号": "1380000"},
            "手机号",
            "手机号写的是“1380000”，不是完整的电话号码，请改成如 13800000003。",
            id="half a phone",
        ),
        pytest.param(
            {"人员角色": "1001"},
            "人员角色",
            "人员角色写的是“1001”，看不懂，请改成 业主、共有人、租客、家庭成员 或 经办人。",
            id="a relation that is not known",
        ),
        pytest.param({"房屋": ""}, "楼号", "楼号要有楼号和房屋两列，请补上空着的一列。", id="no room"),
    ],
)
def test_a_person_that_cannot_be_read_is_refused(
    read_rows: ReadRows, values: dict[str, object], column: str, why: str
) -> None:
    file = read_rows([HOUSE_HEADERS.split(), house_row(**values)])
    assert (file.rows, [(each.place.column, each.why) for each in file.refused]) == ([], [(column, why)])


def test_a_plate_that_cannot_be_read_is_left_out(read_rows: ReadRows) -> None:
    file = read_rows([["房号", "业主", "车牌号"], ["3-2-501", "张三", "苏E12345，没有"], ["", "李四", "苏E54321"]])
    assert [row.plates for row in file.rows if isinstance(row, PersonRow)] == [("苏E12345",)]
    assert [each.why for each in file.warnings] == [
        "车牌号写的是“没有”，不像车牌号，请改成如 苏E12345，没有收这个车牌。"
    ]
    assert [each.why for each in file.refused] == ["房号是空的；如果和上一行是同一户，请把房号也填上。"]

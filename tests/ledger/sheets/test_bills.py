"""Bills and arrears."""

from datetime import date

import pytest

from bot.ledger.sheets.rows import BillRow, Kind, Place
from bot.money import Fen
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.test_kinds import FEE_HEADERS
from tests.ledger.sheets.workbooks import BILL, BILLS

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def fee_row(**values: object) -> list[object]:
    """A row of the export with a row per fee; what is not named is 0 or empty."""
    known: dict[str, object] = {"房号": "3-2-501", "业主": "甲", "费用项": "物业费", "应收金额": 1074, "实收金额": 0}
    known |= {"费用开始时间": "2026-01-01", "费用结束时间": "2026-06-30", "费用状态": "收费中", **values}
    return [known.get(name, 0 if name.endswith("金额") or name == "滞纳金" else "") for name in FEE_HEADERS.split()]


def test_a_bill_of_a_house(read_rows: ReadRows) -> None:
    file = read_rows([BILLS, BILL], title="房屋费用信息")
    place = Place("房屋费用信息", 2)
    assert file.rows == [BillRow(place, "3-2-501", None, "物业费", FIRST, LAST, Fen(107400))]
    assert (file.kind, file.refused, file.warnings) == (Kind.BILLS, [], [])


def test_a_bill_of_a_car(read_rows: ReadRows) -> None:
    (row,) = read_rows([["车牌号", *BILLS[1:]], ["苏E·12345", *BILL[1:]]]).rows
    assert isinstance(row, BillRow)
    assert (row.house, row.plate) == (None, "苏E12345")


def test_a_bill_tells_payer_tenant_phone_and_due_date(read_rows: ReadRows) -> None:
    rows = [[*BILLS, "业主", "电话", "应缴日"], [*BILL, "张三（租客李四）", "138 0000 0003", "2026/7/31"]]
    (row,) = read_rows(rows).rows
    assert isinstance(row, BillRow)
    assert (row.name, row.tenant, row.phone) == ("张三", "李四", "13800000003")
    assert row.due_on == date(2026, 7, 31)


def test_a_phone_that_cannot_be_read_does_not_stop_a_bill(read_rows: ReadRows) -> None:
    file = read_rows([[*BILLS, "电话"], [*BILL, "1380000"]])
    assert len(file.rows) == 1
    assert [(each.place.row, each.place.column) for each in file.warnings] == [(2, "电话")]


@pytest.mark.parametrize("period", ["2026.01-2026.06", "202601-202606", "2026年上半年", "2026-01-01至2026-06-30"])
def test_a_period_may_stand_in_one_column(read_rows: ReadRows, period: str) -> None:
    (row,) = read_rows([["房号", "收费项目", "账期", "应收金额"], ["3-2-501", "物业费", period, 1074]]).rows
    assert isinstance(row, BillRow)
    assert (row.first, row.last) == (FIRST, LAST)


def test_months_are_their_first_and_last_day(read_rows: ReadRows) -> None:
    (row,) = read_rows([BILLS, ["3-2-501", "物业费", 202601, "2026年6月", 1074]]).rows
    assert isinstance(row, BillRow)
    assert (row.first, row.last) == (FIRST, LAST)


@pytest.mark.parametrize(
    ("values", "column", "why"),
    [
        pytest.param({4: 0}, "收费金额", "收费金额是 0，请填实际金额；不用收的请删掉这一行。", id="nought"),
        pytest.param({4: -5}, "收费金额", "收费金额是 -5.00，不能是负数；退款和抵扣请单独登记。", id="negative"),
        pytest.param({4: 1e17}, "收费金额", "收费金额是 1e+17，超过一千万元，请核对。", id="too much"),
        pytest.param(
            {4: "=A1"}, "收费金额", "收费金额是空的；如果是公式，请在表格软件里打开、重新保存一次再导入。", id="formula"
        ),
        pytest.param({1: ""}, "费用名称", "费用名称是空的，请写上是什么费用。", id="no item"),
        pytest.param({2: "2026-02-30"}, "开始时间", "开始时间是 2026-02-30，没有这一天，请核对。", id="no such day"),
        pytest.param(
            {3: date(9999, 12, 31)},
            "结束时间",
            "结束时间是 9999-12-31，年份要在 2000 到 2099 之间，请核对。",
            id="9999",
        ),
        pytest.param(
            {3: "2025-12-31"}, "结束时间", "结束时间是 2025-12-31，早于开始的 2026-01-01，请核对。", id="backwards"
        ),
        pytest.param({3: ""}, "结束时间", "结束时间是空的，请补上。", id="one end only"),
        pytest.param(
            {0: "501"}, "房屋编码", "房屋编码写的是“501”，看不出是几栋几单元几室，请改成如 3-2-501。", id="half a house"
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(
    read_rows: ReadRows, values: dict[int, object], column: str, why: str
) -> None:
    bad = [values.get(place, value) for place, value in enumerate(BILL)]
    file = read_rows([BILLS, bad, BILL])
    assert [row.place.row for row in file.rows] == [3]
    assert [(each.place, each.why) for each in file.refused] == [(Place("Sheet1", 2, column), why)]


def test_an_end_on_the_first_of_a_month_is_remarked_on_once(read_rows: ReadRows) -> None:
    rows = [BILLS, *([f"3-2-50{n}", "物业费", "2026-01-01", "2026-07-01", 5] for n in (1, 2))]
    file = read_rows(rows)
    assert len(file.rows) == 2
    assert [each.why for each in file.warnings] == [
        "有 2 行的结束时间是某月 1 日，按含这一天算；如果只到上个月底，请改成上个月最后一天。"
    ]


def test_of_a_list_by_fee_only_the_open_rest_counts(read_rows: ReadRows) -> None:
    cuts = dict(
        zip(
            ("实收金额", "优惠金额", "减免金额", "赠送金额", "空置房打折金额", "空置房减免金额"),
            range(1, 7),
            strict=True,
        )
    )
    file = read_rows([FEE_HEADERS.split(), fee_row(**cuts)], title="欠费清单")
    (row,) = file.rows
    assert isinstance(row, BillRow)
    assert (row.house, row.item, row.first, row.last) == ("3-2-501", "物业费", FIRST, LAST)
    assert row.amount == Fen(107400 - 2100)
    assert file.warnings == []


def test_what_is_settled_is_counted_and_not_taken(read_rows: ReadRows) -> None:
    rows = [
        FEE_HEADERS.split(),
        fee_row(费用状态="已缴费"),
        fee_row(实收金额=1074),
        fee_row(费用状态="部分已缴", 实收金额=1000, 费用项="水费"),
    ]
    file = read_rows(rows)
    assert [(row.place.row, row.amount) for row in file.rows if isinstance(row, BillRow)] == [(4, Fen(7400))]
    assert (file.refused, [each.why for each in file.warnings]) == ([], ["有 2 行已经缴清，没有收进来。"])


def test_more_received_than_due_is_refused(read_rows: ReadRows) -> None:
    (refused,) = read_rows([FEE_HEADERS.split(), fee_row(实收金额=1100)]).refused
    assert refused.why == "应收金额比已经收的和减免的少 26.00；多收的钱请单独登记。"


def test_a_late_fee_is_never_taken(read_rows: ReadRows) -> None:
    file = read_rows([FEE_HEADERS.split(), fee_row(滞纳金=5.5)])
    assert [row.amount for row in file.rows if isinstance(row, BillRow)] == [Fen(107400)]
    assert [(each.place, each.why) for each in file.warnings] == [
        (Place("Sheet1", 2, "滞纳金"), "滞纳金是 5.50，程序不记滞纳金，没有算进欠费。")
    ]


def test_paid_and_owed_that_do_not_make_what_was_due_are_remarked_on(read_rows: ReadRows) -> None:
    rows = [
        ["房号", "费用项", "应缴", "已缴", "欠费"],
        ["3-2-501", "物业费", 100, 20, 70],
        ["3-2-502", "物业费", 100, 20, 80],
    ]
    file = read_rows(rows)
    assert [row.amount for row in file.rows if isinstance(row, BillRow)] == [Fen(7000), Fen(8000)]
    (warning,) = file.warnings
    assert warning.place == Place("Sheet1", 2, "欠费")
    assert warning.why == "欠费是 70.00，和应收 100.00 减实收 20.00 对不上，按 70.00 收下，请核对。"


def test_a_list_by_house_becomes_a_bill_for_every_fee(read_rows: ReadRows) -> None:
    rows = [
        [
            "收费对象",
            "业主名称",
            "手机号",
            "开始时间",
            "结束时间",
            "物业管理费(住宅)",
            "公摊水电（元）",
            "2025 地下车位",
            "合计",
        ],
        ["3-2-501", "甲", 13800000003, "2026-01-01", "2026-06-30", 1074, 100.5, "-", 1174.5],
        ["3-2-502", "乙", "", "2026-01-01", "2026-06-30", 0, "", 300, ""],
        ["3-2-503", "丙", "", "2026-01-01", "2026-06-30", 1074, "", "", 1174],
        ["3-2-504", "丁", "", "2026-01-01", "2026-06-30", -5, "", "", ""],
        ["3-2-505", "戊", "", "2026-01-01", "2026-06-30", "", "", "", 0],
        ["3-2-506", "己", "", "2026-01-01", "2026-06-30", "=1+1", "=2+2", "=3+3", "=A1"],
        ["合计", "", "", "", "", 3222, 100.5, 300, 3622.5],
    ]
    file = read_rows(rows, title="欠费清单")
    assert [(row.house, row.item, row.amount.value) for row in file.rows if isinstance(row, BillRow)] == [
        ("3-2-501", "物业管理费(住宅)", 107400),
        ("3-2-501", "公摊水电", 10050),
        ("3-2-502", "2025地下车位", 30000),
    ]
    assert [(each.place.row, each.place.column, each.why) for each in file.refused] == [
        (4, "合计", "合计是 1174.00，各项费用加起来是 1074.00，对不上，请核对。"),
        (5, "物业管理费(住宅)", "物业管理费(住宅)是 -5.00，不能是负数；多收的钱请单独登记。"),
        (7, "物业管理费(住宅)", "物业管理费(住宅)是空的；如果是公式，请在表格软件里打开、重新保存一次再导入。"),
    ]
    assert [each.why for each in file.warnings] == ["有 1 行已经缴清，没有收进来。"]


@pytest.mark.parametrize("total", ["合计", "应收金额", "应收合计"])
def test_bills_by_house_must_add_up_to_what_is_due(read_rows: ReadRows, total: str) -> None:
    rows = [["房号", "物业费", "水费", total], ["3-2-501", 80, 20, 100], ["3-2-502", 80, 20, 99]]
    file = read_rows(rows, kind=Kind.BILLS)
    assert [row.place.row for row in file.rows] == [2, 2]
    assert [(each.place.row, each.place.column) for each in file.refused] == [(3, total)]


def test_a_sum_may_have_a_late_fee_in_it(read_rows: ReadRows) -> None:
    file = read_rows([["收费对象", "物业费", "水费", "滞纳金", "合计"], ["3-2-501", 80, 20, 5.5, 105.5]])
    assert [row.amount.value for row in file.rows if isinstance(row, BillRow)] == [8000, 2000]
    assert [each.place.column for each in file.warnings] == ["滞纳金"]


def test_a_house_without_fees_has_no_bill(read_rows: ReadRows) -> None:
    file = read_rows([["房号", "业主", "物业费", "水费"], ["3-2-501", "甲", 0, 0]], kind=Kind.BILLS)
    assert (file.rows, [each.why for each in file.warnings]) == ([], ["有 1 行没有要收的费用，没有收进来。"])


def test_a_list_of_owed_amounts_alone_is_old_arrears(read_rows: ReadRows) -> None:
    file = read_rows([["房屋", "业主", "欠费"], ["3-2-501", "甲", "￥1,074.00"], ["3-2-502", "乙", 0]])
    assert file.rows == [BillRow(Place("Sheet1", 2), "3-2-501", None, "历史欠费", None, None, Fen(107400), name="甲")]
    assert [each.why for each in file.warnings] == ["有 1 行已经缴清，没有收进来。"]


def test_a_house_may_stand_in_three_columns(read_rows: ReadRows) -> None:
    rows = [["楼栋", "单元", "房号", "欠费"], ["3栋", "2单元", "0501", 80], ["", "2单元", "0502", 80]]
    file = read_rows(rows)
    assert [row.house for row in file.rows if isinstance(row, BillRow)] == ["3-2-501"]
    assert [each.why for each in file.refused] == ["楼栋要有楼号和房屋两列，请补上空着的一列。"]

"""What a list is, from its headers; where several kinds fit the program asks."""

import pytest

from bot.ledger.sheets.rows import Kind, NotReadable
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.workbooks import BILL, BILLS

PAYMENT_HEADERS = "房屋编号 收费项目 缴费周期 开始时间 结束时间 缴费时间 应缴金额 实缴金额 收银员 备注"
FEE_HEADERS = (
    "订单号 房号 业主 费用项 费用类型 费用状态 支付方式 费用开始时间 费用结束时间 缴费时间 应收金额 实收金额 优惠金额 "
    "减免金额 赠送金额 滞纳金 空置房打折金额 空置房减免金额 面积 车位"
)
HOUSE_HEADERS = (
    "楼号 单元 房屋 楼层 总楼层 是否有电梯 房屋类型 房屋户型 建筑面积 室内面积 租金 房屋状态 业主名称 性别 手机号 "
    "身份证 业主类型 人员类型 人员角色 联系人 联系方式"
)
WECHAT_HEADERS = "交易时间 交易类型 交易对方 商品 收/支 金额(元) 支付方式 当前状态 交易单号 商户单号 备注"


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        pytest.param("房屋编码 费用名称 开始时间 结束时间 收费金额", Kind.BILLS, id="房屋费用信息"),
        pytest.param("车牌号 费用名称 开始时间 结束时间 收费金额", Kind.BILLS, id="车位费用信息"),
        pytest.param(HOUSE_HEADERS, Kind.PEOPLE, id="资产信息"),
        pytest.param(PAYMENT_HEADERS, Kind.PAYMENTS, id="房屋缴费历史"),
        pytest.param(FEE_HEADERS, Kind.ARREARS, id="欠费清单, a row per fee"),
        pytest.param(
            "收费对象 业主名称 手机号 开始时间 结束时间 物业费 合计", Kind.ARREARS, id="欠费清单, a row per house"
        ),
        pytest.param(
            "费用编号 房号 业主 业主电话 面积 费用项 开始时间 结束时间 欠费时长（天） 欠费时长（月） 欠费金额",
            Kind.ARREARS,
            id="欠费明细表",
        ),
        pytest.param("房屋 业主 欠费", Kind.ARREARS, id="欠费明细"),
        pytest.param("房号 业主 费用项 应收金额", Kind.BILLS, id="what was due by item"),
        pytest.param("房号 业主 应收金额 已收金额", Kind.ARREARS, id="due and paid without a day"),
        pytest.param("房号 面积 业主 电话", Kind.PEOPLE, id="a list of owners"),
        pytest.param(WECHAT_HEADERS, Kind.STATEMENT, id="WeChat Pay"),
        pytest.param("交易日期 摘要 借方金额 贷方金额 余额 对方户名 附言", Kind.STATEMENT, id="a bank"),
    ],
)
def test_every_known_layout_is_recognised(read_rows: ReadRows, columns: str, kind: Kind) -> None:
    file = read_rows([columns.split()])
    assert (file.kind, file.rows, file.refused, file.sheets) == (kind, [], [], ("Sheet1",))


@pytest.mark.parametrize(
    ("columns", "fitting"),
    [
        pytest.param("房号 业主 金额", ("bills", "arrears"), id="one amount"),
        pytest.param("房号 业主 费用项 应收 实收 收款日期", ("payments", "arrears"), id="a ledger of all"),
        pytest.param("房号 业主 电话 物业费", ("bills", "arrears"), id="a column of one fee"),
    ],
)
def test_where_several_kinds_fit_the_program_asks(read_rows: ReadRows, columns: str, fitting: tuple[str, ...]) -> None:
    with pytest.raises(NotReadable, match="请用 --kind 指明是哪一种") as refusal:
        read_rows([columns.split()])
    assert all(f"--kind {kind}" in str(refusal.value) for kind in fitting)


@pytest.mark.parametrize(
    ("title", "kind"), [("2026 年欠费清单", Kind.ARREARS), ("欠费", Kind.ARREARS), ("7 月催缴名单", Kind.ARREARS)]
)
def test_a_title_decides_where_several_kinds_fit(read_rows: ReadRows, title: str, kind: Kind) -> None:
    assert read_rows([[title], ["房号", "业主", "金额"], ["3-2-501", "甲", 80]]).kind is kind


def test_the_clerk_decides_with_kind(read_rows: ReadRows) -> None:
    rows = [["房号", "费用项", "应收", "实收", "收款日期"], ["3-2-501", "物业费", 100, 60, "2026-01-05"]]
    assert [len(read_rows(rows, kind=kind).rows) for kind in (Kind.BILLS, Kind.ARREARS, Kind.PAYMENTS)] == [1, 1, 1]


def test_bills_that_do_not_say_what_for_are_not_readable(read_rows: ReadRows) -> None:
    with pytest.raises(NotReadable, match="没有“费用名称”这一列"):
        read_rows([["房号", "业主", "金额"], ["3-2-501", "甲", 80]], kind=Kind.BILLS)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.PAYMENTS, "像缴费记录的表头，但缺 实缴金额、缴费时间"),
        (Kind.PEOPLE, "但带有金额"),
        (Kind.STATEMENT, "没有找到"),
    ],
)
def test_a_list_of_another_kind_than_asked_for_says_what_is_missing(read_rows: ReadRows, kind: Kind, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        read_rows([BILLS, BILL], kind=kind)


def test_almost_a_header_says_what_is_missing(read_rows: ReadRows) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_rows([["说明"], ["房号", "费用名称", "开始时间"], ["3-2-501", "物业费", "2026-01-01"]], kind=Kind.BILLS)
    assert str(refusal.value) == (
        "没有找到能用的表：“Sheet1”第 2 行像账单的表头，但缺 收费金额 这样的列，请补上再导入。"
    )


def test_a_sheet_without_headers_is_not_readable(read_rows: ReadRows) -> None:
    with pytest.raises(NotReadable, match="没有找到表头"):
        read_rows([["甲", "乙"], ["丙", 5]])


def test_another_unit_than_the_yuan_is_not_readable(read_rows: ReadRows) -> None:
    with pytest.raises(NotReadable, match="“欠费（万元）”这一列的单位是万元"):
        read_rows([["房号", "欠费（万元）"], ["3-2-501", 0.8]])


def test_columns_that_are_not_used_are_named_once(read_rows: ReadRows) -> None:
    rows = [[*BILLS, "序号", "备注", *[f"其他{n}" for n in range(10)]], [*BILL, 1, "", *range(10)]]
    (warning,) = read_rows(rows).warnings
    assert (warning.place.sheet, warning.place.row) == ("Sheet1", 0)
    assert warning.why == "没有用到这些列：其他0、其他1、其他2、其他3、其他4、其他5、其他6、其他7等。"

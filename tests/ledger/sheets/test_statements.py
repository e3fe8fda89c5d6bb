"""Statements of WeChat Pay, Alipay and banks."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.ledger.sheets.headers import Headers
from bot.ledger.sheets.reading import read_file
from bot.ledger.sheets.rows import Kind, Place, ReadFile, StatementRow
from bot.money import Fen
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.test_kinds import WECHAT_HEADERS

AT = datetime(2026, 1, 5, 10, 0, 1, tzinfo=SHANGHAI)

WECHAT = """微信支付账单明细,,,,,,,,
微信昵称：[某某物业],,,,,,,,
起始时间：[2026-01-01 00:00:00] 终止时间：[2026-01-31 23:59:59],,,,,,,,
,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2026-01-05 10:00:01,转账,甲,"转账备注:3-2-501",收入,¥1074.00,/,已存入零钱,1000050001\t,\t,"/"
2026-01-06 10:00:01,商户消费,某超市,水,支出,¥5.00,零钱,支付成功,1000050002\t,\t,"/"
2026-01-07 10:00:01,二维码收款,乙,收款,收入,¥80.00,/,已全额退款,1000050003\t,\t,"/"
"""

WECHAT_MERCHANT = """\
交易时间,商户号,微信订单号,用户标识,交易类型,交易状态,应结订单金额,退款金额,商品名称,商户数据包,订单金额
`2026-01-05 10:00:01,`wx1,`42000001,`oA1,`JSAPI,`SUCCESS,`1073.00,`0.00,`物业费 3-2-501,`13800000003,`1074.00
`2026-01-05 11:00:00,`wx1,`42000002,`oA1,`JSAPI,`REFUND,`0.00,`1074.00,`物业费,`,`0.00
总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
`2,`1073.00,`1074.00,`0.00,`6.44,`1074.00,`1074.00
"""

ALIPAY = """------------------------------------------------------------------------------------
导出信息：
姓名：某某
支付宝账户：13800000003
------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------
交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,
2026-01-05 10:00:01,转账红包,甲,138***@a.cn,转账,收入,1074.00,余额,交易成功,20260105001\t,T1\t,3-2-501,
2026-01-05 11:00:00,转账红包,乙,138***@a.cn,转账,收入,80.00,余额,交易关闭,20260105002\t,T1\t,,
2026-01-05 12:00:00,投资理财,余额宝,,收益,不计收支,0.05,余额,交易成功,20260105003\t,T1\t,,
"""

ALIPAY_MERCHANT = """#支付宝账务明细查询
#账号：[20880001]
#-----------------------------------------账务明细列表----------------------------------------
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
5001\t,2026010501\t,S1\t,物业费,2026-01-05 10:00:01,甲(138***),1074.00,,1074.00,支付宝,在线支付,3-2-501
5002\t,2026010502\t,S1\t,服务费,2026-01-05 10:00:02,支付宝,,-6.44,1067.56,支付宝,收费,
#-----------------------------------------账务明细列表结束------------------------------------
#支出合计：1笔，共-6.44元
#收入合计：1笔，共1074.00元
#导出时间：[2026-02-01 09:00:00]
"""


class ReadText:
    """Reads a text as a csv file."""

    def __init__(self, headers: Headers, path: Path) -> None:
        self._headers, self._path = headers, path

    def __call__(self, text: str, encoding: str = "utf-8") -> ReadFile:
        self._path.write_bytes(text.encode(encoding))
        return read_file(self._path, headers=self._headers)


SIGNED = "交易日期 交易金额 对方户名 摘要"
MARKED = "交易日期 交易金额 借贷标志 对方户名"
BOTH = "交易日期 借方金额 贷方金额 对方户名"


@pytest.fixture
def read_text(headers: Headers, tmp_path: Path) -> ReadText:
    return ReadText(headers, tmp_path / "statement.csv")


def rows_of(file: ReadFile) -> list[StatementRow]:
    assert (file.kind, file.refused) == (Kind.STATEMENT, [])
    return [row for row in file.rows if isinstance(row, StatementRow)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_statement_of_wechat_pay(read_text: ReadText, encoding: str) -> None:
    file = read_text(WECHAT, encoding)
    place = Place("statement.csv", 7)
    assert rows_of(file) == [StatementRow(place, "wechat", "1000050001", AT, Fen(107400), "甲", "转账备注:3-2-501")]
    assert sorted(each.why for each in file.warnings) == [
        "有 1 笔是支出或不计收支，没有收进来。",
        "有 1 笔是退款、撤销或已退款的收入，没有收进来，请人工核对。",
    ]


def test_a_merchants_statement_of_wechat_pay(read_text: ReadText) -> None:
    file = read_text(WECHAT_MERCHANT, "gbk")
    (row,) = rows_of(file)
    assert (row.source, row.reference, row.paid_at, row.amount) == ("wechat", "42000001", AT, Fen(107400))
    assert (row.counterparty, row.memo) == ("oA1", "物业费 3-2-501 13800000003")
    assert "有 1 笔是退款、撤销或已退款的收入，没有收进来，请人工核对。" in [each.why for each in file.warnings]


def test_a_payment_that_another_line_gives_back_is_left_out(read_text: ReadText) -> None:
    file = read_text(WECHAT_MERCHANT.replace("42000002", "42000001"))
    assert rows_of(file) == []
    assert [(each.place.row, each.why) for each in file.warnings] == [
        (2, "这笔收款另有一行退款或撤销，没有收进来，请人工核对。"),
        (0, "有 1 笔是退款、撤销或已退款的收入，没有收进来，请人工核对。"),
    ]


def test_a_statement_of_wechat_pay_as_a_workbook(read_rows: ReadRows) -> None:
    line = ["2026-01-05 10:00:01", "转账", "甲", "3-2-501", "收入", "¥1074.00", "/", "已收钱", "1000050001", "", "/"]
    (row,) = rows_of(read_rows([["微信支付账单明细"], WECHAT_HEADERS.split(), line]))
    assert (row.source, row.reference, row.memo) == ("wechat", "1000050001", "3-2-501")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_statement_of_alipay(read_text: ReadText, encoding: str) -> None:
    file = read_text(ALIPAY, encoding)
    (row,) = rows_of(file)
    assert (row.source, row.reference, row.paid_at, row.amount) == ("alipay", "20260105001", AT, Fen(107400))
    assert (row.counterparty, row.memo) == ("甲", "3-2-501 转账")
    assert sorted(each.why for each in file.warnings) == [
        "有 1 笔是支出或不计收支，没有收进来。",
        "有 1 笔没有成功（失败、关闭或处理中），没有收进来。",
    ]


def test_a_merchants_statement_of_alipay_ends_at_its_foot(read_text: ReadText) -> None:
    file = read_text(ALIPAY_MERCHANT, "gbk")
    (row,) = rows_of(file)
    assert (row.source, row.reference, row.paid_at, row.amount) == ("alipay", "5001", AT, Fen(107400))
    assert row.memo == "3-2-501 物业费"


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        pytest.param(
            "交易日期 交易时间 借方金额 贷方金额 余额 对方户名 摘要 附言 交易流水号",
            [20260105, "10:00:01", "", "1,074.00", 5, "甲", "转账", "3-2-501", "T1"],
            id="a column for each side",
        ),
        pytest.param(
            "记账日期 交易时间 交易金额 借贷标志 对方户名 摘要 附言 交易流水号",
            ["2026-01-05", "2026-01-05 10:00:01", 1074, "贷", "甲", "转账", "3-2-501", "T1"],
            id="a mark",
        ),
        pytest.param(
            "交易时间 交易金额 对方户名 摘要 附言 交易流水号",
            ["2026-01-05 10:00:01", "+1,074.00", "甲", "转账", "3-2-501", "T1"],
            id="a sign",
        ),
        pytest.param(
            "交易时间 借方发生额（支取） 贷方发生额（收入） 对方户名 摘要 备注 账户明细编号-交易流水号",
            ["20260105 10:00:01", 0, 1074, "甲", "转账", "3-2-501", "T1"],
            id="with explanations in brackets",
        ),
    ],
)
def test_a_list_of_a_bank(read_rows: ReadRows, columns: str, line: list[object]) -> None:
    (row,) = rows_of(read_rows([["某银行账户明细"], columns.split(), line]))
    assert (row.source, row.reference, row.paid_at, row.amount) == ("bank", "T1", AT, Fen(107400))
    assert row.counterparty == "甲"
    assert set(row.memo.split()) == {"转账", "3-2-501"}


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (BOTH, ["2026-01-05", 5, "", "甲"]),
        (BOTH, ["2026-01-05", 5, 0, "甲"]),
        (MARKED, ["2026-01-05", 5, "借", "甲"]),
        (SIGNED, ["2026-01-05", -5, "甲", "转账"]),
    ],
)
def test_what_went_out_is_counted(read_rows: ReadRows, columns: str, line: list[object]) -> None:
    file = read_rows([columns.split(), line])
    assert rows_of(file) == []
    assert [each.why for each in file.warnings] == ["有 1 笔是支出或不计收支，没有收进来。"]


def test_a_list_without_direction_says_that_signs_were_believed(read_rows: ReadRows) -> None:
    file = read_rows([SIGNED.split(), ["2026-01-05", 5, "甲", "转账"]])
    assert len(rows_of(file)) == 1
    assert [each.why for each in file.warnings] == [
        "这份对账单没有收支标志，正数按收入、负数按支出看，共 1 笔收入，请核对。"
    ]


def test_a_number_is_made_where_the_bank_has_none_and_is_the_same_again(read_rows: ReadRows) -> None:
    columns, line = ["交易日期", "贷方金额", "对方户名", "附言"], ["2026-01-05", 5, "甲", "3-2-501"]
    once = [row.reference for row in rows_of(read_rows([columns, line, line, [*line[:3], "3-2-502"]]))]
    again = [row.reference for row in rows_of(read_rows([columns, ["2026-01-04", 5, "乙", ""], line, line]))]
    assert len(set(once)) == 3
    assert once[:2] == again[1:]
    assert once[0].startswith("20260105-500-")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (["2026-02-30", 5, "贷", "甲"], "交易日期"),
        (["", 5, "贷", "甲"], "交易日期"),
        (["2026-01-05", "五元吗", "贷", "甲"], "交易金额"),
        (["2026-01-05", "", "贷", "甲"], "交易金额"),
        (["2026-01-05", 5, "其他", "甲"], "借贷标志"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(read_rows: ReadRows, line: list[object], column: str) -> None:
    file = read_rows([MARKED.split(), line])
    assert (file.rows, [each.place for each in file.refused]) == ([], [Place("Sheet1", 2, column)])


def test_an_empty_amount_on_both_sides_is_refused(read_rows: ReadRows) -> None:
    file = read_rows([BOTH.split(), ["2026-01-05", "", "", "甲"]])
    assert [each.place.column for each in file.refused] == ["贷方金额"]

"""Workbooks that go out: real amounts and days, never a formula, and what comes back in changes nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.config import PROJECT
from bot.estate.tables import House
from bot.ledger.bills import credit_bill, void_bill
from bot.ledger.entries import NewCredit
from bot.ledger.exports import What, export
from bot.ledger.imports.planning import Setting, plan_file
from bot.ledger.imports.preview import Preview
from bot.ledger.payments import reverse_payment
from bot.ledger.sheets.headers import load_headers
from bot.ledger.sheets.reading import read_file
from bot.ledger.tables import BillState, CreditKind, Method, Vehicle
from bot.money import Fen
from bot.people.tables import Relation
from tests.ledger.books import day, words
from tests.ledger.imports.desk import POLICY, Desk, charged, paid

TODAY = day("2026-11-21")
RISKY = ["=1+1", "=HYPERLINK(1)", "+86138", "-5", "@SUM(A1)", "＝1", "'quoted", "\t=1"]


def full(desk: Desk) -> House:
    """A house with every kind of bill, and neighbours with people of every kind."""
    books = desk.books
    house = books.house()
    owner = books.owner(house)
    owner.phone = "13800000003"
    house.handed_over_on = day("2020-05-01")
    books.resident(house, "李梅", Relation.CO_OWNER)
    books.resident(house, "李四", Relation.TENANT)
    books.resident(house, "王小雨", Relation.FAMILY)
    books.world.keep(Vehicle(estate_id=house.estate_id, house_id=house.id, plate="苏E12345"))
    part = books.bill(house, owner, 50001, "2026-01")
    books.bill(house, owner, 40000, "2026-02")
    waived = books.bill(house, owner, 30000, "2026-03", due=None)
    gone = books.bill(house, owner, 20000, "2026-04")
    books.bill(house, owner, 10000, "2026-05", state=BillState.DRAFT)
    settled = books.bill(house, owner, 7000, "2026-06")
    desk.enter(charged(6000, None, item="历史欠费"))
    books.pay(house, 20002, named=[part], voucher="V1")
    books.pay(house, 7000, "2026-07-01", named=[settled], method=Method.CASH)
    bounced = books.pay(house, 100, "2026-07-02", voucher="V2")
    off = NewCredit(CreditKind.WAIVER, Fen(1000), "空置")
    credit_bill(books.session, waived, off, by=books.by, now=books.now)
    void_bill(books.session, gone, reason="重复", by=books.by, now=books.now)
    reverse_payment(books.session, bounced, reason="退票", by=books.by, now=books.now)
    books.house("3-2-502")
    desk.enter(charged(88800, house="3-2-502", due_on=day("2026-02-28")))
    books.session.flush()
    return house


def written(desk: Desk, what: What, where: Any = None) -> tuple[list[list[Cell]], int]:
    """Export, and return the cells of the workbook row by row, and how many rows were told."""
    kept = where if where is not None else col(House.estate_id) == desk.estate().id
    count = export(desk.books.session, what, desk.file, where=kept, today=TODAY)
    page: Any = openpyxl.load_workbook(desk.file).active
    return list(page.iter_rows()), count


def table(desk: Desk, what: What, where: Any = None) -> list[dict[str, Any]]:
    """Return the rows of an export by their headers, without the sums."""
    (headers, *rows), count = written(desk, what, where)
    names = [str(cell.value) for cell in headers]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows[:count]]


def sums(desk: Desk, what: What) -> dict[str, Any]:
    (headers, *rows), count = written(desk, what)
    assert rows[count][0].value == "合计"
    return {str(name.value): cell.value for name, cell in zip(headers, rows[count], strict=True) if cell.value}


def back_in(desk: Desk, what: What) -> Preview:
    """Read an export as a clerk would, and hold it against the ledger."""
    written(desk, what)
    read = read_file(desk.file, headers=load_headers(PROJECT / "data" / "lexicon" / "headers.yaml"))
    assert read.kind == what.value
    setting = Setting(desk.estate(), words(), POLICY)
    return plan_file(desk.books.session, read, setting, now=desk.books.now).preview


def test_arrears_list_what_is_open_with_its_rest_and_its_days(desk: Desk) -> None:
    full(desk)
    rows = table(desk, What.ARREARS)
    assert {row["欠费金额"]: (row["房号"], row["逾期天数"]) for row in rows} == {
        299.99: ("3-2-501", (TODAY - day("2026-01-31")).days),
        400: ("3-2-501", (TODAY - day("2026-02-28")).days),
        290: ("3-2-501", None),
        60: ("3-2-501", None),
        888: ("3-2-502", (TODAY - day("2026-02-28")).days),
    }
    first = next(row for row in rows if row["欠费金额"] == 299.99)
    assert (first["业主"], first["费用项"], first["应收金额"], first["实收金额"]) == (
        "王建国",
        "物业费",
        500.01,
        200.02,
    )
    assert (first["开始时间"], first["应缴日"]) == (datetime(2026, 1, 1), datetime(2026, 1, 31))  # noqa: DTZ001


def test_bills_list_drafts_too_and_nothing_that_is_void(desk: Desk) -> None:
    full(desk)
    rows = table(desk, What.BILLS)
    assert sorted(row["收费金额"] for row in rows) == [60, 70, 100, 300, 400, 500.01, 888]
    assert {row["收费金额"]: row["账单状态"] for row in rows}[100] == "草稿"


def test_payments_tell_which_were_reversed(desk: Desk) -> None:
    full(desk)
    rows = table(desk, What.PAYMENTS)
    assert [(row["实缴金额"], row["状态"], row["凭证号"], row["支付方式"]) for row in rows] == [
        (200.02, "有效", "V1", "转账"),
        (70, "有效", None, "现金"),
        (1, "已冲正", "V2", "转账"),
    ]
    assert rows[0]["缴费时间"] == datetime(2026, 2, 10, 12, 0)  # noqa: DTZ001 - cells have no zone


def test_people_list_every_house_with_everybody_in_it(desk: Desk) -> None:
    full(desk)
    rows = table(desk, What.PEOPLE)
    assert [(row["房屋编码"], row["姓名"], row["人员角色"]) for row in rows] == [
        ("3-2-501", "王建国", "业主"),
        ("3-2-501", "李梅", "共有人"),
        ("3-2-501", "李四", "租客"),
        ("3-2-501", "王小雨", "家属"),
        ("3-2-502", None, None),
    ]
    assert (rows[0]["建筑面积"], rows[0]["手机号"], rows[0]["车牌号"]) == (89.5, "13800000003", "苏E12345")


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (What.ARREARS, {"应收金额": 2148.01, "实收金额": 200.02, "减免金额": 10, "欠费金额": 1937.99}),
        (What.BILLS, {"收费金额": 2318.01, "其中已付": 270.02, "其中免除": 10, "账单余额": 1937.99}),
    ],
)
def test_the_sums_are_right_to_the_fen(desk: Desk, what: What, expected: dict[str, float]) -> None:
    full(desk)
    assert {name: value for name, value in sums(desk, what).items() if name in expected} == expected


@pytest.mark.parametrize("what", list(What))
def test_what_is_exported_comes_back_in_as_the_same(desk: Desk, what: What) -> None:
    full(desk)
    rows = len(table(desk, what))
    before = desk.everything()
    preview = back_in(desk, what)
    assert (preview.create, preview.change, preview.same) == (0, 0, rows)
    assert preview.refused == []
    assert desk.everything() == before


@pytest.mark.parametrize("what", [What.BILLS, What.ARREARS])
def test_bills_of_plates_come_back_in_as_the_same(desk: Desk, what: What) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    for plate in ("苏E11111", "苏E22222"):
        desk.books.world.keep(Vehicle(estate_id=house.estate_id, house_id=house.id, plate=plate))
        desk.books.bill(house, owner, 300, item="车位费", label=plate)
    preview = back_in(desk, what)
    assert (preview.same, preview.create, preview.refused) == (2, 0, [])


@pytest.mark.parametrize("what", list(What))
def test_no_cell_is_ever_a_formula(desk: Desk, what: What) -> None:
    for number, risky in enumerate(RISKY, start=501):
        house = desk.books.house(f"3-2-{number}")
        owner = desk.books.owner(house, risky)
        owner.phone = risky
        desk.books.bill(house, owner, 500, item=risky, label=risky)
        desk.enter(paid(500, house=house.code, voucher=risky, note=risky))
        desk.books.bill(house, owner, 600, "2026-02", item=risky, label=risky)
    rows, _ = written(desk, what)
    cells = [cell for row in rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    found = [cell for cell in cells if cell.value in RISKY]
    assert {cell.value for cell in found} == set(RISKY)
    assert all(cell.quotePrefix for cell in found)


@pytest.mark.parametrize("what", list(What))
def test_amounts_are_numbers_and_days_are_days(desk: Desk, what: What) -> None:
    full(desk)
    (headers, *rows), count = written(desk, what)
    kinds: dict[str, set[str]] = {}
    for row in rows[:count]:
        for header, cell in zip(headers, row, strict=True):
            if cell.value is not None:
                kinds.setdefault(str(header.value), set()).add(f"{cell.data_type} {cell.number_format}")
    for name, found in kinds.items():
        if "金额" in name or name in ("其中已付", "其中免除", "账单余额"):
            assert found == {"n #,##0.00"}, name
        if name in ("开始时间", "结束时间", "应缴日", "收房日期"):
            assert found == {"d yyyy-mm-dd"}, name
        if name in ("缴费时间", "登记时间"):
            assert found == {"d yyyy-mm-dd hh:mm"}, name


@pytest.mark.parametrize("what", list(What))
def test_only_the_houses_that_are_asked_for_go_out(desk: Desk, what: What) -> None:
    full(desk)
    other = desk.books.world.house("3-2-501", estate="月亮")
    desk.books.bill(other, desk.books.owner(other, "张海"), 500)
    desk.books.pay(other, 100)
    names = {value for row in table(desk, what) for value in row.values()}
    assert "张海" not in names
    there = table(desk, what, col(House.estate_id) == other.estate_id)
    assert len(there) == 1


@pytest.mark.parametrize("what", list(What))
def test_an_empty_list_is_a_workbook_with_headers_alone(desk: Desk, what: What) -> None:
    desk.estate()
    rows, count = written(desk, what)
    assert (count, len(rows)) == (0, 1)


def test_the_headers_stay_in_sight_and_can_be_filtered(desk: Desk) -> None:
    full(desk)
    written(desk, What.ARREARS)
    page: Any = openpyxl.load_workbook(desk.file).active
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", "A1:L6")


def test_an_export_that_fails_leaves_the_older_file_and_nothing_else(desk: Desk) -> None:
    full(desk)
    written(desk, What.BILLS)
    older = desk.file.read_bytes()
    broken = text("no_such_column = 1")
    with pytest.raises(OperationalError, match="no_such_column"):
        export(desk.books.session, What.BILLS, desk.file, where=broken, today=TODAY)
    assert desk.file.read_bytes() == older
    assert [path.name for path in desk.file.parent.iterdir()] == [desk.file.name]


def test_a_place_that_cannot_be_written_to_is_said_as_such(desk: Desk, tmp_path: Path) -> None:
    full(desk)
    (tmp_path / "a file").write_text("", encoding="utf-8")
    nowhere = tmp_path / "a file" / "out.xlsx"
    with pytest.raises(OSError, match="a file"):
        export(desk.books.session, What.BILLS, nowhere, where=col(House.id) > 0, today=TODAY)

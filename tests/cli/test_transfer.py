"""`linli import`, `export` and `imports`: real workbooks in and out."""

import shutil
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store
from tests.cli.clerk import BILLS, PAYMENTS, PEOPLE, ask, company, everything, tell, workbook
from tests.cli.conftest import Linli, Result

CONTRACT = ["create", "change", "same", "refused", "warnings", "total_fen"]
PRODUCTION = {"ENV": "production", "SECRET": "long and random letters"}
OPEN = """
    SELECT house.code, item, open_fen FROM bill JOIN house ON house.id = house_id
    WHERE state = 'posted' ORDER BY house.code, item, first_on
"""


def preview(result: Result) -> Any:
    """The one object that a preview is, checked against its contract."""
    assert result.out.isascii()
    (row,) = result.rows
    assert list(row) == CONTRACT
    for remark in (*row["refused"], *row["warnings"]):
        assert list(remark) == ["sheet", "row", "column", "why"]
        assert isinstance(remark["row"], int)
        assert remark["why"]
    return row


def counts(result: Result) -> tuple[int, ...]:
    row = preview(result)
    return row["create"], row["change"], row["same"], len(row["refused"])


@pytest.fixture
def people(tmp_path: Path) -> str:
    rows = ("3-2-501", "王建国", "13800000003", 89.5), ("3-2-502", "张海", "13900000004", 98)
    return workbook(tmp_path / "业主.xlsx", PEOPLE, *rows)


@pytest.fixture
def bills(tmp_path: Path) -> str:
    return workbook(
        tmp_path / "账单.xlsx",
        BILLS,
        ("3-2-501", "物业费", "2026-01-01", "2026-06-30", 1074.00),
        ("3-2-502", "物业费", date(2026, 1, 1), date(2026, 6, 30), "￥1,176.00"),
        ("3-9-999", "物业费", "2026-01-01", "2026-06-30", 500),
        ("3-2-502", "水费", "2026-02-30", "2026-03-31", 20),
        ("合计", None, None, None, 2770),
    )


@pytest.fixture(scope="session")
def company_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one estate, made once and copied for each test."""
    file = tmp_path_factory.mktemp("company") / "linli.db"
    company(f"sqlite:///{file}", "阳光")
    return file


@pytest.fixture
def estate(database: str, company_file: Path) -> str:
    """A database with an estate of two houses and their owners."""
    shutil.copy(company_file, database.removeprefix("sqlite:///"))
    return database


@pytest.fixture
def any_estate(any_database: str) -> str:
    """The same of each kind."""
    company(any_database, "阳光")
    return any_database


# The preview


def test_a_preview_says_what_a_file_would_do_and_changes_nothing(estate: str, linli: Linli, bills: str) -> None:
    before = everything(estate)
    result = linli("import", bills, "--dry-run", "--json", DATABASE_URL=estate)
    row = preview(result)
    assert (result.code, counts(result), row["total_fen"]) == (1, (2, 0, 0, 2), 225000)
    assert [(remark["sheet"], remark["row"], remark["column"]) for remark in row["refused"]] == [
        ("Sheet1", 4, ""),
        ("Sheet1", 5, "开始时间"),
    ]
    assert "3-9-999" in row["refused"][0]["why"]
    assert everything(estate) == before


def test_what_is_entered_is_what_the_preview_said(any_estate: str, linli: Linli, bills: str) -> None:
    before = preview(linli("import", bills, "--dry-run", "--json", DATABASE_URL=any_estate))
    result = linli("import", bills, "--json", DATABASE_URL=any_estate)
    assert (result.code, preview(result)) == (1, before)
    assert ask(any_estate, OPEN) == [("3-2-501", "物业费", 107400), ("3-2-502", "物业费", 117600)]


def test_the_same_file_twice_changes_not_a_single_row(estate: str, linli: Linli, bills: str) -> None:
    linli("import", bills, DATABASE_URL=estate)
    before = everything(estate)
    result = linli("import", bills, "--json", DATABASE_URL=estate)
    assert (counts(result), preview(result)["total_fen"]) == ((0, 0, 2, 2), 0)
    assert everything(estate) == before


def test_a_mended_file_changes_only_what_was_mended(estate: str, linli: Linli, bills: str, tmp_path: Path) -> None:
    linli("import", bills, DATABASE_URL=estate)
    book = openpyxl.load_workbook(bills)
    page: Any = book.active
    page["E2"], page["C5"] = 1000, "2026-02-28"
    book.save(tmp_path / "改.xlsx")
    result = linli("import", str(tmp_path / "改.xlsx"), "--json", DATABASE_URL=estate)
    assert counts(result) == (1, 1, 1, 1)
    assert ask(estate, OPEN) == [
        ("3-2-501", "物业费", 100000),
        ("3-2-502", "水费", 2000),
        ("3-2-502", "物业费", 117600),
    ]


def test_a_file_without_faults_ends_with_0(estate: str, linli: Linli, people: str) -> None:
    first, second = (linli("import", people, DATABASE_URL=estate) for _ in range(2))
    assert (first.code, second.code, second.err) == (0, 0, "")
    assert "changed 1" in first.out
    assert first.out.endswith("taken in as number 1\n")  # a list of people is not taken back as a whole
    assert "same 2" in second.out
    assert "nothing was to change" in second.out


def test_a_person_reads_what_was_refused_and_where(estate: str, linli: Linli, bills: str) -> None:
    shown = linli("import", bills, "--dry-run", DATABASE_URL=estate).out
    assert "would be created 2" in shown
    assert "refused: 2" in shown
    assert "Sheet1 第 5 行 开始时间：" in shown
    assert "nothing was changed" in shown
    assert "imports undo 1" in linli("import", bills, DATABASE_URL=estate).out


def test_a_long_list_of_refusals_is_cut_for_people_and_whole_for_scripts(
    estate: str, linli: Linli, tmp_path: Path
) -> None:
    rows = [(f"8-1-{room}", "物业费", "2026-01-01", "2026-01-31", 5) for room in range(101, 151)]
    file = workbook(tmp_path / "错.xlsx", BILLS, *rows)
    shown = linli("import", file, DATABASE_URL=estate).out
    assert "and 20 more" in shown
    assert len(preview(linli("import", file, "--json", DATABASE_URL=estate))["refused"]) == 50


# Where it goes


def test_the_first_file_of_a_company_makes_its_estate(home: Path, linli: Linli, people: str, bills: str) -> None:
    url = f"sqlite:///{home / 'linli.db'}"
    refused = linli("import", people, **PRODUCTION)
    assert (refused.code, refused.out) == (2, "")
    assert "there is no estate yet" in refused.err
    look = linli("import", people, "--create-houses", "--estate", "阳光", "--dry-run", "--json", **PRODUCTION)
    assert counts(look) == (2, 0, 0, 0)
    said = [remark["why"] for remark in preview(look)["warnings"]]
    assert [any(word in why for why in said) for word in ("阳光", "3-2-501", "收房日期")] == [True, True, True]
    assert ask(url, "SELECT count(*) FROM estate") == [(0,)]
    assert linli("import", people, "--create-houses", "--estate", "阳光", **PRODUCTION).code == 0
    assert ask(url, "SELECT code, name FROM estate") == [("阳光", "阳光")]
    assert linli("import", bills, **PRODUCTION).code == 1  # with one estate it need not be named
    assert len(ask(url, OPEN)) == 2


def test_a_file_that_is_refused_as_a_whole_leaves_no_estate(database: str, linli: Linli, tmp_path: Path) -> None:
    file = workbook(tmp_path / "错.xlsx", BILLS, ("3-2-501", "物业费", "2026-01-01", "2026-01-31", -5))
    result = linli("import", file, "--create-houses", "--estate", "阳光", "--json", DATABASE_URL=database)
    assert (result.code, counts(result)) == (1, (0, 0, 0, 1))
    assert ask(database, "SELECT (SELECT count(*) FROM estate), (SELECT count(*) FROM import_run)") == [(0, 0)]


def test_houses_are_made_only_when_that_is_said_and_then_named(estate: str, linli: Linli, bills: str) -> None:
    linli("import", bills, DATABASE_URL=estate)
    assert ask(estate, "SELECT count(*) FROM house") == [(2,)]
    row = preview(linli("import", bills, "--create-houses", "--json", DATABASE_URL=estate))
    assert row["create"] == 1
    assert [remark["row"] for remark in row["warnings"] if "3-9-999" in remark["why"]] == [0]
    assert ask(estate, "SELECT code FROM house ORDER BY id") == [("3-2-501",), ("3-2-502",), ("3-9-999",)]


def test_of_two_estates_with_the_same_numbers_only_the_named_one_is_touched(
    estate: str, linli: Linli, bills: str, people: str
) -> None:
    there = "--estate", "月亮"
    assert linli("import", people, "--create-houses", *there, DATABASE_URL=estate).code == 0
    which = linli("import", bills, DATABASE_URL=estate)
    assert (which.code, which.out) == (2, "")
    assert "--estate" in which.err
    assert linli("import", bills, *there, DATABASE_URL=estate).code == 1
    assert ask(estate, "SELECT DISTINCT estate.code FROM bill JOIN estate ON estate.id = estate_id") == [("月亮",)]
    unknown = linli("import", bills, "--estate", "星星", DATABASE_URL=estate)
    assert unknown.code == 2
    assert "星星" in unknown.err


# What other lists look like


def test_a_list_as_small_companies_keep_it(estate: str, linli: Linli, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "欠费.xlsx",
        ("阳光花园 2026 年上半年欠费清单",),
        (),
        ("序号", "房  号", "业主", "费用项目", "账期", "欠费金额（元）"),
        (1, "３栋２单元５０１", "王建国（租客李四）", "物业费", "2026.01-2026.06", "￥1,074.00"),
        (2, "3-2-502", "张海", "物业费", "202601-202606", "一千一百七十六元"),
        (3, "3-2-502", "赵六", "水费", "2026年1月", 30),
        (None, "合计", None, None, None, 2280),
    )
    row = preview(linli("import", file, "--json", DATABASE_URL=estate))
    assert (row["create"], row["total_fen"]) == (2, 225000)
    assert [(remark["row"], "赵六" in remark["why"]) for remark in row["refused"]] == [(6, True)]
    assert ask(estate, OPEN) == [("3-2-501", "物业费", 107400), ("3-2-502", "物业费", 117600)]


def test_bills_of_parking_spaces_name_the_plate_alone(estate: str, linli: Linli, tmp_path: Path) -> None:
    cars = workbook(tmp_path / "车.xlsx", ("房号", "业主", "车牌号"), ("3-2-501", "王建国", "苏E12345"))
    file = workbook(
        tmp_path / "车位.xlsx",
        ("车牌号", "费用名称", "开始时间", "结束时间", "收费金额"),
        ("苏E·12345", "车位费", "2026-01-01", "2026-01-31", 300),
        ("苏E99999", "车位费", "2026-01-01", "2026-01-31", 300),
    )
    assert counts(linli("import", file, "--json", DATABASE_URL=estate)) == (0, 0, 0, 2)
    assert linli("import", cars, DATABASE_URL=estate).code == 0
    result = linli("import", file, "--json", DATABASE_URL=estate)
    assert counts(result) == (1, 0, 0, 1)
    assert "苏E99999" in preview(result)["refused"][0]["why"]
    assert ask(estate, OPEN) == [("3-2-501", "车位费", 30000)]


def test_a_history_of_payments_settles_what_it_was_for(
    any_estate: str, linli: Linli, bills: str, tmp_path: Path
) -> None:
    linli("import", bills, DATABASE_URL=any_estate)
    history = (
        ("3-2-501", "物业费", "2026-01-01", "2026-06-30", "2026-02-03 10:00", 1074, 500, "微信", "A-1"),
        ("3-2-501", "物业费", "2025-07-01", "2025-12-31", datetime(2025, 8, 1, 9, 30), 1074, 1074, "现金", "B-1"),  # noqa: DTZ001
        ("3-2-502", "物业费", "2026-01-01", "2026-06-30", "2026-02-04", 1176, 1176, "微信", "A-1"),
    )
    file = workbook(tmp_path / "缴费历史.xlsx", PAYMENTS, *history)
    result = linli("import", file, "--json", DATABASE_URL=any_estate)
    assert (counts(result), preview(result)["total_fen"]) == ((2, 0, 0, 1), 157400)
    assert "A-1" in preview(result)["refused"][0]["why"]  # two houses claim one payment
    assert ask(any_estate, OPEN) == [
        ("3-2-501", "物业费", 0),
        ("3-2-501", "物业费", 57400),
        ("3-2-502", "物业费", 117600),
    ]
    assert counts(linli("import", file, "--json", DATABASE_URL=any_estate)) == (0, 0, 2, 1)


# What cannot run


def test_a_failing_import_leaves_nothing_of_itself(estate: str, linli: Linli, bills: str) -> None:
    fails = "BEFORE INSERT ON audit WHEN NEW.what = 'file.imported' BEGIN SELECT RAISE(ABORT, 'no'); END"
    tell(estate, f"CREATE TRIGGER breaks {fails}")
    before = everything(estate)
    result = linli("import", bills, "--create-houses", "--json", DATABASE_URL=estate)
    assert (result.code, result.out) == (2, "")
    assert "nothing was changed" in result.err
    assert "王建国" not in result.err
    assert everything(estate) == before
    tell(estate, "DROP TRIGGER breaks")
    assert linli("import", bills, "--create-houses", "--json", DATABASE_URL=estate).code == 1


def test_the_database_itself_keeps_a_bill_from_standing_twice(any_estate: str, linli: Linli, bills: str) -> None:
    linli("import", bills, DATABASE_URL=any_estate)
    columns = "estate_id, house_id, item, label, period, amount_fen, basis, state, created_ms, paid_fen, credited_fen"
    again = f"INSERT INTO bill ({columns}, open_fen) SELECT {columns}, open_fen FROM bill"  # noqa: S608
    with closing(Store(any_estate, threads=1)) as store, pytest.raises(IntegrityError), store.writing() as session:
        session.connection().execute(text(again))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(300), id="a picture"),
        pytest.param(b"PK\x03\x04" + bytes(300), id="a broken zip"),
        pytest.param("房号,业主\n".encode() * 3, id="no list"),
    ],
)
def test_a_file_that_is_no_workbook_gets_a_sentence(estate: str, linli: Linli, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(content)
    before = everything(estate)
    result = linli("import", str(file), "--kind", "bills", "--json", DATABASE_URL=estate)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("linli: 坏.xlsx: ")
    assert result.err.count("\n") == 1
    assert everything(estate) == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(("nowhere.xlsx",), "打不开", id="no such file"),
        pytest.param((".",), "打不开", id="a folder"),
        pytest.param(("业主.xlsx", "--kind", "fees"), "there is no kind fees", id="unknown kind"),
        pytest.param(("业主.xlsx", "--kind", "statement"), "对账单", id="another kind"),
        pytest.param((), "FILE", id="no file"),
    ],
)
def test_what_cannot_run_says_why_in_one_sentence(
    estate: str, linli: Linli, people: str, arguments: tuple[str, ...], why: str
) -> None:
    result = linli("import", *arguments, DATABASE_URL=estate)
    assert (result.code, result.out) == (2, "")
    assert why in result.err


def test_rows_that_no_ledger_has_are_refused_each_with_its_sentence(estate: str, linli: Linli, tmp_path: Path) -> None:
    period = "2026-01-01", "2026-01-31"
    bad = (
        ("3-2-501", "物业费", *period, 0),
        ("3-2-501", "物业费", *period, -483.3),
        ("3-2-501", "物业费", *period, 2.0**53),
        ("3-2-501", "物业费", *period, "90071992547409930000"),
        ("3-2-501", "物业费", "1900-01-01", "1900-01-31", 5),
        ("3-2-501", "物业费", "9999-12-01", "9999-12-31", 5),
        ("3-2-501", "物业费", "2026-06-30", "2026-01-01", 5),
        ("3-2-501", "长" * 32_000, *period, 5),
        ("3-2-501", "费" * 300, *period, 5),
        ("3-2-501", "物业费", *period, "=1+1"),
        ("3-2-501", "物业费", *period, 12.345),
        ("3-2-501", "物业费", "2026-01-01", "2026-03-31", 30),
        ("3-2-501", "物业费", "2026-03-15", "2026-04-15", 30),
    )
    file = workbook(tmp_path / "怪.xlsx", BILLS, *bad)
    row = preview(linli("import", file, "--json", DATABASE_URL=estate))
    assert (row["create"], row["total_fen"]) == (1, 3000)
    assert [remark["row"] for remark in row["refused"]] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    assert all(len(remark["why"]) < 120 for remark in row["refused"])


# Files that were taken in


def test_files_are_listed_and_one_is_taken_back_by_who_may_book(
    any_estate: str, linli: Linli, people: str, bills: str
) -> None:
    at = {"DATABASE_URL": any_estate}
    linli("import", people, **at)
    linli("import", bills, **at)
    listed = linli("imports", "--json", **at).rows
    assert datetime.fromisoformat(listed[0]["at"]).tzinfo is not None
    assert [list(row) for row in listed] == [
        ["run", "at", "kind", "file", "by", "create", "change", "total_fen", "taken_back"]
    ] * 2
    assert [(row["kind"], row["file"], row["create"], row["total_fen"]) for row in listed] == [
        ("bills", "账单.xlsx", 2, 225000),
        ("people", "业主.xlsx", 0, 0),
    ]
    number = str(listed[0]["run"])
    for by in ((), ("--by", "nobody"), ("--by", "front")):
        refused = linli("imports", "undo", number, *by, **at)
        assert (refused.code, refused.out) == (2, "")
        assert "--by" in refused.err
    done = linli("imports", "undo", number, "--by", "finance", **at)
    assert (done.code, done.out) == (0, "taken back: 2 bills, 0 payments, 0 lines\n")
    assert ask(any_estate, OPEN) == []
    assert linli("imports", "undo", number, "--by", "finance", **at).code == 2
    assert linli("imports", "undo", str(listed[1]["run"]), "--by", "finance", **at).code == 2  # people
    assert [row["taken_back"] for row in linli("imports", "--json", **at).rows] == [True, False]
    assert "(taken back)" in linli("imports", **at).out
    assert counts(linli("import", bills, "--json", **at)) == (2, 0, 0, 2)


def test_corrections_of_a_file_are_undone_with_it(estate: str, linli: Linli, bills: str, tmp_path: Path) -> None:
    linli("import", bills, DATABASE_URL=estate)
    file = workbook(tmp_path / "改.xlsx", BILLS, ("3-2-501", "物业费", "2026-01-01", "2026-06-30", 900))
    linli("import", file, DATABASE_URL=estate)
    assert ask(estate, OPEN)[0] == ("3-2-501", "物业费", 90000)
    run = str(linli("imports", "--json", DATABASE_URL=estate).rows[0]["run"])
    assert linli("imports", "undo", run, "--by", "finance", DATABASE_URL=estate).code == 0
    assert ask(estate, OPEN) == [("3-2-501", "物业费", 107400), ("3-2-502", "物业费", 117600)]


def test_a_file_of_one_estate_is_not_taken_back_in_the_name_of_another(database: str, linli: Linli, bills: str) -> None:
    company(database, "阳光", "月亮")
    linli("import", bills, "--estate", "阳光", DATABASE_URL=database)
    (run,) = linli("imports", "--estate", "阳光", "--json", DATABASE_URL=database).rows
    assert linli("imports", "--estate", "月亮", DATABASE_URL=database).out.startswith("no file was taken in yet")
    result = linli("imports", "undo", str(run["run"]), "--by", "finance", "--estate", "月亮", DATABASE_URL=database)
    assert result.code == 2
    assert len(ask(database, OPEN)) == 2


# Going out


def test_what_goes_out_comes_in_again_and_changes_nothing(
    estate: str, linli: Linli, bills: str, tmp_path: Path
) -> None:
    linli("import", bills, DATABASE_URL=estate)
    paid = ("3-2-501", "物业费", "2026-01-01", "2026-06-30", "2026-02-03 10:00:12", 1074, 500, "微信", "A-1")
    linli("import", workbook(tmp_path / "缴费.xlsx", PAYMENTS, paid), DATABASE_URL=estate)
    before = everything(estate)
    for what, rows in {"arrears": 2, "bills": 2, "payments": 1, "people": 2}.items():
        file = str(tmp_path / f"{what}.xlsx")
        out = linli("export", what, file, DATABASE_URL=estate)
        assert (out.code, out.out, out.err) == (0, f"{file}: {rows} rows\n", "")
        result = linli("import", file, "--json", DATABASE_URL=estate)
        assert (result.code, counts(result)) == (0, (0, 0, rows, 0))
    assert everything(estate) == before


def test_an_export_of_one_building_and_of_one_estate(estate: str, linli: Linli, people: str, tmp_path: Path) -> None:
    linli("import", people, "--create-houses", "--estate", "月亮", DATABASE_URL=estate)
    file = str(tmp_path / "out.xlsx")
    at = {"DATABASE_URL": estate}
    assert linli("export", "people", file, **at).code == 2
    assert linli("export", "people", file, "--estate", "月亮", "--building", "3栋", **at).out == f"{file}: 2 rows\n"
    none = linli("export", "people", file, "--estate", "月亮", "--building", "9", **at)
    assert (none.code, none.out) == (2, "")
    assert (
        linli("export", "bills", file, "--estate", "月亮", **at).out == f"{file}: nothing to list, only the headers\n"
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(("tickets", "out.xlsx"), "nothing called tickets", id="unknown"),
        pytest.param(("bills", "no/such/out.xlsx"), "there is no folder", id="no folder"),
        pytest.param(("bills", "."), "is a folder", id="a folder"),
        pytest.param(("bills", "业主.xlsx/out.xlsx"), "there is no folder", id="below a file"),
    ],
)
def test_an_export_that_cannot_be_says_why(estate: str, linli: Linli, arguments: tuple[str, ...], why: str) -> None:
    result = linli("export", *arguments, DATABASE_URL=estate)
    assert (result.code, result.out) == (2, "")
    assert why in result.err


def test_an_older_file_is_replaced(estate: str, linli: Linli, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    file.write_bytes(b"older")
    assert linli("export", "people", str(file), DATABASE_URL=estate).code == 0
    assert openpyxl.load_workbook(file).active is not None

"""Whole files: which sheets are read, which are passed over, and that nothing but NotReadable is ever raised."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ledger.sheets.headers import Headers
from bot.ledger.sheets.reading import read_file
from bot.ledger.sheets.rows import BillRow, Kind, NotReadable, ReadFile, Remark
from bot.money import Fen
from bot.understanding.amounts import MOST
from tests.ledger.sheets.test_files import FILES
from tests.ledger.sheets.workbooks import BILL, BILLS, Rows, csv_text, write_ods, write_xlsx

ANY_SHEET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
KNOWN = (
    "房号 业主 欠费 收费金额 费用名称 开始时间 结束时间 账期 合计 物业费 实缴金额 缴费时间 交易时间 楼号 单元 "
    "房屋 面积 手机号 备注 收入金额 3-2-501 2026-01-01 1074 小计 制表人：甲"
)
WORDS = st.sampled_from(["", *KNOWN.split()])
CELLS = st.one_of(WORDS, st.text(max_size=12), st.integers(-5, 10**6).map(str))
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=8)


def two_lines(remarks: list[Remark]) -> list[tuple[str, str]]:
    return [(each.place.sheet, each.why) for each in remarks]


def test_all_sheets_of_one_kind_are_read(headers: Headers, tmp_path: Path) -> None:
    car = ("车牌号", *BILLS[1:])
    sheets: dict[str, Rows] = {
        "房屋费用信息": [BILLS, BILL],
        "说明": [["请勿修改表头"]],
        "车位费用信息": [car, ("苏E12345", *BILL[1:])],
    }
    file = read_file(write_xlsx(tmp_path / "list.xlsx", sheets), headers=headers)
    assert [row.place.sheet for row in file.rows] == ["房屋费用信息", "车位费用信息"]
    assert file.sheets == ("房屋费用信息", "车位费用信息")
    assert two_lines([*file.passed_over]) == [("说明", "“说明”里没有找到表头，没有读。")]


def test_a_hidden_sheet_is_passed_over_with_a_remark(headers: Headers, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", {"今年": [BILLS, BILL], "去年": [BILLS, BILL]}, hidden=["去年"])
    file = read_file(path, headers=headers)
    assert [row.place.sheet for row in file.rows] == ["今年"]
    assert two_lines([*file.passed_over]) == [("去年", "“去年”是隐藏的，没有读；要导入请先取消隐藏。")]


def test_sheets_of_different_kinds_need_a_word_from_the_clerk(headers: Headers, tmp_path: Path) -> None:
    people = [("房号", "业主", "电话"), ("3-2-501", "张三", "13800000003")]
    path = write_xlsx(tmp_path / "list.xlsx", {"账单": [BILLS, BILL], "业主": people})
    with pytest.raises(NotReadable) as refusal:
        read_file(path, headers=headers)
    assert str(refusal.value) == (
        "文件里有不同的表，可能是账单（--kind bills）、业主和房屋资料（--kind people），请用 --kind 指明是哪一种。"
    )
    file = read_file(path, headers=headers, kind=Kind.PEOPLE)
    assert (file.kind, file.sheets, len(file.rows)) == (Kind.PEOPLE, ("业主",), 1)
    assert two_lines([*file.passed_over]) == [("账单", "“账单”不是业主和房屋资料，没有读。")]


def test_the_same_bill_on_two_sheets_names_the_other_sheet(headers: Headers, tmp_path: Path) -> None:
    file = read_file(write_xlsx(tmp_path / "list.xlsx", {"一": [BILLS, BILL], "二": [BILLS, BILL]}), headers=headers)
    assert two_lines([*file.refused]) == [("二", "3-2-501 的物业费和“一”第 2 行是同一期，重复了，只收了前面那一行。")]


def test_an_old_workbook_with_merged_houses_is_read(headers: Headers) -> None:
    file = read_file(FILES / "arrears.xls", headers=headers)
    assert [(row.house, row.amount.value) for row in file.rows if isinstance(row, BillRow)] == [
        ("3-2-501", 107450),
        ("3-2-502", 8000),
    ]
    assert two_lines([*file.refused]) == [("欠费明细", "3-2-501 的历史欠费和第 3 行重复，只收了前面那一行。")]


def test_an_ods_and_a_csv_are_read_alike(headers: Headers, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_text([BILLS, BILL]).encode("gbk"))
    ods = read_file(write_ods(tmp_path / "list.ods", "list.csv", [BILLS, BILL]), headers=headers)
    assert ods == read_file(path, headers=headers)
    assert len(ods.rows) == 1


def test_a_file_with_only_hidden_sheets_says_so(headers: Headers, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", {"图": [["甲"]], "去年": [BILLS, BILL]}, hidden=["去年"])
    with pytest.raises(NotReadable, match="没有找到表头"):
        read_file(path, headers=headers)


def test_progress_is_told_and_ends_whole(headers: Headers, tmp_path: Path) -> None:
    rows = [(f"1-1-{n}", "物业费", "2026-01-01", "2026-06-30", 5) for n in range(101, 1601)]
    told: list[tuple[int, int | None]] = []
    path = write_xlsx(tmp_path / "list.xlsx", {"表": [BILLS, *rows]})
    read_file(path, headers=headers, tell=lambda done, total: told.append((done, total)))
    assert told == [(1000, 1501), (1500, 1500)]


@ANY_SHEET
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 99), st.integers(1, MOST.value)), min_size=1, max_size=20))
def test_what_was_written_is_read(headers: Headers, tmp_path: Path, bills: list[tuple[int, int, int]]) -> None:
    unique = list({(building, room): fen for building, room, fen in bills}.items())
    rows = [(f"{b}栋2单元{500 + r}", "物业费", "2026-01-01", "2026-06-30", fen / 100) for (b, r), fen in unique]
    file = read_file(write_xlsx(tmp_path / "list.xlsx", {"表": [BILLS, *rows]}), headers=headers)
    assert file.refused == []
    assert [(row.house, row.amount) for row in file.rows if isinstance(row, BillRow)] == [
        (f"{b}-2-{500 + r}", Fen(fen)) for (b, r), fen in unique
    ]


@ANY_SHEET
@given(rows=ROWS, kind=st.sampled_from([None, *Kind]))
def test_any_cells_are_rows_or_sentences(
    headers: Headers, tmp_path: Path, rows: list[list[str]], kind: Kind | None
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(csv_text(rows), encoding="utf-8", errors="replace", newline="")
    file = read_or_refuse(path, headers, kind)
    if file is not None:
        assert all(each.why.endswith("。") and len(each.why) < 200 for each in [*file.refused, *file.warnings])


@ANY_SHEET
@given(data=st.binary(max_size=2000), kind=st.sampled_from([None, *Kind]))
def test_any_bytes_are_a_file_or_a_sentence(headers: Headers, tmp_path: Path, data: bytes, kind: Kind | None) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    read_or_refuse(path, headers, kind)


@ANY_SHEET
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
@pytest.mark.parametrize("name", ["arrears.xls", "list.xlsx"])
def test_a_damaged_workbook_is_a_file_or_a_sentence(
    headers: Headers, tmp_path: Path, name: str, changes: list[tuple[float, int]]
) -> None:
    source = FILES / name if name.endswith(".xls") else write_xlsx(tmp_path / name, {"表": [BILLS, BILL]})
    data = bytearray(source.read_bytes())
    for place, byte in changes:
        data[int(place * len(data))] = byte
    path = tmp_path / "damaged"
    path.write_bytes(data)
    read_or_refuse(path, headers, None)


def read_or_refuse(path: Path, headers: Headers, kind: Kind | None) -> ReadFile | None:
    try:
        return read_file(path, headers=headers, kind=kind)
    except NotReadable:
        return None

"""Where lists are in a sheet: titles, headers, lists beside and below one another, sums, feet, merged cells."""

from bot.ledger.sheets.rows import BillRow, Kind, ReadFile
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.workbooks import BILL, BILLS

OWED = ("房号", "业主", "欠费")


def owed(file: ReadFile) -> list[tuple[int, str | None, int]]:
    return [(row.place.row, row.house, row.amount.value) for row in file.rows if isinstance(row, BillRow)]


def test_headers_are_found_below_a_title_and_empty_rows(read_rows: ReadRows) -> None:
    rows = [["2026 年上半年欠费清单"], [], ["单位：元", "", "日期：2026-07-01"], OWED, ["3-2-501", "甲", 80]]
    file = read_rows(rows, merged="A1:C1")
    assert (file.kind, owed(file)) == (Kind.ARREARS, [(5, "3-2-501", 8000)])


def test_headers_may_have_blanks_line_breaks_stars_and_units(read_rows: ReadRows) -> None:
    file = read_rows([["房  号", "业\n主：", "*欠费金额（元）"], ["3-2-501", "甲", 80]])
    assert owed(file) == [(2, "3-2-501", 8000)]


def test_a_refusal_names_the_header_as_it_is_written(read_rows: ReadRows) -> None:
    (refused,) = read_rows([["房  号", "欠费\n金额（元）"], ["3-2-501", "八十吗"]], kind=Kind.ARREARS).refused
    assert (refused.place.sheet, refused.place.row, refused.place.column) == ("Sheet1", 2, "欠费金额（元）")
    assert refused.why == "欠费金额（元）写的是“八十吗”，看不懂，请改成数字，如 1074.00。"


def test_two_lists_side_by_side_are_both_read(read_rows: ReadRows) -> None:
    rows = [
        [*OWED, "", *OWED],
        ["3-2-501", "甲", 80, "", "4-2-501", "乙", 90],
        ["3-2-502", "甲", 70],
        ["", "", "", "", "4-2-502", "乙", "九十吗"],
    ]
    file = read_rows(rows)
    assert owed(file) == [(2, "3-2-501", 8000), (2, "4-2-501", 9000), (3, "3-2-502", 7000)]
    assert [(each.place.row, each.place.column) for each in file.refused] == [(4, "欠费")]


def test_lists_with_numbers_in_front_lie_side_by_side_too(read_rows: ReadRows) -> None:
    rows = [["序号", *OWED, "序号", *OWED], [1, "3-2-501", "甲", 80, 2, "4-2-501", "乙", 90]]
    assert owed(read_rows(rows)) == [(2, "3-2-501", 8000), (2, "4-2-501", 9000)]


def test_lists_below_one_another_are_all_read(read_rows: ReadRows) -> None:
    rows = [
        ["一号楼"],
        OWED,
        ["1-2-501", "甲", 80],
        ["合计", "", 80],
        [],
        ["二号楼欠费"],
        ["业主", "房号", "电话", "欠费金额"],
        ["乙", "2-2-501", "13800000003", 90],
    ]
    assert owed(read_rows(rows)) == [(3, "1-2-501", 8000), (8, "2-2-501", 9000)]


def test_headers_repeated_on_every_page_are_passed_over(read_rows: ReadRows) -> None:
    rows = [OWED, ["3-2-501", "甲", 80], ["本页小计", "", 80], OWED, ["3-2-502", "甲", 90], ["总  计", "", 170]]
    file = read_rows(rows)
    assert owed(file) == [(2, "3-2-501", 8000), (5, "3-2-502", 9000)]
    assert (file.refused, file.warnings) == ([], [])


def test_sums_and_feet_are_passed_over_without_a_word(read_rows: ReadRows) -> None:
    rows = [
        OWED,
        ["3-2-501", "甲", 80],
        ["3栋小计", "", 80],
        ["", "合计：", 80],
        ["制表人：丙", "", "审核：丁"],
        ["备注：数据截至 6 月 30 日"],
        ["第 1 页", "共 2 页"],
    ]
    file = read_rows(rows)
    assert (owed(file), file.refused, file.warnings) == ([(2, "3-2-501", 8000)], [], [])


def test_a_sum_under_the_item_is_passed_over_in_a_merged_house(read_rows: ReadRows) -> None:
    rows = [BILLS, BILL, ["", "公摊", "2026-01-01", "2026-06-30", 20], ["", "小计", "", "", 1094]]
    file = read_rows(rows, merged="A2:A4")
    assert owed(file) == [(2, "3-2-501", 107400), (3, "3-2-501", 2000)]
    assert file.refused == []


def test_a_merged_house_holds_for_the_rows_below_it(read_rows: ReadRows) -> None:
    rows = [BILLS, BILL, ["", "公摊", "2026-01-01", "2026-06-30", 20], ["", "水费", "2026-01-01", "2026-06-30", 30]]
    file = read_rows(rows, merged="A2:A3")
    assert owed(file) == [(2, "3-2-501", 107400), (3, "3-2-501", 2000)]
    (refused,) = file.refused
    assert (refused.place.row, refused.place.column) == (4, "房屋编码")
    assert refused.why == "房屋编码是空的；如果和上一行是同一户，请把房号也填上。"


def test_merged_cells_never_repeat_an_amount(read_rows: ReadRows) -> None:
    rows = [OWED, ["3-2-501", "甲", 80], ["3-2-502", "甲", ""]]
    file = read_rows(rows, merged="C2:C3")
    assert owed(file) == [(2, "3-2-501", 8000)]
    assert [(each.place.row, each.place.column) for each in file.refused] == [(3, "欠费")]


def test_a_list_that_begins_in_the_middle_of_a_sheet_keeps_its_rows_and_merged_cells(read_rows: ReadRows) -> None:
    rows = [[], [], ["", "", *OWED], ["", "", "3-2-501", "甲", 80], ["", "", "", "甲", 90]]
    file = read_rows(rows, merged="C4:C5")
    assert [place for place, *_ in owed(file)] == [4]
    assert file.refused[0].why == "3-2-501 的历史欠费和第 4 行重复，只收了前面那一行。"


def test_a_cell_of_more_than_500_characters_is_not_quoted(read_rows: ReadRows) -> None:
    rows = [OWED, ["3-2-501", "长" * 500, 80], ["3-2-502", "长" * 501, 90], ["3-2-503", "长" * 32_000, 90]]
    file = read_rows(rows)
    assert owed(file) == [(2, "3-2-501", 8000)]
    assert [each.place.row for each in file.refused] == [3, 4]
    assert file.refused[0].why == "业主这一格超过 500 个字，这一行没有读。"


def test_a_row_of_data_that_names_a_header_word_stays_data(read_rows: ReadRows) -> None:
    rows = [BILLS, ["3-2-501", "房屋", "2026-01-01", "2026-06-30", 20]]
    assert owed(read_rows(rows)) == [(2, "3-2-501", 2000)]

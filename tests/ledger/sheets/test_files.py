"""Opening files: by their bytes, not their names; what is no list or not safe is refused with a sentence."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.ledger.sheets.files import Sheet, open_sheets
from bot.ledger.sheets.guards import MOST_ROWS
from bot.ledger.sheets.rows import NotReadable
from tests.ledger.sheets.workbooks import BILL, BILLS, write_ods, write_xlsx

FILES = Path(__file__).parent / "files"
FAR = '<c r="{}"><v>1</v></c>'


def opened(path: Path) -> list[Sheet]:
    return list(open_sheets(path))


def read_all(path: Path) -> list[object]:
    return [list(sheet.rows) for sheet in open_sheets(path)]


def why(path: Path) -> str:
    with pytest.raises(NotReadable) as refusal:
        read_all(path)
    return str(refusal.value)


def with_sheet_xml(path: Path, old: str, new: str) -> Path:
    """Write a workbook whose first sheet has other XML in it."""
    whole = write_xlsx(path.with_name("whole.xlsx"), {"表": [BILLS, BILL]})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(info.filename, data)
    return path


def test_a_workbook_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", {"一月": [BILLS, BILL], "二月": []}).rename(tmp_path / "list.txt")
    first, second = opened(path)
    assert (first.name, second.name) == ("一月", "二月")
    assert list(first.rows) == [(1, list(BILLS)), (2, list(BILL))]
    assert list(second.rows) == []


def test_rows_keep_their_number_and_merged_cells_their_place(tmp_path: Path) -> None:
    rows = [[], ["", "标题"], [], ["", "甲", "乙"]]
    (sheet,) = opened(write_xlsx(tmp_path / "list.xlsx", {"表": rows}, merged=["B2:C2"]))
    assert [(number, row) for number, row in sheet.rows if any(row)] == [(2, ["标题", ""]), (4, ["甲", "乙"])]
    assert (sheet.merged, sheet.offset, sheet.height) == ((((1, 1), (1, 2)),), 1, 4)


def test_a_hidden_sheet_has_no_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", {"今年": [BILLS], "去年": [BILLS, BILL]}, hidden=["去年"])
    assert [(sheet.name, sheet.hidden, len(list(sheet.rows))) for sheet in open_sheets(path)] == [
        ("今年", False, 1),
        ("去年", True, 0),
    ]


def test_an_old_workbook_is_read() -> None:
    sheets = opened(FILES / "arrears.xls")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("欠费明细", False), ("去年", True)]
    assert list(sheets[0].rows)[2] == (3, ["3-2-501", "住户甲", 1074.5])
    assert ((2, 0), (3, 0)) in sheets[0].merged


def test_an_ods_is_read(tmp_path: Path) -> None:
    (sheet,) = opened(write_ods(tmp_path / "list.ods", "表", [("房号", "欠费"), ("3-2-501", 80.5)]))
    assert [row for _, row in sheet.rows] == [["房号", "欠费"], ["3-2-501", 80.5]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "是空的", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n", "是空的", id="only blanks"),
        pytest.param(b"%PDF-1.7 ...", "PDF 文件", id="a pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "图片", id="a picture"),
        pytest.param(b"\xff\xd8\xff\xe0....", "图片", id="a photograph"),
        pytest.param(b"Rar!\x1a\x07\x00", "RAR 压缩包", id="an archive"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table>", "网页", id="a web page"),
        pytest.param(b"\n<meta charset=utf-8><table>", "网页", id="a web page without its beginning"),
        pytest.param(b'<?xml version="1.0"?><Workbook>', "XML", id="XML of 2003"),
        pytest.param(b"\x09\x08\x10\x00\x00\x06\x05\x00", "很旧的 .xls", id="a workbook of 1995"),
        pytest.param(b"PK\x03\x04broken", "打不开", id="half a zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "打不开", id="half an xls"),
        pytest.param(bytes(range(256)) * 20, "读不了", id="any bytes"),
    ],
)
def test_what_is_no_list_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    assert said in why(path)


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "PPT 文档"),
        ("xl/workbook.bin", ".xlsb"),
        ("Index/Document.iwa", ".numbers"),
        ("photo.jpg", "压缩包"),
    ],
)
def test_another_container_is_named(tmp_path: Path, member: str, said: str) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert said in why(path)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    assert "打不开" in why(tmp_path / "no.xlsx")


def test_an_old_workbook_behind_a_password_is_named(tmp_path: Path) -> None:
    data = (FILES / "arrears.xls").read_bytes()
    codepage, encrypted = b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00"
    assert codepage in data
    path = tmp_path / "list.xls"
    path.write_bytes(data.replace(codepage, encrypted))
    assert "密码" in why(path)


@pytest.mark.parametrize(
    ("stream", "said"), [("EncryptedPackage", "密码"), ("WordDocument", "Word 或 PPT 文档"), ("Anything", "打不开")]
)
def test_what_else_comes_in_the_container_of_an_old_workbook(tmp_path: Path, stream: str, said: str) -> None:
    data = bytearray((FILES / "arrears.xls").read_bytes())
    entry, name = data.index("Workbook".encode("utf-16-le")), stream.encode("utf-16-le")
    data[entry : entry + 66] = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    assert said in why(path)


def test_a_panic_of_the_reader_is_a_sentence(tmp_path: Path) -> None:
    data = bytearray((FILES / "arrears.xls").read_bytes())
    data[3100:3104] = bytes(4)
    path = tmp_path / "list.xls"
    path.write_bytes(data)
    assert "打不开，可能已损坏" in why(path)


def test_a_sheet_of_charts_is_no_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(list(BILLS))
    book.create_chartsheet("图")
    book.save(tmp_path / "list.xlsx")
    assert [sheet.name for sheet in open_sheets(tmp_path / "list.xlsx")] == ["Sheet"]


def test_an_ods_behind_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
        archive.writestr("content.xml", "x")
    assert "密码" in why(path)


def test_a_file_that_unpacks_to_more_than_200_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(201):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert "200 MB" in why(path)


def test_a_declared_size_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", bytes(30 << 20))
    data = path.read_bytes()
    path.write_bytes(data.replace((30 << 20).to_bytes(4, "little"), (7).to_bytes(4, "little")))
    assert "200 MB" in why(path)


def test_one_far_cell_does_not_take_all_memory(tmp_path: Path) -> None:
    path = with_sheet_xml(
        tmp_path / "far.xlsx", "</sheetData>", f'<row r="400000">{FAR.format("XFD400000")}</row></sheetData>'
    )
    assert "太大" in why(path)


@pytest.mark.parametrize("row", [MOST_ROWS, MOST_ROWS + 1])
def test_more_than_500_000_rows_are_refused(tmp_path: Path, row: int) -> None:
    path = with_sheet_xml(
        tmp_path / "long.xlsx", "</sheetData>", f'<row r="{row}">{FAR.format(f"A{row}")}</row></sheetData>'
    )
    if row <= MOST_ROWS:
        (sheet,) = opened(path)
        assert sheet.height == row
    else:
        assert "请分成几份" in why(path)


def test_formatted_empty_rows_at_the_end_do_not_count(tmp_path: Path) -> None:
    empty = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    (sheet,) = opened(with_sheet_xml(tmp_path / "long.xlsx", "</sheetData>", empty))
    assert sheet.height == 2


def test_an_ods_that_repeats_a_row_without_end_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="90"><text:p>x</text:p></table:table-cell>'
    tail = f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    assert "太大" in why(write_ods(tmp_path / "far.ods", "表", [("房号",)], tail=tail))


def test_the_empty_rest_of_an_ods_does_not_count(tmp_path: Path) -> None:
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048575">{rest}</table:table-row>'
    (sheet,) = opened(write_ods(tmp_path / "list.ods", "表", [("房号",)], tail=tail))
    assert sheet.height == 1


@pytest.mark.parametrize("at", [0x1E, 0x2C, 0x30, 0x40])
def test_an_old_workbook_whose_tables_lie_is_refused(tmp_path: Path, at: int) -> None:
    data = bytearray((FILES / "arrears.xls").read_bytes())
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    path = tmp_path / "list.xls"
    path.write_bytes(data)
    assert "打不开" in why(path)


def test_an_old_workbook_that_reserves_all_memory_is_refused(tmp_path: Path) -> None:
    data = (FILES / "arrears.xls").read_bytes()
    place = data.index(b"\x00\x02\x0e\x00")
    path = tmp_path / "list.xls"
    path.write_bytes(data[: place + 8] + b"\xff\xff\xff\x7f" + data[place + 12 :])
    assert "打不开" in why(path)

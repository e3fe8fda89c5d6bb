"""csv files: every encoding and separator that companies have."""

from pathlib import Path

import pytest

from bot.ledger.sheets.rows import NotReadable
from bot.ledger.sheets.texts import read_text_rows
from tests.ledger.sheets.workbooks import BILL, BILLS, csv_text

WRITTEN = [list(BILLS), [str(value) for value in BILL]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_text([BILLS, BILL]).encode(encoding))
    assert list(read_text_rows(path)) == WRITTEN


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_csv_is_read_with_every_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(csv_text([BILLS, BILL], separator), encoding="utf-8", newline="")
    assert list(read_text_rows(path)) == WRITTEN


@pytest.mark.parametrize("cell", ["`0042", "0042\t", '="0042"', " 0042 "])
def test_what_exports_put_around_a_value_is_taken_off(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"订单号,金额\n{cell},5\n", encoding="utf-8")
    assert list(read_text_rows(path)) == [["订单号", "金额"], ["0042", "5"]]


def test_an_empty_line_and_a_line_break_in_a_cell_keep_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('标题\n\n"房\n号",欠费\n', encoding="utf-8", newline="")
    assert list(read_text_rows(path)) == [["标题"], [], ["房\n号", "欠费"]]


def test_a_quote_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('房号,欠费\n"3-2-501' + "，住户" * 60_000, encoding="utf-8")
    with pytest.raises(NotReadable, match="引号"):
        list(read_text_rows(path))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"abc\x81", b"\x01\x02\x03" * 100, b"a\x00\x00b\x00\x00\x00"])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(NotReadable, match="读不了"):
        list(read_text_rows(path))

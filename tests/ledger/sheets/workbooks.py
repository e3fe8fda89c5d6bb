"""Files as companies have them, written for a test: xlsx by openpyxl, ods and csv by hand."""

import csv
import zipfile
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

Rows = Iterable[Any]
"""Rows of cells; Any, for a row may be a list or a tuple."""

BILLS = ("房屋编码", "费用名称", "开始时间", "结束时间", "收费金额")
"""The headers of 房屋费用信息."""

BILL = ("3-2-501", "物业费", "2026-01-01", "2026-06-30", 1074)
"""A good row below them."""


def write_xlsx(
    path: Path, sheets: Mapping[str, Rows], *, merged: Iterable[str] = (), hidden: Iterable[str] = ()
) -> Path:
    """Write sheets by their titles; `merged` are ranges of the first one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def write_ods(path: Path, title: str, rows: Rows, *, tail: str = "") -> Path:
    """Write one sheet of texts; `tail` is put behind its last row as it is."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    body = f'<table:table table:name="{title}">{lines}{tail}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_cell(value: object) -> str:
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = f"<text:p>{escape(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def csv_text(rows: Rows, separator: str = ",") -> str:
    """Return rows as the text of a csv file."""
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()

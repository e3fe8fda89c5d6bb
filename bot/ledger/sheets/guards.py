"""Is this file safe to open? Decided by its bytes, before any of it is parsed.

A zip container (xlsx, ods) is unpacked once into nothing, only counting: a declared size may lie, and one far cell
makes a reader reserve memory for every cell before it. What is not a list at all is named in plain words.
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from bot.ledger.sheets.bounds import OdsBounds, XlsxBounds
from bot.ledger.sheets.rows import NotReadable

MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 500_000
MOST_CELLS = {"xlsx": 8_000_000, "ods": 2_000_000}
"""How large the rectangle of cells up to the last used row and column may be; the reader holds all of it."""

_ABSURD = 500
"""How many times its packed size a large part may be; lists of bills stay below 50."""

_CHUNK = 256 * 1024
_OTHER_FILES = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
)
_SAVE_AS = "请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入"


def refuse_other_files(head: bytes) -> None:
    """Refuse what begins like a PDF, a picture, an archive or a web page.

    Raises:
        NotReadable: it does.
    """
    for magic, name in _OTHER_FILES:
        if head.startswith(magic):
            raise NotReadable(f"这是一份{name}，不是表格，请换成 .xlsx、.xls、.ods 或 .csv 文件。")
    said = head[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if said.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<div", b"<style")) or b"<html" in said:
        raise NotReadable(f"这其实是一个网页（HTML），只是名字像表格，{_SAVE_AS}。")
    if said.startswith(b"<?xml"):
        raise NotReadable(f"这是 XML 格式的旧表格，{_SAVE_AS}。")


def refuse_unsafe_zip(path: Path) -> str:
    """Look through a zip container and return what it is: xlsx or ods.

    Raises:
        NotReadable: it is something else, needs a password, is damaged, or would unpack to more than we hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            kind = _container(archive)
            _count(archive, kind)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError, KeyError):
        raise NotReadable(f"这份文件打不开，可能没有传完整或已损坏，{_SAVE_AS}。") from None
    except RuntimeError:  # how zipfile says that a part is encrypted
        raise NotReadable("这份文件设了密码，请去掉密码另存一份再导入。") from None


def _container(archive: zipfile.ZipFile) -> str:
    names = {info.filename.lower() for info in archive.infolist()}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise NotReadable("这是一份 Word 文档，不是表格，请把表格复制到 Excel 里另存为 .xlsx 再导入。")
    if any(name.startswith("ppt/") for name in names):
        raise NotReadable("这是一份 PPT 文档，不是表格，请换成 .xlsx、.xls、.ods 或 .csv 文件。")
    if "xl/workbook.bin" in names or any(name.startswith("index/") for name in names):
        raise NotReadable(f"这种表格格式（.xlsb 或 .numbers）读不了，{_SAVE_AS}。")
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        kept = next(info for info in archive.infolist() if info.filename.lower() == "meta-inf/manifest.xml")
        with archive.open(kept) as file:
            if b"encryption-data" in file.read(1 << 20):
                raise NotReadable("这份表格设了打开密码，请去掉密码另存一份再导入。")
        return "ods"
    raise NotReadable("这是一个压缩包或别的文件，不是表格，请解压后导入里面的 .xlsx、.xls、.ods 或 .csv 文件。")


def _count(archive: zipfile.ZipFile, kind: str) -> None:
    """Unpack every part into nothing; what a part declares about its size is not believed."""
    if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
        raise NotReadable(_too_large())
    unpacked = 0
    for info in archive.infolist():
        before = unpacked
        bounds = XlsxBounds() if kind == "xlsx" else OdsBounds()
        for chunk in _chunks(archive, info):
            unpacked += len(chunk)
            size = unpacked - before
            if unpacked > MOST_UNPACKED or (size > 20_000_000 and size > _ABSURD * max(info.compress_size, 1)):
                raise NotReadable(_too_large())
            bounds.feed(chunk)
        bounds.close()
        if bounds.rows > MOST_ROWS:
            raise NotReadable(f"这份表格有超过 {MOST_ROWS} 行，请分成几份再导入。")
        if bounds.rows * bounds.columns > MOST_CELLS[kind]:
            raise NotReadable(
                f"有一张表用到了第 {bounds.rows} 行、第 {bounds.columns} 列，太大了，请删掉多余的行和列。"
            )


def _too_large() -> str:
    return "这份文件解开后超过 200 MB，不像正常的表格，没有读；请删掉图片和多余的表，或分成几份再导入。"


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    info.file_size = MOST_UNPACKED + _CHUNK  # read on to where the packed data really ends
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            yield chunk

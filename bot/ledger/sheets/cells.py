"""One cell into a value or a reason: text, money, area, telephone.

A reason is the rest of a Chinese sentence that begins with the column's header: 「写的是“一千元整吗”，看不懂」.
At most thirty characters of a cell are quoted.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from bot.money import Fen
from bot.understanding.amounts import MOST, read_amount
from bot.understanding.normalise import clean, normalise
from bot.understanding.numerals import HAN_DIGITS, HAN_SCALES
from bot.understanding.phones import find_phones
from bot.understanding.result import Unclear, Understood

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one, an error and a formula that was never calculated are all the empty text."""

QUOTED = 30
LONGEST = 500
"""A longer text belongs in no list of bills; its row is refused without repeating it."""

_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "\\", "无", "空", "暂无", "不详", "未知", "n/a", "null", "none", "#n/a"}
)
_NOTHING_BEGINS = frozenset("-－—/／\\无無空暂暫不未nNｎＮ# 　")
_FIGURES = re.compile(
    r"(?P<open>\()?(?:¥|rmb|cny|人民币)?\s?(?:\+|(?P<minus>[-−]))?\s?(?:¥|rmb|cny)?\s?"
    r"(?P<figures>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<rest>\.[0-9]*)?\s?(?:元|圆|rmb|cny)?整?\)?"
)
_IN_WORDS = re.compile(rf"[0-9.,¥人民币{HAN_DIGITS}{HAN_SCALES}元圆块角毛分整正\s]+")
_NOISE = Decimal("0.000001")
_AREA = re.compile(r"(?P<figures>[0-9]{1,12}(?:\.[0-9]*)?)\s?(?:m2|平方米|平米|平方|平)?")
_MOST_AREA = 100_000
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FLOAT_TEXT = re.compile(r"([0-9]{7,12})\.0+")


class Area(NamedTuple):
    """An area in whole square decimetres, and whether it had to be rounded."""

    dm2: int
    rounded: bool


def shown(cell: Cell) -> str:
    """Return a cell as the clerk sees it, cut after thirty characters."""
    match cell:
        case bool():
            text = "TRUE" if cell else "FALSE"
        case float():
            text = str(int(cell)) if isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else repr(cell)
        case datetime() if cell.time() == time():
            text = cell.date().isoformat()
        case datetime():
            text = cell.strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            text = cell.isoformat()
        case _:
            text = " ".join(clean(str(cell)[: 4 * QUOTED]).split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def written(cell: Cell) -> str:
    """Return a cell as a text in one line; 13800000003.0 is 13800000003."""
    if isinstance(cell, str):
        return " ".join((cell if cell.isprintable() else clean(cell)).split())
    return shown(cell)


def is_nothing(cell: Cell) -> bool:
    """Tell whether a cell says nothing: empty, a dash, 无, 暂无."""
    if not isinstance(cell, str):
        return False
    if not cell or cell.isspace():
        return True
    return cell[0] in _NOTHING_BEGINS and len(cell) <= 8 and normalise(cell) in _NOTHING


def read_money(cell: Cell) -> Understood[Fen] | Unclear:
    """Read an amount in fen; zero and less are values here.

    Numbers may be off by the noise of a binary fraction (less than a millionth of a yuan); any other fraction of a fen
    is refused, for rounding it is the company's decision.
    """
    match cell:
        case bool():
            return Unclear(f"写的是 {shown(cell)}，不是金额，请改成数字")
        case int() | float():
            return _in_fen(Decimal(cell), cell) if isfinite(cell) else Unclear(f"是 {shown(cell)}，不是金额")
        case str():
            return _money_text(cell)
        case _:
            return Unclear(f"变成了日期 {shown(cell)}，请把单元格格式改成数字再填")


def read_positive(cell: Cell) -> Understood[Fen] | Unclear:
    """Read an amount that must be above zero."""
    read = read_money(cell)
    if isinstance(read, Unclear) or read.value.value > 0:
        return read
    if read.value.value == 0:
        return Unclear("是 0，请填实际金额；不用收的请删掉这一行")
    return Unclear(f"是 {read.value.value / 100:.2f}，不能是负数；退款和抵扣请单独登记")


@lru_cache(maxsize=4096)
def _money_text(text: str) -> Understood[Fen] | Unclear:
    said = normalise(text)
    found = _FIGURES.fullmatch(said)
    if found and bool(found["open"]) == said.endswith(")"):
        figures = found["figures"].replace(",", "")
        if len(figures) > 15:
            return Unclear(f"是 {shown(text)}，超过一千万元，请核对")
        value = Decimal(figures + (found["rest"] or "").rstrip("."))
        return _in_fen(-value if found["minus"] or found["open"] else value, text)
    if _IN_WORDS.fullmatch(said):
        read = read_amount(said.replace("正", "整"))
        if isinstance(read, Understood):
            return read
        if read.why == "zero":
            return Understood(Fen(0))
        if read.why == "too_large":
            return Unclear(f"是 {shown(text)}，超过一千万元，请核对")
    return Unclear(f"写的是“{shown(text)}”，看不懂，请改成数字，如 1074.00")


def _in_fen(yuan: Decimal, cell: Cell) -> Understood[Fen] | Unclear:
    if abs(yuan) * 100 > MOST.value:
        return Unclear(f"是 {shown(cell)}，超过一千万元，请核对")
    fen = int((yuan * 100).to_integral_value(ROUND_HALF_UP))
    if abs(yuan - Decimal(fen) / 100) >= _NOISE:
        return Unclear(f"是 {shown(cell)}，有不到一分的零头，请四舍五入到分，如 {fen / 100:.2f}")
    return Understood(Fen(fen))


def read_area(cell: Cell) -> Understood[Area] | Unclear:
    """Read an area in square metres; more than two decimals are rounded half up to a whole square decimetre."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return Unclear(f"是 {shown(cell)}，不是面积，请填数字，如 89.50")
    found = _AREA.fullmatch(normalise(shown(cell)))
    if found is None:
        return Unclear(f"写的是“{shown(cell)}”，看不懂，请填平方米数，如 89.50")
    metres = Decimal(found["figures"].rstrip("."))
    if not 0 < metres <= _MOST_AREA:
        return Unclear(f"是 {shown(cell)}，要大于 0、不超过 10 万平方米")
    dm2 = int((metres * 100).to_integral_value(ROUND_HALF_UP))
    if dm2 == 0:
        return Unclear(f"是 {shown(cell)}，太小了，请核对")
    return Understood(Area(dm2, abs(metres * 100 - dm2) >= _NOISE))


def read_phones(cell: Cell) -> Understood[list[str]] | Unclear:
    """Read the telephone numbers of a cell, at least one; landlines without an area code count in such a column."""
    if isinstance(cell, bool | date | time | timedelta):
        return Unclear(f"是 {shown(cell)}，不是电话号码")
    text = written(cell)
    if _MOBILE.fullmatch(text):
        return Understood([text])
    found = _FLOAT_TEXT.fullmatch(text)
    phones = find_phones(f"电话:{found[1] if found else text}")
    if phones:
        return Understood(phones)
    if re.fullmatch(r"[0-9.]+e\+?[0-9]+", text.lower()):
        return Unclear(f"是 {text[:QUOTED]}，号码已被表格软件改掉，请把这一列改成文本后重填")
    return Unclear(f"写的是“{shown(cell)}”，不是完整的电话号码，请改成如 13800000003")

"""House codes and plates as lists write them.

A code is `楼-单元-室` (3-2-501), split at the first two hyphens, or `楼-室` (3-501) in a building with one entrance; an
estate may stand before it (阳光/3-2-501). Zeros before a number do not count: 03-02-0501 is 3-2-501.
"""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from bot.ledger.sheets.cells import Cell, shown, written
from bot.understanding.houses import read_house
from bot.understanding.normalise import normalise
from bot.understanding.numerals import read_number
from bot.understanding.result import Unclear, Understood

_PLAIN = re.compile(r"[1-9][0-9]{0,3}-[1-9][0-9]{0,2}-[1-9][0-9]{1,4}")
_DASHES = re.compile(r"[‐‑‒–—―−~_]+|-{2,}")
_BUILDING = re.compile(r"(?:号楼|号栋|栋|幢|座|号院|楼|#|号)$")
_ENTRANCE = re.compile(r"(?:单元|门栋|门|#)$")
_ROOM = re.compile(r"(?:号房|号室|室|房|户|号|#)$")
_IN_WORDS = re.compile(
    r"(?P<building>[^-]{1,12}?(?:号楼|号栋|栋|幢|座|#))-?(?:(?P<entrance>[^-]{1,6}?(?:单元|门栋|门)|[0-9]{1,2}(?=-))-?)?"
    r"(?P<room>[^-]{1,12})"
)
_PART = re.compile(r"[A-Z0-9\u4e00-\u9fff]{1,10}")
_ROOM_PART = re.compile(r"(?=.*[0-9])[A-Z0-9\u4e00-\u9fff+.-]{1,15}")
_FLOOR = re.compile(r"[楼层]")
_HALF = re.compile(r"[0-9]+-[0-9]{1,2}")  # building and entrance without the room
_NAMED = re.compile(r"(?P<estate>.*[\u4e00-\u9fff])(?P<building>[A-Z]?[0-9]{1,3}[A-Z]?)")
_ESTATE = re.compile(r"[\w\u4e00-\u9fff·()-]{1,20}")
_KINDS_OF_BUILDING = re.compile(r"商铺|商业|底商|车位|车库|别墅|公寓|地下")
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"[{_PROVINCE}][A-Z][A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]")


def read_house_code(cell: Cell) -> Understood[str] | Unclear:
    """Read a whole house number into its code: 3栋2单元501, ３－２－５０１ and 03-02-0501 are 3-2-501."""
    if isinstance(cell, bool):
        return Unclear(f"是 {shown(cell)}，不是房号")
    if isinstance(cell, date | time | timedelta):
        return Unclear(f"变成了日期 {shown(cell)}，请把这一列改成文本格式再填，如 3-2-501")
    return _code(written(cell))


@lru_cache(maxsize=4096)
def _code(text: str) -> Understood[str] | Unclear:
    if _PLAIN.fullmatch(text):
        return Understood(text)
    before, slash, rest = text.rpartition("/")
    estate = " ".join(before.split())
    said = _DASHES.sub("-", normalise(rest)).upper().replace(" ", "")
    code = _in_words(said) or _in_dashes(said)
    if code and (not slash or _ESTATE.fullmatch(estate)):
        return Understood(f"{estate}/{code}" if slash and "/" not in code else code)
    read = read_house(text)
    if isinstance(read, Understood) and read.value.building:
        return Understood(str(read.value))
    return Unclear(f"写的是“{shown(text)}”，看不出是几栋几单元几室，请改成如 3-2-501")


def join_house_code(building: Cell, entrance: Cell, room: Cell) -> Understood[str] | Unclear:
    """Join the columns 楼号, 单元 and 房屋; a room that already is a whole code must agree with its building."""
    for cell in (building, entrance, room):
        if isinstance(cell, bool | date | time | timedelta):
            return Unclear(f"变成了日期 {shown(cell)}，请把楼号、单元、房屋三列改成文本格式再填")
    whole = _as_part(written(room))
    first = _number(_BUILDING, _as_part(written(building)))
    if "-" in whole and whole.split("-")[0] == first:
        return _code(whole)
    parts = [first, _number(_ENTRANCE, _as_part(written(entrance))), _number(_ROOM, whole)]
    known = [part for part in parts if part]
    if not parts[0] or not parts[2]:
        return Unclear("要有楼号和房屋两列，请补上空着的一列")
    if all(_PART.fullmatch(part) for part in known[:-1]) and _ROOM_PART.fullmatch(known[-1]):
        return Understood("-".join(known))
    return Unclear(f"写的是“{shown(' '.join(known))}”，拼不成房号，请改成如 3、2、501")


def _as_part(text: str) -> str:
    return _DASHES.sub("-", normalise(text)).upper().replace(" ", "").strip("-")


def _in_words(said: str) -> str | None:
    found = _IN_WORDS.fullmatch(said)
    return _joined(found["building"], found["entrance"] or "", found["room"]) if found else None


def _in_dashes(said: str) -> str | None:
    parts = said.split("-", 2)
    if len(parts) < 2 or not all(parts):
        return None
    return _joined(parts[0], parts[1] if len(parts) == 3 else "", parts[-1])


def _joined(building: str, entrance: str, room: str) -> str | None:
    """Join the parts; a name before the building's number is the estate (阳光花园3-2-501)."""
    first = _BUILDING.sub("", building)
    estate = ""
    named = _NAMED.fullmatch(first)
    if named and not _KINDS_OF_BUILDING.search(named["estate"]):
        estate, first = named["estate"], named["building"]
    parts = [_number(_BUILDING, first), _number(_ENTRANCE, entrance), _number(_ROOM, room)]
    known = [part for part in parts if part]
    if len(known) != 2 + bool(entrance) or not all(_PART.fullmatch(part) for part in known[:-1]):
        return None
    if not _ROOM_PART.fullmatch(known[-1]) or _FLOOR.search(known[-1]) or _HALF.fullmatch("-".join(known)):
        return None
    code = "-".join(known)
    return f"{estate}/{code}" if estate else code


@lru_cache(maxsize=4096)
def _number(suffix: re.Pattern[str], part: str) -> str:
    """Write one part without its word and in figures: 三栋 is 3, 0501室 is 501, a lone 0 stays."""
    bare = suffix.sub("", part)
    bare = re.sub(r"^([0-9]+)\.0+$", r"\1", bare)
    number = read_number(bare)
    if number is not None:
        return str(number)
    return re.sub(r"^0+(?=[0-9])", "", bare)


def read_plate(cell: Cell) -> Understood[str] | Unclear:
    """Read the plate of a car (车牌号): 苏E·12345 is 苏E12345."""
    said = re.sub(r"[\s·.•-]", "", normalise(written(cell))).upper()
    if _PLATE.fullmatch(said):
        return Understood(said)
    return Unclear(f"写的是“{shown(cell)}”，不像车牌号，请改成如 苏E12345")

"""House numbers as residents and staff write them: 3-2-501, 3栋2单元501室, 三栋一单元五零二, 3座5楼01, A1-804, 502.

Only the form is read here; whether such a house exists is for `bot/estate` to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.normalise import normalise
from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.result import Unclear, Understood

_HAN = rf"[{HAN_DIGITS}十百]{{1,5}}"
_NUMBER = rf"(?:[a-z]?[0-9]{{1,3}}[a-z]?|{_HAN}|[a-z])"
_DASH = r"\s?[-‐–—―─−~_/一]{1,2}\s?"  # 一 between two figures is a dash that a phone's keyboard offered
_GLUE = r"[\s的,、:]{0,2}"
_ROOM = rf"(?P<room>[0-9]{{1,4}}[a-z]?|{_HAN})"
_ESTATE = (
    r"(?:(?P<area>(?:[a-z]|[东西南北中]|[0-9]{1,2}|[一二三四五六七八九十]{1,2})[区期苑])" + _GLUE + r"|"
    r"(?:^|(?<=[\s,。:;]))(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff0-9a-z]{0,7})(?<![0-9])/)?"
)
_START = r"(?<![0-9a-z.¥$第月-])"
_END = r"(?![0-9a-z%‰])(?!\s?[.:-]\s?[0-9])"
# A figure before one of these is a price, a span of time, a size or a year, unless a whole house number stands there.
_UNIT = re.compile(
    r"[元圆毛角万千百年月㎡米吨斤户次期条岁栋幢楼层届级]|块(?!地)|分(?!摊)|天(?!天|黑|冷|热)|日(?!常)|周(?![一二三四五六日天末])|点(?!火|名)|"
    r"小时|秒|平(?!时|常)|度|公里|个|人(?!在|家|不|都)|号楼|多(?!久|少|次)|来(?!人)|rmb"
)
_FLOOR = rf"(?:(?P<floor>[0-9]{{1,2}}|{_HAN})[楼层]{_GLUE})?"
_DOOR = r"(?P<door>\s?(?:室|号房|号室|房间|房(?![租款价产贷])))?"

_IN_WORDS = re.compile(
    rf"{_ESTATE}{_START}(?P<building>{_NUMBER})(?P<what>\s?(?:号楼|栋|幢|座|楼|层|#|号(?!线|院|门)))(?:楼)?{_GLUE}-?"
    rf"(?:(?P<entrance>[0-9]{{1,2}}|{_HAN}|[a-z])(?:{_GLUE}(?:单元|门|梯口?|#){_GLUE}-?|{_DASH}))?{_FLOOR}{_ROOM}{_DOOR}{_END}"
)
_IN_DASHES = re.compile(
    rf"{_ESTATE}{_START}(?P<building>[a-z]?[0-9]{{1,3}}[a-z]?|[a-z])(?P<what>{_DASH}|\s?[.]\s?)"
    rf"(?:(?P<entrance>[0-9]{{1,2}}|[a-z])(?:{_DASH}|\s?[.]\s?|单元\s?-?))?(?P<floor>(?!))?{_ROOM}{_DOOR}{_END}"
)
_PLAIN_ROOM = r"(?P<room>[1-9][0-9]{2,3}[a-z]?|[一二三四五六七八九幺十][零〇一二三四五六七八九十幺百]{1,4})"
_ALONE = re.compile(
    rf"(?:(?P<entrance>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:单元|门)\s?)?{_PLAIN_ROOM}\s?(?P<door>室|号房|号室|房间?|号)?的?(?:业主|住户|租户)?[\s.。!~,]*"
)
_TOLD = re.compile(
    rf"(?:房间?号|门牌号?|室号|户号|房号|住在?|我家在?|我家是|我们家|我是|这里是|这边是|楼上|楼下|隔壁|对门){_GLUE}[是为]?{_GLUE}"
    rf"(?P<told>{_PLAIN_ROOM}室?){_END}"
)
_DOORED = re.compile(rf"{_START}{_PLAIN_ROOM}\s?(?:室|号房|房间|房(?![租款价产贷子屋东])|的(?:业主|住户|租户|邻居))")

_SMALL = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = _SMALL.upper()

_MOST_DOORS = 40
"""A floor has at most so many doors: 1074 or 350 by itself is rather an amount."""
_YEAR_DOOR = 12
"""2003 by itself may be a room on floor 20; 2013 and later is rather a year."""


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number as far as it was said: only the room is certain to be there."""

    estate: str | None
    building: str | None
    entrance: str | None
    room: str

    def __str__(self) -> str:
        """Show it in the short form: 3-2-501, 阳光/3-2-501, 3-501, 502."""
        short = "-".join(part for part in (self.building, self.entrance, self.room) if part)
        return f"{self.estate}/{short}" if self.estate else short


def read_house(text: str) -> Understood[HouseNumber] | Unclear:
    """Read the one house number that a message names, in words or alone."""
    houses = find_houses(text)
    if not houses:
        return Unclear("no_house")
    return Understood(houses[0]) if len(houses) == 1 else Unclear("several_houses")


def find_houses(text: str) -> list[HouseNumber]:
    """Return every different house that a message names, in its order.

    A room that is part of a fuller number in the same message (「3-2-501，就是501室」) is not a second house.
    """
    found = [house for _, house in find_house_spans(normalise(text))]
    whole = [house for house in found if house.building is not None]
    rooms = {house.room for house in whole}
    kept = [house for house in found if house.building is not None or house.room not in rooms]
    return list(dict.fromkeys(kept))


def replace_houses(text: str, by: str) -> str:
    """Return the normalised text with `by` in place of every house number."""
    said = normalise(text)
    pieces, end = [], 0
    for (first, last), _ in find_house_spans(said):
        pieces += [said[end:first], by]
        end = last
    return "".join([*pieces, said[end:]])


def find_house_spans(said: str) -> Iterator[tuple[tuple[int, int], HouseNumber]]:
    """Yield where a normalised text names a house, and which; the fuller form wins, and no two places overlap."""
    alone = _ALONE.fullmatch(said)
    if alone and (house := _room_alone(alone)):
        yield (0, len(said)), house
        return
    matches = [found for pattern in (_IN_WORDS, _IN_DASHES, _TOLD, _DOORED) for found in pattern.finditer(said)]
    end = 0
    for found in sorted(matches, key=lambda match: (match.start(), -match.end())):
        span = found.span("told") if found.re is _TOLD else found.span()
        house = _house(found) if "building" in found.groupdict() else _room_told(found)
        if house is not None and span[0] >= end:
            end = span[1]
            yield span, house


def _house(found: re.Match[str]) -> HouseNumber | None:
    building, entrance, room = _part(found["building"]), _part(found["entrance"]), _room(found)
    if building is None or room is None or (found["entrance"] and entrance is None) or not _believed(found, room):
        return None
    if not (found["entrance"] and len(room) >= 3) and _UNIT.match(found.string, found.end()):
        return None
    if found["what"].strip() in {"楼", "层"} and room[:-2] == building:  # 12楼1203 tells the floor, not the building
        return HouseNumber(None, None, None, room)
    estate = found["area"] or found["name"]
    return HouseNumber(estate.upper() if estate else None, building, entrance, room)


def _believed(found: re.Match[str], room: str) -> bool:
    """Tell whether the match is a house, and no date, range or floor: short forms need a room of three figures."""
    long_room = len(room.rstrip(_LETTERS)) >= 3 and not room.endswith("00")
    what = found["what"].strip()
    if what == "层":
        return long_room and room[:-2] == _part(found["building"])
    if what == "号":
        return long_room and bool(found["entrance"] or found["door"] or found["floor"] or found[0] == found.string)
    if found.re is _IN_WORDS:
        return long_room or bool(what != "楼" and (found["entrance"] or found["door"] or found["floor"]))
    if found["entrance"] is None:
        return long_room and what != "." and not found["building"].startswith("0")
    return long_room or (what != "." and not _is_date(found))


def _is_date(found: re.Match[str]) -> bool:
    """26-11-23 is a day when its parts could be year, month and day and no estate stands before it."""
    parts = [read_number(found[name]) for name in ("building", "entrance", "room")]
    if found["area"] or found["name"] or None in parts:
        return False
    year, month, day = (part or 0 for part in parts)
    return 20 <= year <= 39 and 1 <= month <= 12 and 1 <= day <= 31


def _part(text: str | None) -> str | None:
    """Write a building or an entrance in figures (十二 is 12, 03 is 3), letters in capitals."""
    if text is None:
        return None
    number = read_number(text)
    if number is None:
        return text.upper() if text.isascii() else None
    return str(number) if number else None


def _room(found: re.Match[str]) -> str | None:
    floor = read_number(found["floor"]) if found["floor"] else None
    number = read_number(found["room"])
    if number is None:
        return found["room"].lstrip("0").upper() if found["room"].isascii() else None
    if floor is not None and number < 100:
        return f"{floor}{number:02d}"
    return str(number) if 0 < number <= 9999 else None


def _room_alone(found: re.Match[str]) -> HouseNumber | None:
    number = read_number(found["room"].rstrip(_SMALL))
    if not found["door"] and not found["entrance"] and number is not None and not _like_a_room(number):
        return None
    house = _room_in_words(found["room"])
    return HouseNumber(None, None, _part(found["entrance"]), house.room) if house else None


def _room_told(found: re.Match[str]) -> HouseNumber | None:
    house = _room_in_words(found["room"])
    if _UNIT.match(found.string, found.end("room")):
        return None
    sure = found.re is _DOORED or found[0].startswith(("房", "门牌", "室号", "户号"))
    return house if house and (sure or _like_a_room(int(house.room[:4].rstrip(_LETTERS)))) else None


def _like_a_room(number: int) -> bool:
    door = number % 100
    is_year = 1950 <= number < 2050 and door > _YEAR_DOOR
    return 1 <= door <= _MOST_DOORS and not is_year


def _room_in_words(text: str) -> HouseNumber | None:
    """Read a room that stands by itself; 三百一 is an amount, 三百零一 may be a room."""
    figures = text.rstrip(_SMALL)
    number = read_number(figures)
    if number is None or not 100 < number <= 9999 or number % 100 == 0:
        return None
    if ("百" in figures or "十" in figures) and "零" not in figures:
        return None
    return HouseNumber(None, None, None, f"{number}{text[len(figures) :].upper()}")

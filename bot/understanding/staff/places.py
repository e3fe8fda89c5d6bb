"""Houses, buildings and entrances of a staff message, written as the office writes them: 3-2-501, 3--501, 3."""

import re
from collections.abc import Iterator
from typing import Final

from bot.understanding.houses import HouseNumber
from bot.understanding.houses import find_house_spans as locate_houses
from bot.understanding.numerals import HAN_DIGITS, read_number

Span = tuple[int, int]

_HAN = rf"[{HAN_DIGITS}十百]{{1,4}}"
_FIGURE = rf"(?:[0-9]{{1,4}}|{_HAN})"
_SPOKEN_DASH: Final = re.compile(rf"(?<=[0-9{HAN_DIGITS}十])\s?(?:杠|横|减|至)\s?(?=[0-9{HAN_DIGITS}十])")
_SPOKEN: Final = re.compile(rf"(?<![0-9{HAN_DIGITS}十-])({_FIGURE})-({_FIGURE})-({_FIGURE})(?![0-9{HAN_DIGITS}十-])")
_SPACED: Final = re.compile(r"(?<![0-9.¥-])([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{3,4})(?![0-9.])")
_HALF_SPACED: Final = re.compile(r"(?<![0-9.¥-])([0-9]{1,2})-([0-9]{1,2}) ([0-9]{3,4})(?![0-9.])")

_BUILDING: Final = re.compile(
    rf"(?<![0-9a-z第#.])(?P<building>[a-z]?[0-9]{{1,3}}[a-z]?|{_HAN}|[a-z])\s?(?:号楼|栋楼?|幢楼?|座|#楼?|楼(?![上下道顶梯层长]))"
    rf"(?:的?\s?(?P<entrance>[0-9]{{1,2}}|{_HAN})\s?(?:单元|门(?!口|卫|岗|禁)))?"
)
# b11 and building 8 (read as 栋 8); b2 is a basement where a car park or a floor follows.
_LETTERED: Final = re.compile(
    r"(?<![a-z0-9])(?:b|(?<![0-9一二三四五六七八九十])栋)\s?(?P<building>[0-9]{1,3})(?P<entrance>(?!))?(?![0-9-]|\s?(?:层|车库|车位|地下|栋|单元))"
)
_SHORT: Final = re.compile(
    r"(?<![0-9.-])(?P<building>[0-9]{1,2})-(?P<entrance>[0-9]{1,2})(?:单元)?(?=\s?(?:欠|没|未|谁|还))"
)
_ENTRANCE: Final = re.compile(rf"(?P<entrance>[0-9]{{1,2}}|{_HAN})\s?单元")


def write_dashes(said: str) -> str:
    """Write a house that was spoken (三杠二杠五零一) or typed with blanks (3 2 501) as 3-2-501."""
    dashed = _SPOKEN.sub(_in_figures, _SPOKEN_DASH.sub("-", said)) if _SPOKEN_DASH.search(said) else said
    return _SPACED.sub(r"\1-\2-\3", _HALF_SPACED.sub(r"\1-\2-\3", dashed))


def _in_figures(found: re.Match[str]) -> str:
    numbers = [read_number(part) for part in found.groups()]
    return found[0] if None in numbers else "-".join(str(number) for number in numbers)


def find_places(said: str) -> Iterator[tuple[Span, str]]:
    """Find the houses of a normalised message; a room without its building names no house."""
    for span, house in locate_houses(said):
        if house.building is not None:
            yield span, write_house(house)


def write_house(house: HouseNumber) -> str:
    """Write building, entrance and room; where no entrance was said its place stays empty: 3--501."""
    short = f"{house.building or ''}-{house.entrance or ''}-{house.room}"
    return f"{house.estate}/{short}" if house.estate else short


def find_buildings(said: str) -> Iterator[tuple[Span, str]]:
    """Find the buildings that are named without a room: the value is 3, or 3-2 with an entrance."""
    for pattern in (_BUILDING, _SHORT, _LETTERED):
        for found in pattern.finditer(said):
            building = _figure(found["building"])
            entrance = _figure(found["entrance"]) if found["entrance"] else None
            if building is not None:
                yield found.span(), f"{building}-{entrance}" if entrance else building


def entrance_in(said: str) -> str | None:
    """Return the entrance that is named by itself (2单元)."""
    found = _ENTRANCE.search(said)
    return _figure(found["entrance"]) if found else None


def _figure(text: str) -> str | None:
    number = read_number(text)
    if number is None:
        return text.upper() if text.isascii() else None
    return str(number) if number else None

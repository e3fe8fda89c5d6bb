"""How a list of those who owe is cut: 超过三个月, 60天以上, 欠两千以上, 前十名."""

import re
from typing import Final

from bot.understanding.amounts import read_amount
from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.result import Understood

_NUMBER = rf"[0-9]{{1,4}}|[{HAN_DIGITS}十百]{{1,5}}"
_OVER = r"(?:超过?了?|超出|大于|满|达到?|够|逾期|欠了?|拖了?|不止|多于|>=?|至少|高于|过(?!去)|上(?=[万千百]))"
_MONTHS: Final = re.compile(
    rf"(?P<half>大?半年)|(?P<years>{_NUMBER})\s?年(?P<more>半)?(?!的物业|度|[0-9上下第底初])|(?P<months>{_NUMBER})\s?个(?P<half_month>半)?(?:多)?月|(?P<quarters>{_NUMBER})\s?(?:个季度|季度(?=以上|多|没|未))"
)
_DAYS: Final = re.compile(rf"(?P<days>{_NUMBER})\s?(?P<unit>天|日(?!期)|周(?!年)|个?星期|个?礼拜)")
_SUM = rf"¥?(?:[0-9][0-9,]{{0,9}}(?:\.[0-9]{{1,2}})?\s?[万千百wk]?[0-9]?|[{HAN_DIGITS}十百千万]{{1,9}})\s?(?:元|块钱?)?"
_OVER_SUM: Final = re.compile(
    rf"(?:超过?了?|超出|大于|满|达到?|够|欠了?|不止|多于|>=?|至少|高于|欠款|欠费|金额|欠的)[在有]?(?P<after>{_SUM})(?![0-9{HAN_DIGITS}十百千万]|\s?(?:个|天|年|月|号|日|户|名|栋|位|周|家|楼|单元|季|[-~/]))|(?P<before>{_SUM})\s?(?:以上|往上|及以上|起步|开外|多(?:块|元)|朝上)"
)
_ROUND: Final = re.compile(r"[过上超](?P<scale>万|千)(?:元|块)?(?:的|以上|$|户|[,。])")
_TOP: Final = re.compile(
    rf"(?:前|top\s?|排名前|头)(?P<first>{_NUMBER})(?!\s?(?:天|个?月|年|周|期|栋|季|单元))|(?:最多|最高|最久|最狠|最长|最大)的?(?:前|是|那)?(?P<most>{_NUMBER})\s?(?:户|个|名|家|位|业主)|(?P<big>{_NUMBER})\s?(?:个|名|家)?\s?(?:大户|欠费大户)"
)


def read_limits(said: str) -> dict[str, int]:
    """Return min_months, min_days, min_fen and top as far as a normalised message names them."""
    top = _TOP.search(said)
    rest = said if top is None else f"{said[: top.start()]} {said[top.end() :]}"
    limits = {"min_months": _months(rest), "min_days": _days(rest), "min_fen": _fen(rest), "top": _top(top)}
    return {name: value for name, value in limits.items() if value}


def _months(said: str) -> int | None:
    """Return the months that a debt is old: half a year is six, a year and a half eighteen, a quarter three."""
    found = _MONTHS.search(said)
    if found is None:
        return None
    if found["half"]:
        return 6
    if found["years"]:
        years = read_number(found["years"])
        return None if years is None or years > 20 else years * 12 + (6 if found["more"] else 0)
    return read_number(found["months"]) if found["months"] else (read_number(found["quarters"]) or 0) * 3


def _days(said: str) -> int | None:
    found = _DAYS.search(said)
    if found is None:
        return None
    number = read_number(found["days"]) or 0
    return number * (1 if found["unit"] in {"天", "日"} else 7)


def _fen(said: str) -> int | None:
    found = _OVER_SUM.search(said)
    if found is None:
        rounded = _ROUND.search(said)
        return None if rounded is None else {"万": 1_000_000, "千": 100_000}[rounded["scale"]]
    read = read_amount((found["after"] or found["before"]).strip())
    return read.value.value if isinstance(read, Understood) else None


def _top(found: re.Match[str] | None) -> int | None:
    return None if found is None else read_number(found["first"] or found["most"] or found["big"])

"""When something is to be or was, in the words of the message: dates are only found here, not worked out."""

import re
from typing import Final

_HAN = "[零一二三四五六七八九十两廿]{1,3}"
_FIGURE = rf"(?:[0-9]{{1,2}}|{_HAN})"
_DAY = (
    rf"(?:(?:(?:20)?[0-9]{{2}}年|今年|明年|去年)?\s?{_FIGURE}月(?:份)?\s?(?:{_FIGURE}\s?[号日]?|[底初中末])?|(?:下个?|本|这个?|当|上个?)?月\s?{_FIGURE}\s?[号日]|"
    rf"{_FIGURE}\s?[号日](?!楼|单|线|院)|[0-9]{{1,2}}[./-][0-9]{{1,2}}(?![0-9])|"
    r"(?:大?[下上]+个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末1-6]|大?[后前]天|[今明昨]天|[今明昨]日|[今明]儿|今早|今晚|明早|明晚|昨晚|当天|次日|隔天|"
    r"(?:下+个?|本|这个?|当|大下个?|上个?)?月[底初中末尾](?:初)?|下+个?月(?:初|底|中)?|这个月|本月|下周内?|这周内?|本周内?|下星期|下礼拜|年[底前后]|节[前后]|月内|"
    rf"(?:下个?|上个?|本|这个?)?季度末?|春节[前后]?|过年[前后]?|过完年|元旦[前后]?|国庆[前后]?|中秋[前后]?|五一|十一|{_FIGURE}\s?天[后内]?|[一两二三]个?(?:星期|礼拜|周|月)[后内]?|半个?月[后内]?|"
    r"过[几两三]天|过(?:一)?阵子?|改天|回头|晚点|刚才|刚刚|发了?工资|发薪|发奖金|出差回来?|忙完|下旬|中旬|上旬)"
)
_PART = r"(?:\s?(?:上午|下午|中午|早上|晚上|傍晚|早晨|一早|前后|左右))"
_HOUR = rf"(?:\s?{_FIGURE}\s?(?:点半?|[:][0-9]{{2}}|时)(?:钟|左右)?)"
_TIME: Final = re.compile(
    rf"(?:{_DAY}(?:的|那天)?\s?){{1,3}}{_PART}?{_HOUR}?(?:之?前|以前|之?后|以后|之内|以内)?|{_PART}{_HOUR}?|{_HOUR}"
)


def find_times(said: str) -> list[str]:
    """Return the times that a normalised message names, in its order and words."""
    return [found[0].strip().removesuffix("的").strip() for found in _TIME.finditer(said)]

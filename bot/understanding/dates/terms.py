"""Terms that count from today: 三天内, 一周后, 再给我十天, 半个月左右, 三个工作日内."""

import re
from datetime import date

from bot.understanding.dates.almanac import (
    add_months,
    days,
)
from bot.understanding.dates.answer import Grain, Scene, Span, one_day
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.numbers import number_in
from bot.understanding.dates.wording import HAN

_LONGEST = {"年": 5, "月": 60, "周": 200, "日": 1500, "时": 2000}
"""A term beyond these is no promise but a joke."""


def _term(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 三天内, 一周后, 再给我十天, 两个半月以后: counted from today."""
    groups = found.groupdict()
    if groups.get("ago"):
        return _ago(found, scene.today)
    if not (groups.get("cue") or groups.get("tail") or _goes_on(found) or _is_alone(found)):
        return None
    if (
        groups.get("cue")
        and _IDIOM.search(found["cue"])
        and found["n"] in {"两", "俩", "一两", "一二"}
        and not groups.get("tail")
        and _UNITS[found["unit"]] == "日"
    ):
        return None
    if (groups.get("cue") or "").startswith("过") and re.search(r"[交缴付转住欠用]$", found.string[: found.start()]):
        return None
    count = 0.5 if found["n"] == "半" else float(_count(found["n"]))
    count += 0.5 if groups.get("half") else 0
    unit = _UNITS[found["unit"]]
    if not 0 < count <= _LONGEST[unit]:
        return None
    day = _counted(count, found["unit"], scene)
    if groups.get("around"):
        return Span(day - days(2), day + days(2), Grain.TERM)
    return one_day(day, Grain.TERM)


def _goes_on(found: re.Match[str]) -> bool:
    """三天交 is a term; 一个月交二百 and 半年交一次 are rates."""
    is_short = _UNITS[found["unit"]] in {"日", "时"} or found["unit"] in {"周", "星期", "礼拜"}
    return found.groupdict().get("goes_on") is not None and is_short and found["n"] not in {"一", "1"}


def _ago(found: re.Match[str], today: date) -> Span:
    """Read 三天前: a past day; of longer units and 几 nobody can tell the day."""
    if found["unit"] != "天" or found["n"] == "几":
        return Span(today, today, Grain.DAY, is_past=True, is_unknown=True)
    day = today - days(number_in(found["n"]))
    return Span(day, day, Grain.DAY, is_past=True)


def _counted(count: float, word: str, scene: Scene) -> date:
    unit, half = _UNITS[word], count % 1 > 0
    if word == "工作日":
        return scene.holidays.add_workdays(scene.today, int(count))
    if unit == "时":
        whole = scene.now.hour + count if count < 24 else count
        return scene.today + days(int(whole // 24))
    if unit == "日":
        return scene.today + days(int(count + 0.5))
    if unit == "周":
        return scene.today + days(int(count * 7 + 0.5))
    day = add_months(scene.today, int(count) if unit == "月" else int(count * 12))
    return day + days(15) if half and unit == "月" else day


def _count(text: str) -> int:
    """Read the count of a term; of two figures (两三天) the larger counts."""
    text = text.translate(str.maketrans("俩仨", "两三"))
    if len(text) == 2 and text[0] in HAN[:10] and text[1] in HAN[:10]:
        return number_in(text[1])
    pieces = re.split(r"[-到至~、]", text)
    return number_in(pieces[-1])


_UNITS = {
    **dict.fromkeys(("天", "日", "工作日", "晚上"), "日"),
    **dict.fromkeys(("周", "星期", "礼拜"), "周"),
    **dict.fromkeys(("月",), "月"),
    **dict.fromkeys(("年",), "年"),
    **dict.fromkeys(("小时", "钟头", "h"), "时"),
}
_IDIOM = re.compile(r"[过等晚缓迟延](?:个|上|一下)*$")
"""过两天, 晚两天: 两 is no count here."""
_OFFERED = re.compile(
    r"^[那就嗯我\s]*(?:最多|最晚|顶多|至多|再|就)〇[吧呀啊哈\s]*$|^[那就嗯我\s]*(?:大概|差不多)?〇[吧呗]$"
)
_ALONE = re.compile(
    r"[那就嗯我\s,]*(?:大概|差不多|应该|估计|可能|最多|最晚|顶多|还要|得|要)*|"
    r"[吧呀啊哈呢,。.!~\s]*(?:可以|行|好)?(?:吧|吗|不)?[。!]?"
)


def _is_alone(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()], found.string[found.end() :]
    if _ALONE.fullmatch(before) is not None and _ALONE.fullmatch(after) is not None:
        return True
    clause_before, clause_after = re.split(r"[,。;!?~]", before)[-1], re.split(r"[,。;!?~]", after)[0]
    return _OFFERED.search(f"{clause_before}〇{clause_after}") is not None


_N = (
    rf"(?P<n>[0-9]{{1,4}}\s?[-到至~、]\s?[0-9]{{1,3}}|[0-9]{{1,4}}|[{HAN}]{{1,2}}[到至][{HAN}]{{1,2}}|"
    rf"[{HAN}俩仨]{{1,4}}|半)"
)
_CUE = (
    r"(?P<cue>(?:再|能|请|麻烦)?(?:给|宽限|宽|容|缓|延|还有|还差|不出|用不了|不超过|推迟?|延后|延期|晚|迟|"
    r"留|等|过|还要|还得|还需要?|需要?)(?:我们?|我家|咱们?|个|上|一下|点|上个)*\s?"
    r"(?:最多|大概|差不多|大约)?)?"
)
_TERM_UNIT = (
    r"(?P<half>个半)?个?\s?(?P<unit>工作日|天|日(?![期子常])|周(?![一二三四五六日末])|"
    r"星期(?![一二三四五六日])|礼拜(?![一二三四五六日])|(?<=[个半俩仨两])月|年|小时|钟头|h(?![a-z]))"
)
_TAIL = (
    r"(?P<around>左右|上下|前后)?(?P<tail>的?时间|以内|之内|内|之后|以后|过后|后(?!天|"
    r"年))?(?P<around2>左右)?(?P<goes_on>(?=[就吧]?\s?(?:内|[交缴付给转清结打]|搞定|到账|就[交缴付给转清]|"
    r"行|可以|足够)))?"
)
_PHRASED = r"(?<![第上头前近这那住欠拖催等了0-9一二三四五六七八九十年月每])"
RULES: tuple[tuple[str, Reader], ...] = (
    (
        rf"{_CUE}(?:{_PHRASED}|(?<=[缓给限过延晚迟留等容有差出了]))(?:最多|大概|差不多|大约|最晚|"
        rf"约)?{_N}{_TERM_UNIT}{_TAIL}",
        _term,
    ),
    (
        rf"(?P<n>[0-9]{{1,2}}|[{HAN}几])个?(?P<unit>天|(?<=个)月|周|星期|礼拜|年|小时)(?P<ago>之?以?前)(?!(?:交|付|缴|"
        r"给|还)(?![了的过]))",
        _term,
    ),
)

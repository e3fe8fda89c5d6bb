"""Whom a staff member looks for: a name, a part of one, or the last figures of a phone."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.staff.lexicon import StaffWords

Span = tuple[int, int]

_TAIL: Final = re.compile(
    r"(?:尾号|[后末]尾?[四4几六6]位|最后[四4几]位|末尾[四4]?位?|尾数|结尾|1[0-9]{2}[*x]{4})[是为: ]{0,2}"
    rf"(?P<name>[0-9]{{3,6}}|[{HAN_DIGITS}]{{3,6}})"
)
_TITLE = r"(?:先生|女士|小姐|阿姨|师傅|大爷|大妈|老师|大哥|大姐|叔叔?|总|奶奶|爷爷|太太|老板)"
_LOOK = r"(?:查找|查询|查|找|搜索|搜|检索|定位|看看?|调|谁是|认识|知道)(?:一?下|一查|个|找)?"
_END = r"(?=$|[,。?!:\s]|的|是|住|家|在|这|那|吗|有|业主|这个|电话|手机|户|哪)"
_WANTED = r"查|找|搜|叫什么|叫啥|名字|知道|住哪|哪栋|哪户|来着|好像"
_ROLE = r"(?:人|业主|住户|户主|租户|姓名|名字|客户|人名|名)?(?:叫|是|:)?\s?"
_PART: Final = re.compile(
    r"(?:名字?(?:里|中)?(?:带|有|含|叫|是)个?|(?<!打)(?<!喊)叫做?|姓名(?:是|为|:)?|户主是?)\s?"
    r"(?P<name>(?!什么|啥|来着)[\u4e00-\u9fff]{1,4}?)(?=的|$|[,。?!\s]|[吗不没]|住|是|业主|在|这|这个|那)"
)
_QUOTED: Final = re.compile(r"(?:搜|查|找|叫|名字?)[^,。]{0,4}[\"“'「](?P<name>[\u4e00-\u9fff]{1,4})[\"”'」]")
_SURNAME_ONLY: Final = re.compile(r"姓(?P<name>(?!名)[\u4e00-\u9fff]{1,2}?)(?=的|$|[,。?!\s]|住|是|那|业主|家|在|有)")
# Words that begin like a name.
_COMMON_WORDS: Final = re.compile(
    r"安排|安全|安装|安静|安保|方便|方面|方式|方法|方案|高兴|高层|高空|高温|高速|高低|白天|白班|白跑|温馨|温度|常见|常规|单子|简单|简直|任务|任何|任职|万一|万元|成功|金额|金钱|石头|马上|马桶|"
    r"管道|武装|康复|雷电|雷雨|林荫|江湖|严重|严格|夏天|齐了|柴油|程序|施工|毛病|史上|何时|何人|于是|顾客|龙头|黄了|许久|许多|余款|余额|左右|左边|陆续|时候|和|钱|谢谢|谢了|谢啦|毛毛|"
    r"周[一二三四五六日末天边围]|车|全|关|明天|经理|季度|元旦|元宵|向|房|时|水|路|童|花|党|项目|应该|阳台|计划|解决|查|欠|费|现|收"
)


@lru_cache(maxsize=4)
def _patterns(surnames: str, double: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    tail = rf"(?!什么|啥)(?:[\u4e00-\u9fff]{{1,2}}?|{_TITLE})"
    name = rf"(?P<name>(?:{'|'.join(double)})[\u4e00-\u9fff]{{0,2}}?|[{surnames}]{tail})"
    return (
        re.compile(rf"^\s?{_ROLE}{name}{_TITLE}?[\s。.!]*$"),
        re.compile(rf"{_LOOK}\s?{_ROLE}{name}{_END}"),
        re.compile(rf"(?:^|[,。\s]){name}{_TITLE}?(?:是|是不是)(?:咱|我们|本)?(?:小区|这|谁|哪|几|不是)"),
        re.compile(rf"(?:业主|住户|户主|租户)(?:叫|是)?{name}(?=\s?(?:的)?(?:资料|信息|电话|房号|情况|档案|家|$))"),
        re.compile(rf"(?:{_WANTED}).*?(?:^|[,。:\s]){name}(?=$|[,。!?\s]|什么|啥|好像|来着|那个)"),
        re.compile(
            rf"(?:^|[,。\s]|业主|住户|户主|[问找叫]){name}{_TITLE}?(?:家)?\s?(?:是|住|在|的房|家|喺)?(?:在|是)?"
            r"(?:哪|几[栋楼]|几号楼|几单元|什么房|多少号|边[一个]?[户栋座])"
        ),
        re.compile(rf"(?:^|[姓叫找查搜的,。\s])(?P<name>[{surnames}])(?:姓的|什么(?!时)|啥(?!时))"),
    )


def find_persons(said: str, words: StaffWords) -> Iterator[tuple[Span, str]]:
    """Find the name or the last figures that are looked for: one of them, the surest."""
    tail = _TAIL.search(said)
    if tail is not None:
        yield tail.span("name"), _figures(tail["name"])
        return
    patterns = (_QUOTED, _SURNAME_ONLY, _PART, *_patterns(words.surnames, words.double_surnames))
    for found in (pattern.search(said) for pattern in patterns):
        if found is not None and not _COMMON_WORDS.match(found["name"]):
            yield found.span("name"), found["name"]
            return


def _figures(text: str) -> str:
    return text if text.isascii() else "".join(str(read_number(character)) for character in text)

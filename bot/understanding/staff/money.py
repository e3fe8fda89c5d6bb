"""Sums of money in a staff message, and the number of the receipt that goes with one."""

import re
from collections.abc import Iterator
from typing import Final

from bot.understanding.amounts import read_amount
from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.result import Understood

Span = tuple[int, int]

_HAN = rf"[{HAN_DIGITS}十百千万拾佰仟]{{1,14}}"
_FIGURES = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,9})(?:\.[0-9]{1,2})?(?:\s?[万千百wk](?![a-z])[0-9]?)?"
_YUAN = rf"\s?(?:元|块钱?|圆|rmb)(?:零?[0-9{HAN_DIGITS}](?:毛|角)?(?:[0-9{HAN_DIGITS}]分?)?(?![0-9]))?(?:钱|整)?"
_SUM: Final = re.compile(
    rf"(?<![0-9a-z.#@-])(?P<mark>¥\s?)?(?:{_FIGURES}|(?P<han>{_HAN}))(?P<unit>{_YUAN}|[毛角](?!落))?"
)
# A number before one of these counts something else than money.
_OTHER_UNIT: Final = re.compile(
    r"\s?(?:年|月|日|号|点|时|分(?!钱)|天|周|个|次|期|栋|幢|座|楼|层|单元|室|户|平|米|㎡|度|人|岁|%|折|遍|回|张|条|辆|部|季|名|位|#|家|趟|星期|礼拜|"
    r"小时|秒|笔|单|份|封|成|等|种|样|口|道|级|声|下(?!午)|路|台|盏|把|根|只|年度|[:/.-][0-9])|[0-9a-z]"
)
_TOGETHER: Final = re.compile(r"一块(?![钱零0-9一二三四五六七八九])")
_YEAR: Final = re.compile(r"20[0-9]{2}(?=\s?(?:物业|上半|下半|第|q|全年|度|-|的))")
_NOT_MONEY_BEFORE: Final = re.compile(
    r"(?:第|尾号|后四位|工单|编号|单号|凭证|收据|票据|发票|流水|小票|号码?|#|no|top|前|密码|电话|[a-z_:/]|[0-9][-/.])"
    r"[是为: ]{0,2}$"
)

_PLAIN: Final = "零一二三四五六七八九"
_PART = rf"(?:零?[0-9]{{1,4}}|[{HAN_DIGITS}十]{{1,3}})"
# 1千零80, 2千三百五, 1万500: figures beside words; a part that counts months or days does not belong to the sum.
_MIXED: Final = re.compile(
    rf"(?<![0-9a-z.#@{HAN_DIGITS}十百千万-]){_PART}[万千百仟佰](?:{_PART}[万千百仟佰十拾]?){{1,4}}"
    rf"(?![0-9{HAN_DIGITS}十百千万.]|\s?(?:个|年|月|天|日|号|户|期|栋|楼|点|单元|-))"
)
_FIGURE: Final = re.compile(r"[0-9]+")

_VOUCHER: Final = re.compile(
    r"(?:凭证|收据|票据|发票|小票|票|单据|收款单|回单|凭单)(?:[^,。0-9]{0,3}[,\s]?(?:号码?|编号|单号|尾号)|no\.?|#)?"
    r"\s?[是为:#]?\s?(?P<number>(?=[a-z-]{0,6}[0-9])[a-z0-9-]{2,24})"
)
_REFERENCE: Final = re.compile(
    r"(?:凭证|收据|票据|发票|小票|票|单据|收款单|回单|流水|记录|编号|单号|入账|收款|交易)(?:号码?|编号|单号|no\.?|#)?\s?[是为:#]?\s?"
    r"(?P<number>(?=[a-z-]{0,6}[0-9])[a-z0-9-]{2,24})(?![元块])|(?<![a-z0-9])(?P<code>[a-z]{1,3}-?[0-9]{3,16})(?![0-9a-z])"
)


def write_sums(said: str) -> str:
    """Write a sum in figures and words (1千零80) in figures only, so that it is read as one."""
    return _MIXED.sub(_in_figures, said)


def _in_figures(found: re.Match[str]) -> str:
    if _FIGURE.search(found[0]) is None:
        return found[0]
    number = read_number(_FIGURE.sub(lambda figure: _in_words(figure[0]), found[0]))
    return found[0] if number is None else str(number)


def _in_words(figures: str) -> str:
    """Write up to four figures as words: 80 is 八十, 305 is 三百零五."""
    worded = "".join(
        f"{_PLAIN[int(figure)]}{scale}" if figure != "0" else _PLAIN[0]
        for figure, scale in zip(figures, ["千", "百", "十", ""][-len(figures) :], strict=True)
    )
    return worded.replace("零零", "零").rstrip("零") or _PLAIN[0]


def find_sums(said: str) -> Iterator[tuple[Span, str]]:
    """Find the sums of a normalised message; the value is the number of fen."""
    for found in _SUM.finditer(said):
        fen = _fen(found)
        if fen is not None:
            yield found.span(), str(fen)


def _fen(found: re.Match[str]) -> int | None:
    said = found.string
    if not (found["unit"] or found["mark"]) and not _stands_for_money(found):
        return None
    if found["unit"] and _TOGETHER.match(said, found.start()):
        return None
    if _NOT_MONEY_BEFORE.search(said, max(0, found.start() - 8), found.start()) and not found["unit"]:
        return None
    read = read_amount(found[0].strip())
    return read.value.value if isinstance(read, Understood) else None


def _stands_for_money(found: re.Match[str]) -> bool:
    """Tell whether a number without its unit may be money: it counts nothing else, and words need 百, 千 or 万."""
    if _OTHER_UNIT.match(found.string, found.end()) or _YEAR.match(found.string, found.start()):
        return False
    if found["han"] is None:
        return len(found[0].strip()) >= 2
    return len(found["han"]) >= 2 and any(scale in found["han"] for scale in "百千万佰仟")


def voucher_in(said: str) -> str | None:
    """Return the number of the receipt or voucher that is named."""
    found = _VOUCHER.search(said)
    return found["number"].upper() if found else None


def reference_in(said: str) -> str | None:
    """Return the number of an entry that is to be taken back."""
    found = _REFERENCE.search(said)
    return (found["number"] or found["code"]).upper() if found else None

"""Amounts of money as people write them: 1074, 1,074.00, ¥1074, 两千三 (2,300), 1.2万, 一千二百块零五毛, 860块5."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.money import Fen
from bot.understanding.houses import replace_houses
from bot.understanding.normalise import normalise
from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.phones import find_phone_spans
from bot.understanding.result import Unclear, Understood

MOST = Fen(10**9)
"""Ten million yuan: more than that is no house's bill but a slip or a card number."""

_HAN = rf"(?:[{HAN_DIGITS}十拾][{HAN_DIGITS}十百千万拾佰仟]{{0,15}})"
_FIGURES = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_AMOUNT = re.compile(
    rf"(?P<sign>(?<![0-9a-z])[-−]|负)?(?:(?P<mark>[¥$]|rmb|人民币)\s?(?P<sign2>-)?)?(?<![0-9.])"
    rf"(?:(?P<figures>{_FIGURES})\s?(?P<scale>万|千|百|w(?![a-z])|k(?![a-z]))?(?P<next>[0-9](?![0-9.]))?|(?P<han>{_HAN}))\s?"
    rf"(?:(?P<yuan>元|块钱?|圆|rmb|人民币|yuan)(?:(?:零|又)?(?P<rest>[0-9{HAN_DIGITS}](?:毛|角)?(?:[0-9{HAN_DIGITS}]分?)?(?:钱|整)?))?"
    rf"|(?P<mao>毛|角(?!落))(?P<fen_rest>[0-9{HAN_DIGITS}])?|(?P<fen>分钱))?"
)
_OTHER_UNIT = re.compile(
    r"\s?(?:年|月|日|号|点|时|分|天|周|个|次|期|栋|幢|座|楼|层|单元|室|户|平|米|㎡|度|人|岁|%|折|遍|回|张|条|辆|部|季度|名|位|#)"
)
_GLUED = re.compile(r"[:/.-]?[0-9]|[a-z]")
_ORDINAL = re.compile(r"(?:第|[0-9][-/:.]|尾号|工单|#|编号|单号|凭证号?|收据号?)\s?$|[a-z_]$")
_SCALES = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100}
_MOST_FIGURES = 15


def read_amount(text: str) -> Understood[Fen] | Unclear:
    """Read the one amount that a message names; house numbers, phones and dates in it are no amounts.

    The reasons: no_amount, several_amounts, zero, negative, too_large (above ten million yuan), fraction_of_a_fen.
    """
    amounts = list(dict.fromkeys(_found(_without_numbers(text))))
    if not amounts:
        return Unclear("no_amount")
    if len(amounts) > 1:
        return Unclear("several_amounts")
    return _judged(amounts[0])


def _judged(yuan: Decimal) -> Understood[Fen] | Unclear:
    fen = yuan * 100
    if fen == 0:
        return Unclear("zero")
    if fen < 0:
        return Unclear("negative")
    if fen > MOST.value:
        return Unclear("too_large")
    return Understood(Fen(int(fen))) if fen == int(fen) else Unclear("fraction_of_a_fen")


def _without_numbers(text: str) -> str:
    """Take phones and house numbers out; a message that is one bare number is left as it is."""
    said = normalise(text)
    rest = replace_houses(said, " ; ").strip()
    said = said if rest == ";" and said.isalnum() else rest
    for first, last in reversed(find_phone_spans(said)):
        said = f"{said[:first]} ; {said[last:]}"
    return said


def _found(said: str) -> Iterator[Decimal]:
    """Yield the amounts; those that name their unit outrank bare numbers in the same message."""
    marked: list[Decimal] = []
    bare: list[Decimal] = []
    for found in _AMOUNT.finditer(said):
        has_unit = bool(found["mark"] or found["yuan"] or found["mao"] or found["fen"])
        if not has_unit and not _is_bare_amount(found):
            continue
        value = _value(found)
        if value is not None:
            (marked if has_unit else bare).append(value)
    yield from marked or bare


def _is_bare_amount(found: re.Match[str]) -> bool:
    said, start, end = found.string, found.start(), found.end()
    if _OTHER_UNIT.match(said, end) or _ORDINAL.search(said, max(0, start - 8), start):
        return False
    if not found[0].endswith(" ") and _GLUED.match(said, end):
        return False
    if found["han"] is None:
        return True
    alone = found[0].strip() == found.string.strip(" .。!,")
    return alone or any(scale in found["han"] for scale in "百千万佰仟")


def _value(found: re.Match[str]) -> Decimal | None:
    main = _han(found["han"]) if found["han"] else _figures(found)
    if main is None:
        return None
    if found["mao"]:
        value = main / 10 + Decimal(_digit(found["fen_rest"])) / 100
    elif found["fen"]:
        value = main / 100
    else:
        value = main + _small_change(found)
    return -value if found["sign"] or found["sign2"] else value


def _figures(found: re.Match[str]) -> Decimal:
    figures = found["figures"].replace(",", "")
    if len(figures) > _MOST_FIGURES:
        return Decimal(MOST.value)  # beyond any bill: judged too large, whatever it is exactly
    scale = _SCALES.get(found["scale"] or "", 1)
    return Decimal(figures) * scale + (Decimal(found["next"]) * scale / 10 if found["next"] and found["scale"] else 0)


def _han(text: str) -> Decimal | None:
    number = read_number(text)
    return None if number is None else Decimal(number)


def _small_change(found: re.Match[str]) -> Decimal:
    """Read what follows the yuan: 块五 and 块五毛 are fifty fen, 块零五 is five fen, 块二毛五 is twenty-five."""
    rest = (found["rest"] or "").rstrip("钱整")
    if not rest:
        return Decimal(0)
    digits = [_digit(character) for character in rest if character not in "毛角分"]
    if len(digits) == 2:
        return Decimal(digits[0]) / 10 + Decimal(digits[1]) / 100
    jumped = found.string[found.start("rest") - 1] == "零" and not rest.endswith(("毛", "角"))
    return Decimal(digits[0]) / (100 if jumped or rest.endswith("分") else 10)


def _digit(character: str | None) -> int:
    return read_number(character) or 0 if character else 0

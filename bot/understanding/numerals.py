"""Numbers as people write them: 1203, 一二零三, 十二, 一千二百零三, 壹仟贰佰, 两千三 (2300)."""

import re

HAN_DIGITS = "零〇○一二三四五六七八九两俩幺壹贰叁肆伍陆柒捌玖"
HAN_SCALES = "十百千万拾佰仟"

_DIGIT = dict(zip(HAN_DIGITS, (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALE = dict(zip(HAN_SCALES, (10, 100, 1000, 10000, 10, 100, 1000), strict=True))
_SPELLED = re.compile(rf"[{HAN_DIGITS}]{{1,9}}")
_SCALED = re.compile(rf"[{HAN_DIGITS}{HAN_SCALES}]{{1,20}}")
_DECIMAL = re.compile(r"[0-9]{1,9}")


def read_number(text: str) -> int | None:
    """Return the whole number that `text` is, or None when it is none; never more than nine digits."""
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _SPELLED.fullmatch(text):
        return int("".join(str(_DIGIT[character]) for character in text))
    if _SCALED.fullmatch(text):
        return _scaled(text)
    return None


def _scaled(text: str) -> int | None:
    """Read 一万二千三百零四; a last digit without its own scale takes the next lower one (两千三 is 2300)."""
    total = section = 0
    digit: int | None = None
    last_scale, highest = 1, 10**9
    for character in text:
        if character in _DIGIT:
            if digit:
                return None
            digit, last_scale = _DIGIT[character], 1 if _DIGIT[character] == 0 else last_scale
            continue
        scale = _SCALE[character]
        if scale == 10000:
            if total or not (section or digit):
                return None
            total, section, highest = (section + (digit or 0)) * scale, 0, scale
        elif scale >= highest or (digit is None and scale != 10):
            return None
        else:
            section, highest = section + (1 if digit is None else digit) * scale, scale
        digit, last_scale = None, scale
    return total + section + (digit or 0) * max(last_scale // 10, 1)

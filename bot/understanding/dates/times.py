"""The time of day that was spoken with a date: morning, afternoon, evening, or HH:MM."""

import re

from bot.understanding.numerals import read_number

_PARTS = {
    "morning": r"上午|早上|早晨|清晨|凌晨|(?<![周期拜])一早|大早|早间|(?<=[今明后天日号一二三四五六])[早晨](?!点交)|"
    r"morning|"
    r"(?<![a-z0-9])am(?![a-z])",
    "afternoon": r"下午|午后|午饭后|午休后|afternoon|(?<![a-z0-9])pm(?![a-z])",
    "evening": r"晚上|晚间|傍晚|晚饭后|半夜|夜里|夜间|今晚|明晚|后晚|当[晚夜]|下了?班(?:之|以)?后|下完班|下了班|"
    r"下班(?!前|"
    r"之前)|"
    r"(?<=[今明后昨天日号一二三四五六])晚(?![点些几一两三])|tonight|evening|(?:at )?(?<![a-z])night|"
    r"after (?:i (?:get|finish|am) )?(?:off )?(?:work|dinner)",
    "12:00": r"中午|正午|晌午|noon",
}
_TELLS = (
    ("afternoon", ("下午", "午后", "午饭后", "午休后", "afternoon", "pm")),
    ("12:00", ("中午", "正午", "晌午", "noon")),
    ("morning", ("上午", "早", "晨", "morning", "am")),
    ("evening", ("",)),
)
_HAN = "一二两三四五六七八九十"
_PART = "|".join(f"(?:{words})" for words in _PARTS.values())
_HOUR = rf"(?P<hour>2[0-4]|[01]?[0-9]|十[一二]?|[{_HAN}])"
_CLOCK = (
    rf"{_HOUR}(?:[:](?P<minute>[0-5][0-9])(?![0-9])|\s?(?:点钟?|时(?!间|"
    r"候))(?P<half>半)?(?:(?P<quarter>[一三])刻)?"
    rf"(?:(?P<minute2>[0-5][0-9]|[一二三四五]?十[{_HAN}]?)分?)?|\s?(?P<meridian>[ap]m))(?!点|数)"
)
_ALONE = rf"(?:(?<![0-9.:/-])(?=[0-9])|(?<![0-9{_HAN}.:/-])|(?<=[周期拜][一二三四五六日天]))"
SPOKEN = rf"(?:{_PART})?\s?(?:的)?(?:{_CLOCK})?"
_TIME = re.compile(rf"(?P<part>{_PART})?\s?的?(?:{_CLOCK})?")
_ANY = re.compile(rf"(?:{_PART}|{_ALONE}{_CLOCK})")


def time_in(text: str) -> str | None:
    """Return the first time of day that a text speaks of; a clock time counts on from its part of the day."""
    start = _ANY.search(text)
    if start is None:
        return None
    found = _TIME.match(text, start.start())
    if found is None or not found[0].strip():
        return None
    part = _part(found["part"]) if found["part"] else _part_before(text, start.start())
    return _clock(found, part) if found["hour"] else part


def _part_before(text: str, end: int) -> str | None:
    """明早九点, 今晚八点: the part is a part of the word for the day."""
    before = text[max(0, end - 1) : end]
    return {"晚": "evening", "早": "morning"}.get(before)


def _part(words: str) -> str:
    """Return the part of the day that a word for it means."""
    return next(name for name, characters in _TELLS if any(each in words for each in characters))


def _clock(found: re.Match[str], part: str | None) -> str:
    hour = read_number(found["hour"]) or 0
    late = part in {"afternoon", "evening", "12:00"} or found["meridian"] == "pm"
    if part is None and found["meridian"] is None and found["minute"] is None and 1 <= hour <= 6:
        late = True  # nobody pays at three in the night
    if late and hour < 12 and not (part == "12:00" and hour >= 10):
        hour += 12
    if part == "evening" and hour == 12:
        return part
    return f"{hour % 24:02d}:{_minute(found):02d}"


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 * (read_number(found["quarter"]) or 0)
    said = found["minute"] or found["minute2"]
    return min(read_number(said) or 0, 59) if said else 0

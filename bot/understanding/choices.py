"""Which of the offered options a person chose (spec/conversation.md §6)."""

import re
from collections.abc import Collection, Sequence

from bot.understanding.normalise import normalise
from bot.understanding.numerals import HAN_DIGITS, read_number
from bot.understanding.result import Unclear, Understood

NONE_OF_THESE = 0
"""The answer that none of the options is meant."""

_NUMBER = re.compile(
    rf"(?:我?(?:就)?(?:选择?|要|回复?|按|答)?)(?:第|选项)?\s*[(\[【「“\"]?\s*(?P<number>[0-9]{{1,3}}|[{HAN_DIGITS}十]{{1,3}})\s*"
    r"[)\]】」”\"]?\s*(?:[号个项条款](?:选项)?)?\s*[.、,。:;!~吧啊呀的]{0,3}"
)
_LAST = re.compile(r"(?:我?(?:选|要))?最后(?:那|面)?(?:一)?[个项条][.。!吧的]{0,2}")
_LETTER = re.compile(r"(?:我?选择?|选项)?\s*[(\[【]?(?P<letter>[a-z])[)\]】]?\s*[.、,。:;!吧]{0,3}")
_FINAL = ".。!~、,;:?"


def read_choice(
    text: str, labels: Sequence[str], *, letters: bool = False, none_words: Collection[str] = ("都不是",)
) -> Understood[int] | Unclear:
    """Read the number of the chosen option, 1-based; 0 is 都不是.

    With `letters` the options were shown as A, B, …: digits are data at such a step and choose nothing.
    """
    said = normalise(text)
    bare = said.strip(_FINAL + " ")
    if bare and bare in {normalise(word) for word in none_words if not (letters and word.isdecimal())}:
        return Understood(NONE_OF_THESE)
    return _label(bare, labels, letters) or (_letter(said, labels) if letters else _number(said, labels))


def _label(said: str, labels: Sequence[str], letters: bool) -> Understood[int] | None:
    """The words of an option choose it, unless two options read alike or they are figures at a numeric step."""
    if not said or (letters and any(character.isdecimal() for character in said)):
        return None
    same = [place for place, label in enumerate(labels, start=1) if normalise(label).strip(_FINAL + " ") == said]
    return Understood(same[0]) if len(same) == 1 else None


def _number(said: str, labels: Sequence[str]) -> Understood[int] | Unclear:
    if _LAST.fullmatch(said) and labels:
        return Understood(len(labels))
    found = _NUMBER.fullmatch(said)
    number = read_number(found["number"]) if found else None
    return Unclear("not_a_choice") if number is None else _within(number, labels)


def _letter(said: str, labels: Sequence[str]) -> Understood[int] | Unclear:
    found = _LETTER.fullmatch(said)
    return _within(ord(found["letter"]) - ord("a") + 1, labels) if found else Unclear("not_a_choice")


def _within(number: int, labels: Sequence[str]) -> Understood[int] | Unclear:
    return Understood(number) if 0 <= number <= len(labels) else Unclear("out_of_range")

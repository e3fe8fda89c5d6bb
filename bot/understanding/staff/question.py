"""Whether a staff message asks: a question changes nothing, so this is decided before any action is believed.

What residents asked and staff report (他问什么时候修) is no question of staff's own; a polite request in the form of a
question (能不能帮我撤销) is a request.
"""

import re
from typing import Final

from bot.understanding.staff.lexicon import StaffWords

_EDGES: Final = " .。!~…,"
_ENDS_ASKING: Final = re.compile(r"(?:吗|么|没[有得]?[啊呀呢哦]?|\?)$")
_IS_IT_DONE: Final = re.compile(r"(?:[了过]吗|[了过]么|没[有得]?[啊呀呢哦]?)\??$")
_WAS_ASKED: Final = re.compile(r"(?<![请想])问(?!题|一下|下)|咨询")
_SENTENCE: Final = re.compile(r"[,。;!\n]")


def is_asking(marked: str, words: StaffWords) -> bool:
    """Tell whether the message asks something that staff want to know."""
    plain = words.pattern("not_questions").sub(" ", marked.strip(_EDGES))
    if words.pattern("requests").search(plain) and not _IS_IT_DONE.search(plain):
        return False
    reported = words.pattern("reports").search(plain)
    if reported is None:
        return words.pattern("questions").search(plain) is not None
    if words.pattern("questions").search(f"{plain[: reported.start()]}※"):
        return True
    if _ENDS_ASKING.search(plain) and not _WAS_ASKED.search(_SENTENCE.split(plain)[-1]):
        return True
    end = _SENTENCE.search(plain, reported.end())
    return end is not None and words.pattern("late_questions").search(plain, end.end()) is not None

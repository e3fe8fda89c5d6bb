"""A second opinion on a staff message: which action its whole wording is like, weighed with what the cues say.

Cues are sure where they know the words, and silent or misled where they do not; an opinion that was learned from
wordings is the other way round. It is handed in (`bot/faq/staff_opinion.py` learns one); here it is only weighed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from bot.understanding.staff.actions import WRITES, StaffAction
from bot.understanding.staff.marks import Message

# How much each voice counts, in the measure of an opinion, where a clear fit lies about one above the others. Set on
# 1 160 wordings of a writer whose cues were not known here, with the opinion learned from the others (a fifth left out
# each time): cues alone 77 % of the actions, the opinion alone 83 %, weighed 88 %. The figures hardly change nearby.
POINT: Final = 0.06
"""What a point of the cues counts."""
FEWEST_POINTS, MOST_POINTS = -6, 12
"""No action loses or gains more than so many."""
FALLBACK: Final = 0.3
"""What the reading without any cue counts: the house or ticket that is named, else what a resident would mean."""
CAUTION: Final = 0.1
"""So much better must a change fit than what only shows something."""

# The learned opinion looks at letters and figures only, so signs and the marks of speech stand as one figure each.
_AS_FIGURES: Final = str.maketrans("⌂▣☎№¤☻?:", "12345678")
_NUMBER: Final = re.compile(r"[0-9]+")


class Fit(NamedTuple):
    """An action and how well it fits (no chance: larger is better)."""

    action: StaffAction
    value: float


SecondOpinion = Callable[[str], Sequence[Fit]]
"""Says how well every action fits a masked message; nothing when there is nothing to read."""


def no_opinion(_masked: str) -> Sequence[Fit]:
    """Have none: the cues decide alone."""
    return ()


def mask(message: Message) -> str:
    """Return the message without its numbers: which house and how much says nothing about what is wanted."""
    return _NUMBER.sub("0", message.marked).translate(_AS_FIGURES)


def likeliest(
    fits: Sequence[Fit], points: Mapping[StaffAction, int], *, fallback: StaffAction, asks: bool
) -> StaffAction:
    """Return the action that opinion, cues and the reading without cues speak for.

    A question changes nothing, and no house is shown where none is named.
    """
    barred = {*(WRITES if asks else ()), *({StaffAction.HOUSE} - {fallback})}

    def weight(fit: Fit) -> float:
        cued = min(max(points.get(fit.action, 0), FEWEST_POINTS), MOST_POINTS)
        heard = FALLBACK if fit.action == fallback else 0.0
        return fit.value + POINT * cued + heard - (CAUTION if fit.action in WRITES else 0.0)

    return max((fit for fit in fits if fit.action not in barred), key=weight).action

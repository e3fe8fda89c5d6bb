"""Parting a message into the things that it says one after another."""

import re
from typing import Final

SHORTEST: Final = 4
"""Letters of a part that can have a topic of its own."""
MOST: Final = 6
"""A story of more parts is no list of topics."""
_BREAKS = re.compile(r"[,，。.;；!！?？\n、]|还有|而且|另外|再就是|顺便|并且|同时|还被|又被|还是没|and also|\band\b")
_LETTERS = re.compile(r"[\W_]+")


def topics_of(said: str) -> list[str]:
    """Return the parts of a normalised text that may each have a topic; none if it has one part only, or too many."""
    parts = [part for part in _BREAKS.split(said) if len(_LETTERS.sub("", part)) >= SHORTEST]
    return parts if 1 < len(parts) <= MOST else []

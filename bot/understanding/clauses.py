"""Parting a message into the things that it says one after another."""

import re
from typing import Final

SHORTEST: Final = 4
"""Letters of a part that can have a topic of its own."""
MOST: Final = 6
"""A story of more parts is no list of topics."""
# Marks part; words that begin another thing part before themselves.
_BREAKS = re.compile(
    r"[,，。.;；!！?？\n、]|(?=还有|还被|还把|还老|又被|又把|又老|而且|另外|再就是|顺便|并且|同时)|\band\b|\balso\b"
)
_LETTERS = re.compile(r"[\W_]+")


def topics_of(said: str) -> list[str]:
    """Return the parts of a normalised text that may each have a topic; none if it has one part only, or too many."""
    parts = [part for part in _BREAKS.split(said) if len(_LETTERS.sub("", part)) >= SHORTEST]
    return parts if 1 < len(parts) <= MOST else []

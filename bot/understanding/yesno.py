"""Yes or no, in the ways residents say it."""

from bot.understanding.result import Unclear, Understood
from bot.understanding.words import Words, split_into


def read_yes_no(text: str, words: Words) -> Understood[bool] | Unclear:
    """Read a message that is nothing but a yes or a no; both at once (是不是) or anything else is unclear."""
    pieces = split_into(text, (*words.yes_words, *words.no_words, *words.fillers, *words.thanks))
    said = {piece in words.yes_words for piece in pieces or [] if piece in words.yes_words or piece in words.no_words}
    return Understood(said.pop()) if len(said) == 1 else Unclear("not_yes_or_no")

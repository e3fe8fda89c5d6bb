"""Where a day stands in its message: the words around it up to the next day, its clause, and what follows."""

import re
from dataclasses import dataclass

from bot.understanding.dates.grammar import Mention

_CLAUSE_ENDS = re.compile(
    r"(?<![0-9a-z])\.(?=\s|$)|[,。;!?\n~…]|(?<=[\u4e00-\u9fff■]) (?=[\u4e00-\u9fff■])|(?<=[a-z0-9])\.(?= [a-z])"
)

_REACH = 200
"""Words further from a day than this say nothing about it; it also bounds the work on an endless clause."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its clause.

    `before` and `after` reach to the next mention or the clause's end, `following` is the next clause, `rest` what is
    said after the clause until another day is named (a time of day names none). Every mention stands as 〇 in `clause`
    and `whole`.
    """

    mention: Mention
    clause: str
    before: str
    after: str
    following: str
    rest: str
    whole: str
    is_first: bool
    is_only: bool


def places(said: str, found: list[Mention]) -> list[Place]:
    """Return every mention in its clause; clauses are told by their marks."""
    ends = [match.end() for match in _CLAUSE_ENDS.finditer(said)] + [len(said)]
    bounds = list(zip([0, *ends[:-1]], ends, strict=True))
    whole = without_days(said, found, 0, len(said))[: 2 * _REACH]
    return [_place(said, found, index, bounds, whole) for index in range(len(found))]


def _place(said: str, found: list[Mention], index: int, bounds: list[tuple[int, int]], whole: str) -> Place:
    mention = found[index]
    first, last = next((each for each in bounds if each[0] <= mention.start < each[1]), (0, len(said)))
    first, last = max(first, mention.start - _REACH), max(min(last, mention.end + _REACH), mention.end)
    left = max([first, *(each.end for each in found[:index] if each.end > first)])
    right = min([last, *(each.start for each in found[index + 1 :])])
    inside = [each for each in found if first <= each.start < last]
    another = min([len(said), *(each.start for each in found[index + 1 :] if each.start >= last and not each.is_weak)])
    return Place(
        mention,
        without_days(said, inside, first, last),
        said[left : mention.start],
        said[mention.end : right],
        next((said[each[0] : each[1]][:_REACH] for each in bounds if each[0] >= last), ""),
        said[last : min(another, last + _REACH)],
        whole,
        mention is inside[0],
        len(inside) == 1,
    )


def without_days(said: str, inside: list[Mention], first: int, last: int) -> str:
    """Return a clause with 〇 in place of every mention, so that words of time are not taken for verbs."""
    pieces, end = [], first
    for mention in inside:
        pieces += [said[end : mention.start], "〇"]
        end = mention.end
    return "".join([*pieces, said[end:last]])

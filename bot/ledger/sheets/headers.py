"""What columns are called: data/lexicon/headers.yaml, checked when it is loaded.

A header is compared squeezed: one width, one case, simplified, without blanks, line breaks, stars and colons, so that
「房  号」, 「＊房號：」 and 房号 are one word. A unit in brackets (收费金额（元）) is no part of the word.
"""

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from bot.datafile import Table, YamlFile
from bot.estate.tables import Use
from bot.ledger.sheets.rows import Kind
from bot.people.tables import Relation
from bot.understanding.normalise import normalise

_MONEY = "amount due_on late_fee total"
FIELDS = {
    "shared": "house building entrance room plate item first last period name phone tenant",
    Kind.BILLS: _MONEY,
    Kind.ARREARS: f"{_MONEY[7:]} owed charged paid discount reduction gift vacant_discount vacant_reduction state",
    Kind.PEOPLE: "area use handed_over_on vacant_since relation owner_type from_on contact contact_phone",
    Kind.PAYMENTS: "paid_at paid charged method voucher cashier note",
    Kind.STATEMENT: "moment credit debit amount direction state refund type reference counterparty memo",
}
"""The fields that the program knows; the table names words for each of them."""

IDENTITY = ("house", "building", "plate")
"""The fields that say whose a row is; a list about houses has at least one of them."""

_EDGES = "*★:;,.。、"
_BRACKETS = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$")
_UNIT = re.compile(r"[/、]?元$")


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return a header or a word as it is compared."""
    return normalise(text[:200]).replace(" ", "").strip(_EDGES)


def without_unit(word: str) -> str:
    """Return a squeezed header without the brackets at its end and without 元: 收费金额(元) is 收费金额."""
    return _UNIT.sub("", _BRACKETS.sub("", word)).strip(_EDGES)


def _squeezed(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(squeeze(word) for word in words))


Words = Annotated[tuple[str, ...], AfterValidator(_squeezed)]


class Headers(Table):
    """The lists of data/lexicon/headers.yaml, squeezed when they are loaded."""

    shared: dict[str, Words]
    kinds: dict[Kind, dict[str, Words]]
    hints: dict[Kind, Words]
    telling: dict[Kind, Words]
    fee_endings: Words
    ignored: Words
    totals: Words
    footers: Words
    statement_ends: tuple[str, ...]
    uses: dict[Use, Words]
    relations: dict[Relation, Words]

    @cached_property
    def fields(self) -> dict[Kind, dict[str, tuple[tuple[str, int], ...]]]:
        """For each kind: what a word may mean, each with its rank (0 is the field's best word)."""
        return {kind: self._fields(kind) for kind in Kind}

    @cached_property
    def marks(self) -> frozenset[str]:
        """The words of which a row of headers has at least one; any other row is not looked at closer."""
        moments = self.kinds[Kind.STATEMENT]["moment"]
        return frozenset(moments).union(*(self.shared[field] for field in IDENTITY))

    @cached_property
    def use_of(self) -> dict[str, str]:
        """What a house is used for, by the words of lists."""
        return {word: use.value for use, words in self.uses.items() for word in words}

    @cached_property
    def relation_of(self) -> dict[str, str]:
        """What a person is to a house, by the words of lists."""
        return {word: relation.value for relation, words in self.relations.items() for word in words}

    @cached_property
    def total_row(self) -> re.Pattern[str]:
        """The word of a row of sums: 合计, 本页小计, 3栋合计."""
        return re.compile(rf".{{0,10}}(?:{'|'.join(map(re.escape, self.totals))})(?:\([^)]*\))?")

    def _fields(self, kind: Kind) -> dict[str, tuple[tuple[str, int], ...]]:
        """A kind's own words come before the shared ones; a statement has no houses."""
        own = self.kinds[kind]
        taken = {word for words in own.values() for word in words}
        shared = {} if kind is Kind.STATEMENT else self.shared
        found: dict[str, list[tuple[str, int]]] = {}
        for field, words in (*own.items(), *shared.items()):
            for rank, word in enumerate(words):
                if field in own or word not in taken:
                    found.setdefault(word, []).append((field, rank))
        return {word: tuple(meanings) for word, meanings in found.items()}


def load_headers(path: Path) -> Headers:
    """Read data/lexicon/headers.yaml.

    Raises:
        DataFault: it cannot be read, a field is unknown or missing, or one kind gives a word to two fields.
    """
    file = YamlFile(path)
    headers = file.as_model(Headers)
    _check_fields(file, ("shared",), headers.shared, FIELDS["shared"])
    for kind in Kind:
        if kind not in headers.kinds:
            raise file.fault(("kinds", kind.value), "this kind is missing")
        _check_fields(file, ("kinds", kind.value), headers.kinds[kind], FIELDS[kind])
    return headers


def _check_fields(file: YamlFile, keys: tuple[str, ...], given: dict[str, Words], known: str) -> None:
    names = known.split()
    owner: dict[str, str] = {}
    for field, words in given.items():
        if field not in names:
            raise file.fault((*keys, field), "there is no such field")
        for word in words:
            if field != "room" and word in owner:  # 房号 is a room beside a building, else a house
                raise file.fault((*keys, field), f"{word} already stands for {owner[word]}")
            owner.setdefault(word, field)
    for field in names:
        if field not in given:
            raise file.fault((*keys, field), "the words of this field are missing")

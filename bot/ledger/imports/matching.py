"""Whose money a line of a statement is: pure. A sure match rests on one mark that cannot mean two houses.

In this order: the memo code that the bill card asks for (备注房号), a phone number that belongs to one payer of one
house, the exact amount together with the payer's full name. What contradicts itself, fits several, or rests on an
amount or on likeness alone is not sure: a person decides (spec/import.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.estate.tables import HouseId
from bot.people.tables import PersonId
from bot.understanding.houses import HouseNumber, find_houses
from bot.understanding.normalise import normalise
from bot.understanding.phones import find_phones


class Debt(NamedTuple):
    """What one payer owes for one house: the whole, and each bill with its rest, in fen.

    `is_former` tells that somebody else owes what is charged for the house now (it was sold).
    """

    house_id: HouseId
    payer_id: PersonId | None
    open_fen: int
    bills: tuple[tuple[int, int], ...]
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Books:
    """What a statement is held against.

    `codes` maps (building, entrance, room) and (building, None, room) to the houses that are written so, `phones` a
    number to the people who have it, `names` a person to a full name (normalised, without blanks); `debts` is all that
    is open, `estate` how the estate may be written before a house.
    """

    codes: Mapping[tuple[str | None, str | None, str], Sequence[HouseId]]
    phones: Mapping[str, Sequence[PersonId]]
    names: Mapping[PersonId, str]
    debts: Sequence[Debt]
    estate: frozenset[str] = field(default_factory=frozenset)


class Match(NamedTuple):
    """The outcome for one line: how it was found (memo, phone, name) and for whom; not sure: only why it is not.

    The reasons: `no_mark`, `unknown_house`, `several_houses`, `several_debtors`, `former_debtor`, `several_people`,
    `nothing_open`, `contradiction`, `same_debt_twice`, `booked_already`.
    """

    is_sure: bool
    why: str
    house_id: HouseId | None = None
    payer_id: PersonId | None = None
    bill_id: int | None = None


class Matcher:
    """Goes through the lines of a statement; what one line takes is not there for the next."""

    def __init__(self, books: Books) -> None:
        """Match against `books`."""
        self._books = books
        self._debts: dict[HouseId, list[Debt]] = {}
        self._by_payer: dict[PersonId, list[Debt]] = {}
        self._by_name: dict[str, list[Debt]] = {}
        for debt in books.debts:
            self._debts.setdefault(debt.house_id, []).append(debt)
            if debt.payer_id is not None:
                self._by_payer.setdefault(debt.payer_id, []).append(debt)
                self._by_name.setdefault(books.names.get(debt.payer_id, ""), []).append(debt)
        self._taken: dict[tuple[HouseId, PersonId | None], int] = {}

    def match(self, *, memo: str, counterparty: str, fen: int) -> Match:
        """Find whose money one line is."""
        said = f"{memo} ; {counterparty}"
        found = self._by_memo(memo, fen) or self._by_phone(said, fen) or self._by_full_name(counterparty, fen)
        if found is None:
            return Match(False, "no_mark")
        if not found.is_sure or found.house_id is None:
            return found
        return self._contradicted(found, said) or self._take(found, fen)

    def _by_memo(self, memo: str, fen: int) -> Match | None:
        numbers = [number for number in find_houses(memo) if number.building is not None]
        if not numbers:
            return None
        found = [self._houses(number) for number in numbers]
        houses = {house for each in found for house in each}
        if not houses:
            return Match(False, "unknown_house")
        if len(houses) > 1 or not all(found):
            return Match(False, "several_houses")
        return self._for_house(next(iter(houses)), fen, "memo")

    def _houses(self, number: HouseNumber) -> Sequence[HouseId]:
        if number.estate is not None and number.estate not in self._books.estate:
            return ()
        return self._books.codes.get((number.building, number.entrance, number.room), ())

    def _for_house(self, house: HouseId, fen: int, why: str) -> Match:
        debts = self._debts.get(house, [])
        if len(debts) > 1:
            exact = [debt for debt in debts if debt.open_fen == fen]
            return _sure(exact[0], fen, why) if len(exact) == 1 else Match(False, "several_debtors", house)
        if not debts:
            return Match(False, "nothing_open", house)
        return Match(False, "former_debtor", house) if debts[0].is_former else _sure(debts[0], fen, why)

    def _by_phone(self, said: str, fen: int) -> Match | None:
        people = {person for phone in find_phones(said) for person in self._books.phones.get(phone, ())}
        if not people:
            return None
        if len(people) > 1:
            return Match(False, "several_people")
        debts = self._by_payer.get(next(iter(people)), [])
        if not debts:
            return Match(False, "nothing_open")
        if len(debts) > 1:
            exact = [debt for debt in debts if debt.open_fen == fen]
            return _sure(exact[0], fen, "phone") if len(exact) == 1 else Match(False, "several_houses")
        return _sure(debts[0], fen, "phone")

    def _by_full_name(self, counterparty: str, fen: int) -> Match | None:
        name = normalise(counterparty).replace(" ", "")
        if len(name) < 2 or "*" in name:
            return None
        exact = [
            debt for debt in self._by_name.get(name, ()) if fen in (debt.open_fen, *(rest for _, rest in debt.bills))
        ]
        if not exact:
            return None
        return _sure(exact[0], fen, "name") if len(exact) == 1 else Match(False, "several_people")

    def _contradicted(self, found: Match, said: str) -> Match | None:
        """A phone in the line that belongs to payers of other houses only speaks against the house that was found."""
        people = {person for phone in find_phones(said) for person in self._books.phones.get(phone, ())}
        others = {debt.house_id for person in people for debt in self._by_payer.get(person, ())}
        if others and found.house_id not in others:
            return Match(False, "contradiction", found.house_id)
        return None

    def _take(self, found: Match, fen: int) -> Match:
        """A second line for a debt that the first one settles is for a person to look at."""
        if found.house_id is None:
            return found
        key = (found.house_id, found.payer_id)
        taken = self._taken.get(key, 0)
        owed = sum(debt.open_fen for debt in self._debts[found.house_id] if debt.payer_id == found.payer_id)
        if taken and taken + fen > owed:
            return Match(False, "same_debt_twice", found.house_id)
        self._taken[key] = taken + fen
        return found


def _sure(debt: Debt, fen: int, why: str) -> Match:
    """Name the bill when exactly one has this rest and the whole has not."""
    same = [bill for bill, rest in debt.bills if rest == fen]
    named = same[0] if len(same) == 1 and debt.open_fen != fen else None
    return Match(True, why, debt.house_id, debt.payer_id, named)

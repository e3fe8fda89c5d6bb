"""Rows of bills and of arrears against the standing bills."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.estate.tables import HouseId
from bot.ledger.entries import NewBill
from bot.ledger.imports.known import BillKey, Known
from bot.ledger.imports.preview import Clerk
from bot.ledger.periods import said
from bot.ledger.sheets.rows import BillRow, Kind
from bot.money import Fen
from bot.people.service import mask_name
from bot.people.tables import PersonId
from bot.store.batches import Tell, told
from bot.understanding.normalise import normalise

_BETWEEN_NAMES = re.compile(r"[、,;/和及 ]+")


class BillsPlanner:
    """Holds rows against the ledger, one after the other."""

    def __init__(self, known: Known, clerk: Clerk, *, due_days: int, today: date) -> None:
        """Write into the preview of `clerk`; bills without a due date are due `due_days` after their period begins."""
        self._known, self._preview, self._clerk = known, clerk.preview, clerk
        self._due_days, self._today = due_days, today
        self._spans: dict[BillKey, list[tuple[str, str]]] = {}
        self._without_due = self._guessed_due = 0

    def plan(self, rows: Sequence[BillRow], tell: Tell) -> None:
        """Plan all rows, then say once how due dates came about."""
        for row in told(rows, tell):
            self._row(row)
        sheet = rows[0].place if rows else None
        if sheet is not None and self._guessed_due:
            self._clerk.warn(_whole(sheet), "due_derived", count=self._guessed_due, days=self._due_days)
        if sheet is not None and self._without_due:
            self._clerk.warn(_whole(sheet), "due_unknown", count=self._without_due)

    def _row(self, row: BillRow) -> None:
        house = house_of(row, self._known, self._clerk)
        if house is None:
            return
        key = BillKey(house, row.item, row.plate or "")
        period = f"{row.first}/{row.last}" if row.first and row.last else ""
        there = self._known.bills[key].get(period)
        if there is not None:
            self._compare(row, there)
            return
        if period and (other := self._overlapping(key, period)):
            first, _, last = other.partition("/")
            words = said(date.fromisoformat(first), date.fromisoformat(last))
            self._clerk.refuse(row.place, "overlaps", item=row.item, period=words)
            return
        payer = self._payer(row, house)
        if payer is not None or self._nobody_is_fine(row, house):
            self._create(row, key, payer, period)

    def _create(self, row: BillRow, key: BillKey, payer: PersonId | None, period: str) -> None:
        due_on = row.due_on or self._known.due_on(row.item, row.first, self._due_days)
        self._guessed_due += row.due_on is None and due_on is not None
        self._without_due += due_on is None
        new = NewBill(
            estate_id=self._known.estate.id,
            house_id=key.house_id,
            payer_id=payer,
            item=row.item,
            amount=row.amount,
            first_on=row.first,
            last_on=row.last,
            due_on=due_on,
            label=key.label,
        )
        self._known.bills[key][period] = new
        if period and key in self._spans:
            self._insert(key, period)
        self._preview.new_bills.append(new)
        self._preview.create += 1
        self._preview.total += row.amount.value

    def _compare(self, row: BillRow, there: Any) -> None:
        """Decide about a row whose bill stands: the same, another amount or day, or in conflict with what was paid."""
        if isinstance(there, NewBill):
            self._clerk.refuse(row.place, "twice", item=row.item)
            return
        due_on = row.due_on or there.due_on
        settled = there.paid_fen + there.credited_fen
        rest = there.open_fen if self._preview.kind is Kind.ARREARS and settled else there.amount_fen
        if row.amount.value == rest and due_on == there.due_on:
            self._preview.same += 1
            return
        if settled and self._preview.kind is Kind.ARREARS:
            self._clerk.refuse(row.place, "rest_differs", open=Fen(there.open_fen), listed=row.amount)
            return
        if row.amount.value != rest:
            self._clerk.warn(row.place, "amount_changes", old=Fen(there.amount_fen), new=row.amount)
        self._preview.changed_bills.append((there, row.amount, due_on))
        self._preview.change += 1
        self._preview.total += row.amount.value

    def _overlapping(self, key: BillKey, period: str) -> str | None:
        """Return the period of a standing bill that shares days with `period`, if there is one."""
        if key not in self._spans:
            self._spans[key] = []
            for there in self._known.bills[key]:
                if there:
                    self._insert(key, there)
        first, _, last = period.partition("/")
        spans = self._spans[key]
        place = bisect_left(spans, (first, ""))
        around = spans[max(0, place - 1) : place + 1]
        return next((f"{begin}/{end}" for begin, end in around if begin <= last and first <= end), None)

    def _insert(self, key: BillKey, period: str) -> None:
        first, _, last = period.partition("/")
        spans = self._spans[key]
        spans.insert(bisect_left(spans, (first, last)), (first, last))

    def _payer(self, row: BillRow, house: HouseId) -> PersonId | None:
        """Return who owes a new bill: whom the row names among the people of the house, else whom the rule names."""
        day = row.first or row.due_on or self._today
        if row.name:
            written = normalise(row.name)
            names = {written, *_BETWEEN_NAMES.split(written)}
            for person in self._known.names.get(house, ()):
                if normalise(person.name) in names:
                    return person.person_id
            if self._known.names.get(house):
                return None
        return self._known.payers.on_or_after(house, row.item, day)

    def _nobody_is_fine(self, row: BillRow, house: HouseId) -> bool:
        """A bill without a payer is taken when nobody is known for the house; another name than ours is not."""
        people = self._known.names.get(house, ())
        owners = [person for person in people if person.relation in ("owner", "co_owner")]
        if row.name and people:
            ours = mask_name((owners or list(people))[-1].name)
            self._clerk.refuse(row.place, "other_name", name=row.name[:30], ours=ours)
            return False
        self._clerk.warn(row.place, "no_payer")
        return True


def house_of(row: Any, known: Known, clerk: Clerk) -> HouseId | None:
    """Return the house of a row by its code or number plate; None after refusing the row."""
    if row.house is not None:
        found = known.house(row.house)
        if found is None:
            refuse_house(row.place, row.house, known, clerk)
        return found
    found = known.plates.get(row.plate or "")
    if found is None:
        clerk.refuse(row.place, "unknown_plate", plate=row.plate or "")
    return found


def refuse_house(place: Any, code: str, known: Known, clerk: Clerk) -> None:
    """Refuse a row whose house is not there, with the houses that may have been meant."""
    alike = known.resembling(code)
    if alike:
        clerk.refuse(place, "unknown_house_like", house=code, like="、".join(alike))
    else:
        clerk.refuse(place, "unknown_house", house=code)


def _whole(place: Any) -> Any:
    return replace(place, row=0, column="")

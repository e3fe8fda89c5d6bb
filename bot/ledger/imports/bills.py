"""Rows of bills and of arrears against the standing bills."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.estate.tables import HouseId
from bot.ledger.entries import NewBill, check_bill
from bot.ledger.imports.known import BillKey, Known, Named, name_key
from bot.ledger.imports.preview import Clerk
from bot.ledger.payers import OWES
from bot.ledger.periods import said
from bot.ledger.refusals import Refusal
from bot.ledger.sheets.rows import BillRow, Kind
from bot.ledger.tables import BillState
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
        self._counts: Counter[str] = Counter()

    def plan(self, rows: Sequence[BillRow], tell: Tell) -> None:
        """Plan all rows, then say once how due dates came about, and what is only a draft here."""
        for row in told(rows, tell):
            self._row(row)
        facts = {"due_derived": {"days": self._due_days}}
        for key, count in (+self._counts).items():
            self._clerk.warn(_whole(rows[0].place), key, count=count, **facts.get(key, {}))

    def _row(self, row: BillRow) -> None:
        house = house_of(row, self._known, self._clerk)
        if house is None:
            return
        period = f"{row.first}/{row.last}" if row.first and row.last else ""
        key = self._known.key_of(house, row.item, row.plate, period)
        there = self._known.bills[key].get(period)
        if there is not None:
            self._compare(row, there)
            return
        if period and (other := self._known.overlapping(key, period)):
            self._clerk.refuse(row.place, "overlaps", item=row.item, period=said(*other))
            return
        owing = [person for person in self._known.names.get(house, ()) if person.may_owe(row.item)]
        payer = self._payer(row, house, owing)
        if payer is not None or self._nobody_is_fine(row, house, owing):
            self._create(row, key, payer)

    def _create(self, row: BillRow, key: BillKey, payer: PersonId | None) -> None:
        due_on = row.due_on or self._known.due_on(row.item, row.first, self._due_days)
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
        try:
            check_bill(new)
        except Refusal as refusal:
            self._clerk.refuse(row.place, f"ledger.{refusal.why}", **refusal.facts)
            return
        self._counts["due_derived"] += row.due_on is None and due_on is not None
        self._counts["due_unknown"] += due_on is None
        self._known.enter(key, new)
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
        agreed = row.amount.value == rest
        if agreed and due_on == there.due_on:
            self._preview.same += 1
            self._counts["still_draft"] += there.state == BillState.DRAFT
            return
        if settled and self._preview.kind is Kind.ARREARS and not agreed:
            self._clerk.refuse(row.place, "rest_differs", open=Fen(there.open_fen), listed=row.amount)
            return
        if there.credited_fen:
            self._clerk.refuse(row.place, "has_waiver", credited=Fen(there.credited_fen))
            return
        amount = Fen(there.amount_fen) if agreed else row.amount
        if not agreed:
            self._clerk.warn(row.place, "amount_changes", old=Fen(there.amount_fen), new=amount)
        self._preview.changed_bills.append((there, amount, due_on))
        self._preview.change += 1
        self._preview.total += amount.value

    def _payer(self, row: BillRow, house: HouseId, owing: Sequence[Named]) -> PersonId | None:
        """Return who owes a new bill: whom the row names among those who can owe it, else whom the rule names.

        Who had left before the period began does not owe it, whatever the list says.
        """
        day = row.first or row.due_on or self._today
        if not row.name or not owing:
            return self._known.payers.on_or_after(house, row.item, day)
        names = _names(row.name)
        meant = [person for person in owing if name_key(person.name) in names and not _had_left(person, row.first)]
        return min(meant, key=lambda person: person.from_on > day).person_id if meant else None

    def _nobody_is_fine(self, row: BillRow, house: HouseId, owing: Sequence[Named]) -> bool:
        """A bill without a payer is taken when nobody is known who could owe it; another name than ours is not."""
        if not row.name or not owing:
            self._clerk.warn(row.place, "no_payer")
            return True
        names = _names(row.name)
        is_known = any(name_key(person.name) in names for person in self._known.names[house] if person not in owing)
        owners = [person for person in owing if person.relation in OWES] or owing
        key = "not_owing" if is_known else "other_name"
        self._clerk.refuse(row.place, key, name=row.name[:30], ours=mask_name(owners[-1].name))
        return False


def house_of(row: Any, known: Known, clerk: Clerk) -> HouseId | None:
    """Return the house of a row by its code or number plate; None after refusing the row."""
    if row.house is not None:
        found = known.house(row.house)
        if found is None:
            refuse_house(row.place, row.house, known, clerk)
        elif known.plates.get(row.plate or "", found) != found:
            clerk.refuse(row.place, "plate_of_another", plate=row.plate)
            return None
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


def _names(written: str) -> set[str]:
    said = normalise(written)
    return {name_key(said), *_BETWEEN_NAMES.split(said)}


def _had_left(person: Named, first: date | None) -> bool:
    return first is not None and person.to_on is not None and person.to_on <= first


def _whole(place: Any) -> Any:
    return replace(place, row=0, column="")

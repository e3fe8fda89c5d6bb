"""The demo's year: bills go out, money comes in, and what the cast tells happens to both.

Everything goes through the functions by which people change the ledger, each with its moment and its trace. Money is
booked once a week: for the first time twelve weeks ago (建账), when all that had come in before was entered, for the
last time at 08:20 of today, so what came in yesterday is in the books when the day begins.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from sqlalchemy import select
from sqlmodel import Session

from bot.demo.calendar import ANCHOR, Calendar, from_anchor
from bot.demo.fees import Charge
from bot.demo.habits import Habit, case_of
from bot.demo.income import Money, money_for, open_since, stories_of
from bot.demo.money_cast import Bounced, Corrected, Credited, Paid, Story, Unpaid
from bot.ledger.bills import add_bills, correct_bill, credit_bill
from bot.ledger.entries import Correction, NewBill, NewCredit, NewPayment
from bot.ledger.payers import payers_of
from bot.ledger.payments import record_payments, reverse_payment
from bot.ledger.periods import Span
from bot.ledger.tables import BILL, BillId, BillState, Method, PaymentId
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.audit import Actor

FIRST_VOUCHER = 881000000
FINANCE, MANAGER = Actor("staff:finance", "web"), Actor("staff:manager", "web")
POSTING, BOOKING, CHANGING = 9 * 60, 8 * 60 + 20, 10 * 60
BETWEEN_BOOKINGS, WEEKS_OF_BOOKING = 7, 12

Key = tuple[int, str, str]
"""What tells a bill from all others: its house, item and period."""


class Year:
    """Lets the year happen: `bill`, then `pay`, then `tell` what else the cast has."""

    def __init__(
        self, session: Session, calendar: Calendar, habits: Mapping[str, Habit], charges: Sequence[Charge]
    ) -> None:
        self._session, self._calendar, self._habits, self._charges = session, calendar, habits, charges
        self._payers = payers_of(session, {charge.house.id for charge in charges})
        self._bills: dict[Key, BillId] = {}
        self._booked: dict[tuple[str, Story], PaymentId] = {}
        self._open_since = open_since(charges)
        self._vouchers = 0

    def bill(self) -> None:
        """Enter all bills, those of one day together."""
        days: dict[tuple[date, bool], list[NewBill]] = defaultdict(list)
        for charge in self._charges:
            days[charge.posted_on, charge.is_draft].append(self._bill(charge))
        for (day, is_draft), bills in sorted(days.items()):
            state = BillState.DRAFT if is_draft else BillState.POSTED
            add_bills(self._session, bills, state=state, by=FINANCE, now=self._calendar.moment(day, POSTING))
        here = BILL.c.estate_id == self._charges[0].house.estate_id
        wanted = select(BILL.c.id, BILL.c.house_id, BILL.c.item, BILL.c.period).where(here)
        for row in self._session.connection().execute(wanted):
            self._bills[row.house_id, row.item, row.period] = BillId(row.id)

    def pay(self) -> None:
        """Book the money, on each morning of reconciling (对账) what has come in since the one before."""
        mornings: dict[date, list[Money]] = defaultdict(list)
        for charge in self._charges:
            if self._payer(charge) is not None:
                for money in money_for(charge, self._habits[charge.house.code]):
                    mornings[booked_on(money.on)].append(money)
        for day, came in sorted(mornings.items()):
            morning = self._calendar.moment(day, BOOKING)
            made = record_payments(self._session, [self._payment(money) for money in came], by=FINANCE, now=morning)
            told = {(money.charge.house.code, money.story): each for money, each in zip(came, made, strict=True)}
            self._booked |= {(code, story): each for (code, story), each in told.items() if story is not None}

    def tell(self) -> None:
        """Let happen to the bills what is neither billing nor paying."""
        for charge in self._charges:
            for story in stories_of(charge):
                self._tell(charge, story)

    def _bill(self, charge: Charge) -> NewBill:
        span = self._span(charge)
        wrong = next((story.wrong_fen for story in stories_of(charge) if isinstance(story, Corrected)), None)
        return NewBill(
            estate_id=charge.house.estate_id,
            house_id=charge.house.id,
            payer_id=self._payer(charge),
            item=charge.item,
            amount=Fen(wrong or charge.fen),
            first_on=span.first if span else None,
            last_on=span.last if span else None,
            due_on=self._calendar.day(charge.due_on) if charge.due_on else None,
            fee_item_id=charge.fee_item_id,
            basis=charge.basis,
        )

    def _payment(self, money: Money) -> NewPayment:
        charge, habit = money.charge, self._habits[money.charge.house.code]
        by_transfer = habit.method is Method.TRANSFER
        self._vouchers += by_transfer
        # Who leaves an older bill unpaid names the one that is meant, or the money would settle the older one.
        is_named = (charge.due_on or date.min) > self._open_since.get(charge.house.code, date.max)
        return NewPayment(
            estate_id=charge.house.estate_id,
            house_id=charge.house.id,
            amount=Fen(money.fen),
            method=habit.method,
            paid_at=self._calendar.moment(money.on, money.minute),
            payer_id=self._payer(charge),
            voucher=f"{FIRST_VOUCHER + self._vouchers}" if by_transfer else None,
            paid_by=case_of(charge.house.code).paid_by,
            named=(self._bills[self._key(charge)],) if is_named else (),
        )

    def _tell(self, charge: Charge, story: Story) -> None:
        bill = self._bills[self._key(charge)]
        match story:
            case Corrected(on_in=on_in, due_in=due_in, reason=reason):
                right = Correction(Fen(charge.fen), self._calendar.day(from_anchor(due_in)), reason)
                correct_bill(self._session, bill, right, by=FINANCE, now=self._moment(from_anchor(on_in)))
            case Credited(kind=kind, fen=fen, on_in=on_in, reason=reason):
                off = NewCredit(kind, Fen(fen), reason)
                credit_bill(self._session, bill, off, by=MANAGER, now=self._moment(from_anchor(on_in)))
            case Bounced(back_after=back_after, reason=reason) if charge.due_on:
                back = self._moment(charge.due_on + timedelta(days=back_after))
                made = self._booked[charge.house.code, story]
                reverse_payment(self._session, made, reason=reason, by=FINANCE, now=back)
            case Bounced() | Paid() | Unpaid():
                pass
            case _:
                assert_never(story)

    def _payer(self, charge: Charge) -> PersonId | None:
        return self._payers.of(charge.house.id, charge.item, self._calendar.day(charge.owed_on))

    def _span(self, charge: Charge) -> Span | None:
        return self._calendar.span(charge.span) if charge.span else None

    def _key(self, charge: Charge) -> Key:
        span = self._span(charge)
        return charge.house.id, charge.item, span.key if span else ""

    def _moment(self, written: date) -> datetime:
        return self._calendar.moment(written, CHANGING)


def booked_on(paid_on: date) -> date:
    """Return the next morning of booking after a day, never the day itself."""
    weeks = ((ANCHOR - paid_on).days - 1) // BETWEEN_BOOKINGS
    return ANCHOR - timedelta(days=BETWEEN_BOOKINGS * min(weeks, WEEKS_OF_BOOKING))

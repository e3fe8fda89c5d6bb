"""Made-up histories of two houses: whatever people do, in whatever order, and a slow reckoning of what follows.

A history runs on a real database through the doors of the program. `reckon` is the rule once more, told differently:
one fen after another, from the rows that people entered alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select

from bot.clock import from_ms
from bot.estate.tables import EstateId, House
from bot.ledger.bills import add_bills, assign_payer, cancel_credit, correct_bill, credit_bill, post_drafts, void_bill
from bot.ledger.entries import Correction, NewBill, NewCredit, NewPayment
from bot.ledger.payments import record_payment, reverse_payment
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, CREDIT, PAYMENT, REVERSAL, BillId, BillState, CreditKind, Method, PaymentId
from bot.money import Fen
from bot.people.tables import Person, PersonId

from .books import Books, day, moment

DUE = (day("2026-01-31"), day("2026-01-31"), day("2026-03-31"), None)
PAID = (moment("2026-01-20"), moment("2026-02-10"), moment("2026-02-10"), moment("2026-04-01"))
ACTIONS = (
    *("bill", "bill", "bill", "draft", "post", "void", "correct", "waive", "take back", "pay", "pay", "name", "name"),
    *("reverse", "assign"),
)


class Step(NamedTuple):
    """What happens next: an action and three numbers, which choose the house, the payer, the bill, the sum …"""

    action: str
    a: int
    b: int
    c: int


def chance_steps(chance: Random, most: int) -> list[Step]:
    """Make up a history."""
    return [
        Step(chance.choice(ACTIONS), *(chance.randint(0, 11) for _ in range(3))) for _ in range(chance.randint(1, most))
    ]


@dataclass
class History:
    """Two houses, two people who owe for both, and what has happened so far."""

    books: Books
    houses: list[House] = field(init=False)
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.houses = [self.books.house("3-2-501"), self.books.house("3-2-502")]
        self.people = [
            self.books.owner(house, name) for house, name in zip(self.houses, ("王建国", "李梅"), strict=True)
        ]

    def do(self, step: Step) -> None:
        """Do one step on a day of its own; what is refused changes nothing."""
        self.books.now += timedelta(days=1)
        doors: dict[str, Callable[[Step], object]] = {
            "bill": lambda step: self._enter(step, BillState.POSTED),
            "draft": lambda step: self._enter(step, BillState.DRAFT),
            "post": self._post,
            "void": lambda step: self._on_bill(
                step, lambda bill: void_bill(self.session, bill, reason="错", **self.who)
            ),
            "correct": self._correct,
            "waive": self._waive,
            "take back": self._take_back,
            "pay": lambda step: self._pay(step, ()),
            "name": self._name,
            "reverse": self._reverse,
            "assign": self._assign,
        }
        try:
            doors[step.action](step)
        except Refusal:
            return

    def know_everybody(self) -> None:
        """Let the first person owe what stands against nobody yet."""
        for house in self.houses:
            assign_payer(self.session, house.id, self.people[0].id, **self.who)

    @property
    def session(self) -> Any:
        return self.books.session

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.books.by, "now": self.books.now}

    @property
    def estate_id(self) -> EstateId:
        return EstateId(self.houses[0].estate_id)

    def rows(self, table: Any) -> list[Any]:
        """Return the rows of a table in the order in which they were entered."""
        return list(self.session.connection().execute(select(table).order_by(table.c.id)))

    def _payer(self, number: int) -> PersonId | None:
        return PersonId(self.people[number % 3].id) if number % 3 < 2 else None

    def _enter(self, step: Step, state: BillState) -> None:
        house, first = self.houses[step.a % 2], date(2026, 1 + step.c % 3, 1)
        new = NewBill(
            estate_id=self.estate_id,
            house_id=house.id,
            payer_id=self._payer(step.b),
            item=("物业费", "车位费")[step.a // 2 % 2],
            amount=Fen(1 + step.b),
            first_on=first,
            last_on=first + timedelta(days=27),
            due_on=DUE[step.c // 3],
        )
        key = (house.id, new.item, new.period)
        if not any((bill.house_id, bill.item, bill.period) == key for bill in self.rows(BILL) if bill.state != "void"):
            add_bills(self.session, [new], state=state, **self.who)

    def _post(self, step: Step) -> None:
        post_drafts(self.session, self.estate_id, date(2026, 1, 1), date(2026, 1 + step.a % 3, 1), **self.who)

    def _on_bill(self, step: Step, do: Callable[[BillId], object]) -> None:
        bills = self.rows(BILL)
        if bills:
            do(BillId(bills[step.a % len(bills)].id))

    def _correct(self, step: Step) -> None:
        to = Correction(Fen(1 + step.b), DUE[step.c % 4], "改")
        self._on_bill(step, lambda bill: correct_bill(self.session, bill, to, **self.who))

    def _waive(self, step: Step) -> None:
        off = NewCredit(CreditKind.WAIVER if step.c % 2 else CreditKind.CREDIT_NOTE, Fen(1 + step.b), "减")
        self._on_bill(step, lambda bill: credit_bill(self.session, bill, off, **self.who))

    def _take_back(self, step: Step) -> None:
        credits_ = self.rows(CREDIT)
        if credits_:
            cancel_credit(self.session, credits_[step.a % len(credits_)].id, reason="撤", **self.who)

    def _pay(self, step: Step, named: tuple[BillId, ...], house: int | None = None) -> None:
        new = NewPayment(
            estate_id=self.estate_id,
            house_id=self.houses[step.a % 2].id if house is None else house,  # type: ignore[arg-type]
            amount=Fen(1 + 2 * step.b),
            method=(Method.CASH, Method.CARD)[step.c // 4 % 2],
            paid_at=PAID[step.c % 4],
            payer_id=None if named else self._payer(step.b + step.c),
            memo=f"{step.c // 8}",
            named=named,
        )
        record_payment(self.session, new, **self.who)

    def _name(self, step: Step) -> None:
        bills = self.rows(BILL)
        if not bills:
            return
        first = bills[step.a % len(bills)]
        same = [bill for bill in bills if (bill.house_id, bill.payer_id) == (first.house_id, first.payer_id)]
        named = dict.fromkeys([first.id, same[step.b % len(same)].id, same[step.c % len(same)].id][: 1 + step.c % 3])
        self._pay(step, tuple(named), first.house_id)

    def _reverse(self, step: Step) -> None:
        payments = self.rows(PAYMENT)
        if payments:
            reverse_payment(self.session, PaymentId(payments[step.a % len(payments)].id), reason="退", **self.who)

    def _assign(self, step: Step) -> None:
        assign_payer(self.session, self.houses[step.a % 2].id, self.people[step.b % 2].id, **self.who)


class Reckoned(NamedTuple):
    """What follows from the rows for each bill that is posted, for each payment, and for each account."""

    bills: dict[int, tuple[int, int, int, date | None]]
    parts: dict[tuple[int, int], int]
    credit: dict[tuple[int, int | None], int]


def reckon(history: History) -> Reckoned:
    """Reckon slowly, fen by fen, from what people entered: bills, credits, payments, reversals."""
    bills = [bill for bill in history.rows(BILL) if bill.state == "posted"]
    credits_ = history.rows(CREDIT)
    gone = {row.cancels_id for row in credits_}
    standing = [row for row in credits_ if row.cancels_id is None and row.id not in gone]
    credited = {bill.id: sum(row.fen for row in standing if row.bill_id == bill.id) for bill in bills}
    open_fen = {bill.id: bill.amount_fen - credited[bill.id] for bill in bills}
    reversed_ = {row.payment_id for row in history.rows(REVERSAL)}
    parts: dict[tuple[int, int], int] = {}
    credit: dict[tuple[int, int | None], int] = {}
    waived_on = {
        bill.id: max((row.on_day for row in standing if row.bill_id == bill.id), default=None) for bill in bills
    }
    days: dict[int, list[date]] = {bill.id: [] for bill in bills}
    oldest = sorted(bills, key=_age)
    for payment, named in _in_turn(history, oldest):
        if payment.id in reversed_:
            continue
        account = (payment.house_id, payment.payer_id)
        mine = [bill.id for bill in oldest if (bill.house_id, bill.payer_id) == account]
        for _ in range(payment.fen):
            wanted = [bill for bill in (*(each for each in named if each in mine), *mine) if open_fen[bill] > 0]
            if not wanted:
                credit[account] = credit.get(account, 0) + 1
                continue
            open_fen[wanted[0]] -= 1
            days[wanted[0]].append(payment.paid_on)
            parts[payment.id, wanted[0]] = parts.get((payment.id, wanted[0]), 0) + 1
    return Reckoned(
        {
            bill.id: (
                bill.amount_fen - credited[bill.id] - open_fen[bill.id],
                credited[bill.id],
                open_fen[bill.id],
                max(days[bill.id], default=waived_on[bill.id]) if not open_fen[bill.id] else None,
            )
            for bill in bills
        },
        parts,
        credit,
    )


def _age(bill: Any) -> tuple[date, date, str, str, str]:
    return (bill.due_on or date.max, bill.first_on, bill.item, bill.label, bill.period)


def _in_turn(history: History, oldest: Sequence[Any]) -> list[tuple[Any, list[int]]]:
    """Return the payments in the order in which their money is used, and the bills that stand for those they named."""
    after = {bill.replaces_id: bill.id for bill in history.rows(BILL) if bill.replaces_id is not None}
    place = {bill.id: number for number, bill in enumerate(oldest)}

    def last(bill: int) -> int:
        return last(after[bill]) if bill in after else bill

    def names(payment: Any) -> list[int]:
        return [each for each in dict.fromkeys(last(bill) for bill in payment.named) if each in place]

    def turn(payment: Any) -> tuple[Any, ...]:
        marks = (payment.method, payment.memo)
        named = names(payment)
        return (payment.paid_ms, not named, payment.fen, marks, [place[bill] for bill in named], payment.id)

    return [(payment, names(payment)) for payment in sorted(history.rows(PAYMENT), key=turn)]


Key = tuple[int, str, str]


def figures(history: History) -> dict[Key, tuple[int, int, int, date | None]]:
    """Return the settled columns of the posted bills, by house (first or second), item and period."""
    number = {house.id: place for place, house in enumerate(history.houses)}
    return {
        (number[bill.house_id], bill.item, bill.period): (
            bill.paid_fen,
            bill.credited_fen,
            bill.open_fen,
            bill.settled_on,
        )
        for bill in history.rows(BILL)
        if bill.state == "posted" and bill.house_id in number
    }


def entered_again(history: History, books: Books, chance: Random) -> History:
    """Enter the facts that stand at the end of a history into other books, in an order of chance.

    Everybody's payer is known by then (`know_everybody`).

    What is void, corrected or taken back is left out: at the end it is as if it had never been.
    """
    other = History(books)
    person = {old.id: new.id for old, new in zip(history.people, other.people, strict=True)}
    house = {old.id: new.id for old, new in zip(history.houses, other.houses, strict=True)}
    made: dict[int, BillId] = {}
    bills = {bill.id: bill for bill in history.rows(BILL) if bill.state == "posted"}

    def enter(bill: Any) -> None:
        new = NewBill(
            estate_id=other.estate_id,
            house_id=house[bill.house_id],
            payer_id=person.get(bill.payer_id),
            item=bill.item,
            amount=Fen(bill.amount_fen),
            first_on=bill.first_on,
            last_on=bill.last_on,
            due_on=bill.due_on,
        )
        add_bills(books.session, [new], state=BillState.POSTED, **other.who)
        made[bill.id] = BillId(other.rows(BILL)[-1].id)

    def waive(row: Any) -> None:
        off = NewCredit(CreditKind(row.kind), Fen(row.fen), row.reason)
        credit_bill(books.session, made[row.bill_id], off, by=books.by, now=from_ms(row.at_ms))

    def pay(payment: Any, named: Iterable[int]) -> None:
        new = NewPayment(
            estate_id=other.estate_id,
            house_id=house[payment.house_id],
            amount=Fen(payment.fen),
            method=Method(payment.method),
            paid_at=from_ms(payment.paid_ms),
            payer_id=person.get(payment.payer_id),
            memo=payment.memo,
            named=tuple(made[bill] for bill in named),
        )
        record_payment(books.session, new, **other.who)

    credits_ = history.rows(CREDIT)
    gone = {row.cancels_id for row in credits_} | {row.id for row in credits_ if row.cancels_id is not None}
    reversed_ = {row.payment_id for row in history.rows(REVERSAL)}
    todo: list[tuple[set[int], Callable[[], None]]] = [(set(), partial(enter, bill)) for bill in bills.values()]
    todo += [({row.bill_id}, partial(waive, row)) for row in credits_ if row.id not in gone and row.bill_id in bills]
    todo += [
        (set(named), partial(pay, payment, named))
        for payment, named in _in_turn(history, list(bills.values()))
        if payment.id not in reversed_
    ]
    chance.shuffle(todo)
    while todo:
        needs, do = next(each for each in todo if each[0] <= set(made))
        todo.remove((needs, do))
        do()
    return other

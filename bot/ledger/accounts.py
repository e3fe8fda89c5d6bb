"""The derived side of the ledger: an account is a house and the payer who owes; `settle` writes what follows.

Residual = amount − valid payments − credit notes − waivers (spec/dunning.md T2). Every change of a bill, a credit or a
payment ends with `settle` of the accounts that it touched, in the same transaction. It locks their houses first, so two
people who book for one house wait for one another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session, col

from bot.estate.tables import House, HouseId
from bot.ledger.allocation import Owed, Paid, Part, allocate, follow, settled_on
from bot.ledger.tables import ALLOCATION, BILL, CREDIT, PAYMENT, BillState
from bot.people.tables import PersonId
from bot.store.batches import in_batches

SETTLED: Any = BILL.c.paid_fen + BILL.c.credited_fen + BILL.c.open_fen
OWED_COLUMNS = (
    *(BILL.c.id, BILL.c.house_id, BILL.c.payer_id, BILL.c.item, BILL.c.label, BILL.c.period, BILL.c.first_on),
    *(BILL.c.due_on, BILL.c.amount_fen, BILL.c.paid_fen, BILL.c.credited_fen, BILL.c.open_fen, BILL.c.settled_on),
)
PAID_COLUMNS = (
    *(PAYMENT.c.id, PAYMENT.c.house_id, PAYMENT.c.payer_id, PAYMENT.c.fen, PAYMENT.c.paid_ms, PAYMENT.c.paid_on),
    *(PAYMENT.c.named, PAYMENT.c.method, PAYMENT.c.voucher, PAYMENT.c.memo, PAYMENT.c.paid_by),
)


class Account(NamedTuple):
    """Whose debt for which house; without a payer (None) nobody is known yet who owes it."""

    house_id: HouseId
    payer_id: PersonId | None


class _Credited(NamedTuple):
    """What waivers and credit notes take off a bill, and when the last one did."""

    fen: int
    last_on: date


def lock_houses(session: Session, houses: Collection[HouseId]) -> None:
    """Let nobody else book for these houses until the transaction ends; on SQLite the transaction itself does.

    They are locked in the order of their ids, so that nobody waits in a circle: who changes several houses step by step
    locks all of them first.
    """
    if session.connection().dialect.name != "postgresql":
        return
    for some in in_batches(sorted(set(houses))):
        rows = select(col(House.id)).where(col(House.id).in_(some)).order_by(col(House.id))
        session.connection().execute(rows.with_for_update(key_share=True)).all()


def settle(session: Session, accounts: Collection[Account]) -> None:
    """Write anew what follows from the rows of these accounts: allocations and the settled columns of their bills."""
    by_house: dict[HouseId, set[Account]] = defaultdict(set)
    for account in accounts:
        by_house[account.house_id].add(account)
    lock_houses(session, by_house)
    for houses in in_batches(sorted(by_house)):
        _settle_some(session, houses, set().union(*(by_house[house] for house in houses)))


def accounts_of_houses(session: Session, houses: Collection[HouseId]) -> set[Account]:
    """Return every account that has a bill or a payment in these houses."""
    found: set[Account] = set()
    for some in in_batches(sorted(set(houses))):
        for table in (BILL, PAYMENT):
            wanted = select(table.c.house_id, table.c.payer_id).where(table.c.house_id.in_(some)).distinct()
            found |= {Account(*row) for row in session.connection().execute(wanted)}
    return found


def credit_of(session: Session, account: Account) -> int:
    """Return what was paid on an account beyond all its bills, in fen."""
    paid = select(PAYMENT.c.id, PAYMENT.c.fen).where(
        PAYMENT.c.house_id == account.house_id, _same_payer(PAYMENT, account), PAYMENT.c.is_valid
    )
    rows = {row.id: row.fen for row in session.connection().execute(paid)}
    if not rows:
        return 0
    used = select(ALLOCATION.c.fen).where(ALLOCATION.c.payment_id.in_(list(rows)))
    return int(sum(rows.values()) - sum(session.connection().execute(used).scalars()))


def _same_payer(table: Any, account: Account) -> Any:
    return table.c.payer_id.is_(None) if account.payer_id is None else table.c.payer_id == account.payer_id


def _settle_some(session: Session, houses: Sequence[HouseId], here: set[Account]) -> None:
    bills = _by_account(
        session, select(*OWED_COLUMNS).where(BILL.c.house_id.in_(houses), BILL.c.state == BillState.POSTED)
    )
    payments = _by_account(session, select(*PAID_COLUMNS).where(PAYMENT.c.house_id.in_(houses), PAYMENT.c.is_valid))
    credited = _credited(session, houses)
    replaced = _replaced(session, houses)
    kept = _allocations(session, houses)
    changes = _Changes()
    for account in sorted(here, key=lambda each: (each.house_id, each.payer_id or 0)):
        _settle_one(bills.get(account, []), payments.get(account, []), credited, replaced, changes)
    # A bill or payment that no longer counts (void, reversed) or changed its payer loses what it had.
    gone = {key: row for key, row in kept.items() if row.account in here}
    changes.write(session, gone)
    _clear_void(session, houses)


def _settle_one(
    bills: Sequence[Any],
    payments: Sequence[Any],
    credited: dict[int, _Credited],
    replaced: dict[int, int],
    changes: "_Changes",
) -> None:
    owed = {bill.id: _owed(bill, credited.get(bill.id)) for bill in bills}
    outcome = allocate(owed.values(), [_paid(payment, replaced) for payment in payments]) if owed else None
    parts = outcome.by_bill() if outcome else {}
    for bill in bills:
        off = credited.get(bill.id)
        mine = parts.get(bill.id, [])
        paid = sum(part.fen for part in mine)
        values = {
            "paid_fen": paid,
            "credited_fen": off.fen if off else 0,
            "open_fen": owed[bill.id].fen - paid,
            "settled_on": settled_on(owed[bill.id], mine, credited_on=off.last_on if off else None),
        }
        changes.bill(bill, values)
        changes.parts += mine


class _Changes:
    """What must be written so that the tables say what follows from the rows."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._bills: list[dict[str, Any]] = []

    def bill(self, row: Any, values: dict[str, Any]) -> None:
        """Note a bill whose settled columns differ."""
        if any(getattr(row, name) != value for name, value in values.items()):
            self._bills.append({"bill": row.id, **values})

    def write(self, session: Session, there: "dict[tuple[int, int], _Kept]") -> None:
        """Write the differences: allocations that are new or other, then those that are gone, then the bills."""
        connection = session.connection()
        wanted = {(part.payment_id, part.bill_id): part for part in self.parts}
        stale = [row.id for key, row in there.items() if key not in wanted or wanted[key].fen != row.fen]
        fresh = [part for key, part in wanted.items() if key not in there or there[key].fen != part.fen]
        for some in in_batches(stale):
            connection.execute(delete(ALLOCATION).where(ALLOCATION.c.id.in_(some)))
        if fresh:
            connection.execute(insert(ALLOCATION), [_row_of(part) for part in fresh])
        if self._bills:
            names = ("paid_fen", "credited_fen", "open_fen", "settled_on")
            settled = update(BILL).where(BILL.c.id == bindparam("bill"))
            connection.execute(settled.values({name: bindparam(name) for name in names}), self._bills)


def _row_of(part: Part) -> dict[str, Any]:
    return {"payment_id": part.payment_id, "bill_id": part.bill_id, "fen": part.fen, "paid_on": part.on}


class _Kept(NamedTuple):
    """An allocation as it stands, and the account of its bill."""

    id: int
    fen: int
    account: Account


def _by_account(session: Session, wanted: Any) -> dict[Account, list[Any]]:
    found: dict[Account, list[Any]] = defaultdict(list)
    for row in session.connection().execute(wanted):
        found[Account(row.house_id, row.payer_id)].append(row)
    return found


def _credited(session: Session, houses: Sequence[HouseId]) -> dict[int, _Credited]:
    """Return what is taken off each bill: rows that a later row takes back do not count."""
    wanted = select(CREDIT).join(BILL, BILL.c.id == CREDIT.c.bill_id).where(BILL.c.house_id.in_(houses))
    rows = list(session.connection().execute(wanted))
    cancelled = {row.cancels_id for row in rows if row.cancels_id is not None}
    found: dict[int, _Credited] = {}
    for row in rows:
        if row.cancels_id is None and row.id not in cancelled:
            before = found.get(row.bill_id, _Credited(0, row.on_day))
            found[row.bill_id] = _Credited(before.fen + row.fen, max(before.last_on, row.on_day))
    return found


def _replaced(session: Session, houses: Sequence[HouseId]) -> dict[int, int]:
    wanted = select(BILL.c.replaces_id, BILL.c.id).where(BILL.c.house_id.in_(houses), BILL.c.replaces_id.is_not(None))
    return {row.replaces_id: row.id for row in session.connection().execute(wanted)}


def _allocations(session: Session, houses: Sequence[HouseId]) -> dict[tuple[int, int], _Kept]:
    wanted = (
        select(ALLOCATION, PAYMENT.c.house_id, PAYMENT.c.payer_id)
        .join(PAYMENT, PAYMENT.c.id == ALLOCATION.c.payment_id)
        .where(PAYMENT.c.house_id.in_(houses))
    )
    return {
        (row.payment_id, row.bill_id): _Kept(row.id, row.fen, Account(row.house_id, row.payer_id))
        for row in session.connection().execute(wanted)
    }


def _clear_void(session: Session, houses: Sequence[HouseId]) -> None:
    stale = BILL.c.house_id.in_(houses), BILL.c.state == BillState.VOID, SETTLED > 0
    nothing = {"paid_fen": 0, "open_fen": 0, "credited_fen": 0, "settled_on": None}
    session.connection().execute(update(BILL).where(*stale).values(nothing))


def _owed(bill: Any, off: _Credited | None) -> Owed:
    fen = bill.amount_fen - (off.fen if off else 0)
    return Owed(bill.id, fen, bill.due_on, bill.first_on, f"{bill.item}\n{bill.label}\n{bill.period}")


def _paid(payment: Any, replaced: dict[int, int]) -> Paid:
    marks = (payment.method, payment.voucher or "", payment.memo, payment.paid_by)
    return Paid(payment.id, payment.fen, payment.paid_ms, payment.paid_on, follow(payment.named, replaced), marks)


def all_accounts(session: Session) -> Iterator[Account]:
    """Yield every account of the ledger, those with money alone too."""
    bills, payments = (select(table.c.house_id, table.c.payer_id) for table in (BILL, PAYMENT))
    for row in session.connection().execute(bills.union(payments)):
        yield Account(*row)

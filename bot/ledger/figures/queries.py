"""The statements behind the figures: one for each sum, grouped by building or by house, the same for any day.

What a bill says today (`paid_fen`, `open_fen`) is kept in its row, so a past day needs only what came after it:
residual then = open now + money paid later + waivers and credit notes of later. An estate is the sum of its buildings
(a house is in one of them), so a total, its buildings and its houses cannot tell different numbers.

The ledger is read as it is known now: void bills and reversed payments never were; only posted bills count, from
whichever day they were posted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, Integer, Select, Subquery, case, func, literal, literal_column, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.ledger.arrears import HOUSE
from bot.ledger.figures.scope import By, Scope, grouped, total
from bot.ledger.periods import Span
from bot.ledger.tables import ALLOCATION, BILL, CREDIT, PAYMENT, BillState, CreditKind

POSTED = BILL.c.state == BillState.POSTED
STILL_OPEN = BILL.c.open_fen > literal_column("0")
"""Written out, so that the index of the open bills is known to serve it."""
SIGNED = case((CREDIT.c.cancels_id.is_(None), CREDIT.c.fen), else_=-CREDIT.c.fen)
"""A waiver or credit note counts from its day on; the row that takes it back counts against it from its own day on."""


def due_bills(scope: Scope, spans: Sequence[Span], *, as_of: date, by: By) -> Select[Any]:
    """Sum the bills due in each of the spans (in order, without gaps); `slot` is the place of the span.

    `houses` have such bills, `settled` of them have nothing open as of the day, whether paid or waived.
    """
    later = _later(as_of)
    paid_later, credited_later = func.coalesce(later.c.paid, 0), func.coalesce(later.c.credited, 0)
    bills = (
        select(
            BILL.c.house_id,
            _slot(spans),
            BILL.c.amount_fen,
            (BILL.c.paid_fen - paid_later).label("paid"),
            (BILL.c.open_fen + paid_later + credited_later).label("residual"),
        )
        .outerjoin(later, later.c.bill_id == BILL.c.id)
        .where(*_due_within(scope, spans))
        .subquery()
    )
    houses = (
        select(
            bills.c.house_id,
            bills.c.slot,
            total(bills.c.amount_fen, "billed"),
            total(bills.c.paid, "paid"),
            literal(1).label("houses"),
            func.min(case((bills.c.residual > 0, 0), else_=1)).label("settled"),
        )
        .group_by(bills.c.house_id, bills.c.slot)
        .subquery()
    )
    return grouped(houses, scope, by, ("billed", "paid", "houses", "settled"), keys=("slot",))


def credits_on_due(scope: Scope, spans: Sequence[Span], *, as_of: date, by: By) -> Select[Any]:
    """Sum waivers and credit notes up to the day on the bills due in each of the spans."""
    rows = _credits(CREDIT.c.on_day <= as_of, *_due_within(scope, spans), slot=_slot(spans))
    return grouped(rows, scope, by, ("waived", "credited"), keys=("slot",))


def days_to_pay(scope: Scope, span: Span, *, as_of: date, by: By) -> Select[Any]:
    """Sum what was paid up to the day on the bills due in the span, and each fen's days from due date to payment."""
    days = days_between(ALLOCATION.c.paid_on, BILL.c.due_on)
    rows = (
        select(
            BILL.c.house_id,
            total(ALLOCATION.c.fen, "paid"),
            total(ALLOCATION.c.fen * days, "fen_days"),
        )
        .join(ALLOCATION, ALLOCATION.c.bill_id == BILL.c.id)
        .where(*_due_within(scope, [span]), ALLOCATION.c.paid_on <= as_of)
        .group_by(BILL.c.house_id)
        .subquery()
    )
    return grouped(rows, scope, by, ("paid", "fen_days"))


def arrears_at(scope: Scope, day: date, *, due_before: date, by: By) -> Select[Any]:
    """Sum what was open at the end of a day of the bills due before another.

    A waiver that was taken back later may leave a bill below zero on a day between; it is summed as it is, so that
    what was open, came in and came off always add up.
    """
    due = BILL.c.due_on < due_before
    still = select(BILL.c.house_id, BILL.c.open_fen.label("fen")).where(STILL_OPEN, _in(scope), due)
    moved = union_all(*(each.where(due) for each in _since(day))).subquery()
    bills = union_all(still, select(moved.c.house_id, moved.c.fen)).subquery()
    rows = select(bills.c.house_id, total(bills.c.fen, "open")).group_by(bills.c.house_id).subquery()
    return grouped(rows, scope, by, ("open",))


def receipts_on_arrears(scope: Scope, paid: Span, *, due_before: date, by: By) -> Select[Any]:
    """Sum what was paid within a span of days on bills due before another day."""
    rows = (
        select(BILL.c.house_id, total(ALLOCATION.c.fen, "paid"))
        .select_from(ALLOCATION)
        .join(BILL, BILL.c.id == ALLOCATION.c.bill_id)
        .where(ALLOCATION.c.paid_on.between(paid.first, paid.last), BILL.c.due_on < due_before)
        .group_by(BILL.c.house_id)
        .subquery()
    )
    return grouped(rows, scope, by, ("paid",))


def credits_on_arrears(scope: Scope, on: Span, *, due_before: date, by: By) -> Select[Any]:
    """Sum waivers and credit notes within a span of days on bills due before another day."""
    rows = _credits(CREDIT.c.on_day.between(on.first, on.last), BILL.c.due_on < due_before, POSTED)
    return grouped(rows, scope, by, ("waived", "credited"))


def payments(scope: Scope, paid: Span, online: Sequence[str], *, by: By) -> Select[Any]:
    """Sum and count the valid payments within a span of days, and those by the online methods."""
    is_online = PAYMENT.c.method.in_(list(online))
    rows = (
        select(
            PAYMENT.c.house_id,
            total(PAYMENT.c.fen, "fen"),
            func.count().label("payments"),
            total(case((is_online, PAYMENT.c.fen), else_=0), "online_fen"),
            total(case((is_online, 1), else_=0), "online_payments"),
        )
        .where(
            PAYMENT.c.estate_id.in_(scope.estates), PAYMENT.c.paid_on.between(paid.first, paid.last), PAYMENT.c.is_valid
        )
        .group_by(PAYMENT.c.house_id)
        .subquery()
    )
    return grouped(rows, scope, by, ("fen", "payments", "online_fen", "online_payments"))


def residuals(scope: Scope, day: date, *, by: By) -> Select[Any]:
    """Select every bill that had something open at the end of a day: `id` (of its group), `house_id`, `due_on`, `fen`.

    Those that are open today, with what came off them since, then those that were settled since.
    """
    moved = union_all(*_since(day)).subquery()
    kept = (moved.c.bill_id, moved.c.house_id, moved.c.due_on, moved.c.open_fen)
    since = select(*kept, total(moved.c.fen, "fen")).group_by(*kept).cte("since")
    still = (
        select(
            by.column.label("id"),
            BILL.c.house_id,
            BILL.c.due_on,
            (BILL.c.open_fen + func.coalesce(since.c.fen, 0)).label("fen"),
        )
        .select_from(BILL)
        .join(HOUSE, HOUSE.c.id == BILL.c.house_id)
        .outerjoin(since, since.c.bill_id == BILL.c.id)
        .where(STILL_OPEN, scope.where)
    )
    settled = (
        select(by.column, since.c.house_id, since.c.due_on, since.c.fen)
        .select_from(since)
        .join(HOUSE, HOUSE.c.id == since.c.house_id)
        .where(since.c.open_fen == 0, scope.where)
    )
    rows = union_all(still, settled).subquery()
    return select(rows).where(rows.c.fen > 0)


def _since(day: date) -> tuple[Select[Any], Select[Any]]:
    """Select what was paid on each posted bill after a day, and what waivers and credit notes took off it."""
    bill = (BILL.c.id.label("bill_id"), BILL.c.house_id, BILL.c.due_on, BILL.c.open_fen)
    paid = select(*bill, ALLOCATION.c.fen).select_from(ALLOCATION).join(BILL, BILL.c.id == ALLOCATION.c.bill_id)
    credited = select(*bill, SIGNED.label("fen")).select_from(CREDIT).join(BILL, BILL.c.id == CREDIT.c.bill_id)
    return paid.where(ALLOCATION.c.paid_on > day), credited.where(CREDIT.c.on_day > day, POSTED)


def _later(day: date) -> CTE:
    """Sum by bill what was paid after a day and what waivers and credit notes took off after it."""
    none = literal(0)
    paid = select(ALLOCATION.c.bill_id, ALLOCATION.c.fen.label("paid"), none.label("credited"))
    credited = select(CREDIT.c.bill_id, none.label("paid"), SIGNED.label("credited"))
    rows = union_all(paid.where(ALLOCATION.c.paid_on > day), credited.where(CREDIT.c.on_day > day)).subquery()
    sums = total(rows.c.paid, "paid"), total(rows.c.credited, "credited")
    return select(rows.c.bill_id, *sums).group_by(rows.c.bill_id).cte("later")


def _credits(*which: Any, slot: Any = None) -> Subquery:
    """Sum the waivers and credit notes that the conditions keep by house, and by slot if there is one.

    They are summed before the houses are looked at: a database that begins with the houses looks up every bill.
    """
    kinds = {"waived": CreditKind.WAIVER, "credited": CreditKind.CREDIT_NOTE}
    sums = (case((CREDIT.c.kind == kind, SIGNED), else_=0).label(name) for name, kind in kinds.items())
    slots = [] if slot is None else [slot]
    found = select(BILL.c.house_id, *slots, *sums).select_from(CREDIT).join(BILL, BILL.c.id == CREDIT.c.bill_id)
    rows = found.where(*which).subquery()
    keys = [rows.c[name] for name in ("house_id", *(each.name for each in slots))]
    return select(*keys, *(total(rows.c[name], name) for name in kinds)).group_by(*keys).subquery()


def _due_within(scope: Scope, spans: Sequence[Span]) -> tuple[Any, ...]:
    return BILL.c.estate_id.in_(scope.estates), POSTED, BILL.c.due_on.between(spans[0].first, spans[-1].last)


def _in(scope: Scope) -> Any:
    return BILL.c.house_id.in_(select(HOUSE.c.id).where(scope.where))


def _slot(spans: Sequence[Span]) -> Any:
    return case(*((BILL.c.due_on <= span.last, place) for place, span in enumerate(spans))).label("slot")


class days_between(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """Whole days from the second day to the first."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _as_difference(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"({later} - {earlier})"


@compiles(days_between, "sqlite")
def _as_julian_days(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"

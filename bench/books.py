"""A large invented ledger for measuring: houses, payers, bills over five years, most of them paid."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from bot.estate.tables import Building, Estate, EstateId, House
from bot.ledger.periods import shifted
from bot.ledger.tables import ALLOCATION, BILL, PAYMENT
from bot.people.tables import Person, Residency
from bot.store.batches import in_batches

TODAY = date(2026, 11, 21)
HOUSES, BUILDINGS, YEARS = 5000, 50, 5
PAID_OF_TEN = 9
MONTH_MS = 1_700_000_000_000


def build_estate(session: Session, *, houses: int = HOUSES) -> EstateId:
    """Make an estate with its buildings, houses (3-2-501 …) and one owner each; the caller commits."""
    estate = Estate(code="大", name="大花园")
    session.add(estate)
    session.flush()
    buildings = [Building(estate_id=estate.id, code=str(number)) for number in range(1, BUILDINGS + 1)]
    session.add_all(buildings)
    session.flush()
    rows = [
        {"estate_id": estate.id, "building_id": buildings[n % BUILDINGS].id, "code": code, "entrance": entrance}
        | {"room": room, "area_dm2": 8000 + n % 50 * 100, "use": "residential", "handed_over_on": date(2015, 1, 1)}
        for n, (code, entrance, room) in enumerate(islice(codes(), houses))
    ]
    session.connection().execute(insert(House), rows)
    ids = list(session.connection().execute(select(House.id)).scalars())  # type: ignore[call-overload]
    session.connection().execute(insert(Person), [{"name": f"业主{n}", "kind": "natural"} for n in range(houses)])
    owners = list(session.connection().execute(select(Person.id)).scalars())  # type: ignore[call-overload]
    lives = [
        {"person_id": owner, "house_id": house, "relation": "owner", "from_on": date(2015, 1, 1)}
        for house, owner in zip(ids, owners, strict=True)
    ]
    session.connection().execute(insert(Residency), lives)
    return estate.id


def codes() -> Iterator[tuple[str, str, str]]:
    """Yield the codes of houses, going round the buildings: (1-1-101, 1, 101), (2-1-101, 1, 101) …"""
    for floor in range(1, 100):
        for door in range(1, 5):
            for building in range(1, BUILDINGS + 1):
                yield f"{building}-1-{floor}{door:02d}", "1", f"{floor}{door:02d}"


def fill(session: Session, estate_id: EstateId, bills: int) -> None:
    """Enter so many bills, a month each, nine of ten paid within days; derived columns as `settle` would write them."""
    rng = Random(7)
    connection = session.connection()
    owners = list(connection.execute(select(Residency.house_id, Residency.person_id)))  # type: ignore[call-overload]
    rows = list(islice(_bills(estate_id, owners, rng), bills))
    for some in in_batches(rows, 5000):
        connection.execute(insert(BILL), some)
    first = connection.execute(select(func.min(BILL.c.id))).scalar_one()
    paid = [(first + n, row) for n, row in enumerate(rows) if row["paid_fen"]]
    for some in in_batches(paid, 5000):
        connection.execute(insert(PAYMENT), [_payment(row) for _, row in some])
    begin = connection.execute(select(func.min(PAYMENT.c.id))).scalar_one()
    parts = [
        {"payment_id": begin + n, "bill_id": bill, "fen": row["paid_fen"], "paid_on": row["settled_on"]}
        for n, (bill, row) in enumerate(paid)
    ]
    for some in in_batches(parts, 5000):
        connection.execute(insert(ALLOCATION), some)


def _bills(estate_id: EstateId, owners: list[Any], rng: Random) -> Iterator[dict[str, Any]]:
    """Yield bills from the newest month backwards, one for each house and item of a month."""
    for back in range(YEARS * 12):
        first = shifted(TODAY.replace(day=1), -back)
        for item in ("物业费", "公共能耗费", "水泵费", "电梯费"):
            for house_id, person_id in owners:
                amount, due = 10000 + rng.randrange(20000), first + timedelta(days=14)
                paid_on = due + timedelta(days=rng.randrange(-10, 40))
                is_paid = rng.randrange(10) < PAID_OF_TEN and paid_on <= TODAY
                yield {
                    "estate_id": estate_id,
                    "house_id": house_id,
                    "payer_id": person_id,
                    "item": item,
                    "label": "",
                    "first_on": first,
                    "last_on": shifted(first, 1) - timedelta(days=1),
                    "period": f"{first}/{shifted(first, 1) - timedelta(days=1)}",
                    "amount_fen": amount,
                    "due_on": due,
                    "basis": {},
                    "state": "posted",
                    "created_ms": MONTH_MS,
                    "posted_ms": MONTH_MS,
                    "paid_fen": amount if is_paid else 0,
                    "credited_fen": 0,
                    "open_fen": 0 if is_paid else amount,
                    "settled_on": paid_on if is_paid else None,
                }


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "estate_id": row["estate_id"],
        "house_id": row["house_id"],
        "payer_id": row["payer_id"],
        "fen": row["paid_fen"],
        "method": "wechat",
        "paid_by": "",
        "memo": "",
        "named": [],
        "paid_ms": MONTH_MS,
        "paid_on": row["settled_on"],
        "recorded_ms": MONTH_MS,
        "is_valid": True,
    }

"""The fee items of `data/estate.yaml` brought into the database, where bills refer to them.

The file is what counts: an entry that is new is added, one that is gone ends today. What bills were made of is not
changed afterwards: another price is another entry from another day, and one that is changed in place is refused.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session, col

from bot.estate.settings import EstateSettings, FeeItemSetting, SharedCostSetting
from bot.estate.tables import Building, Estate, House
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, FEE_ITEM, FEE_ITEM_HOUSE, SHARED_COST, BillState

E4_PER_YUAN = 10_000
FEN_PER_YUAN = 100
HOUSE: Any = House.__table__  # type: ignore[attr-defined]


def sync_fee_items(session: Session, estate: Estate, settings: EstateSettings | None, *, today: date) -> int:
    """Make the fee items and shared costs of an estate those of its settings; returns how many rows changed.

    Settings without `fee_items` change nothing.

    Raises:
        Refusal: `fee_item_in_use` (bills were made of it, and its price, cycle … differ now), `shared_cost_in_use`,
            `no_such_building`, `no_such_house_of_item`.
    """
    if settings is None or settings.fee_items is None:
        return 0
    wanted = {_key(row): row for row in (_row(session, estate, item) for item in settings.fee_items)}
    there = {_key(row): row for row in _items(session, estate)}
    changed = 0
    for key, row in wanted.items():
        changed += _put(session, row, there.get(key))
    gone = [row.id for key, row in there.items() if key not in wanted and row.to_on is None]
    if gone:
        session.connection().execute(update(FEE_ITEM).where(FEE_ITEM.c.id.in_(gone)).values(to_on=today))
    ids = {_key(row): row.id for row in _items(session, estate)}
    for item in settings.fee_items:
        if item.houses is not None:
            changed += _assign(session, estate, item, ids[_key(_row(session, estate, item))], today)
    return changed + len(gone) + _put_costs(session, estate, settings.shared_costs)


def _row(session: Session, estate: Estate, item: FeeItemSetting) -> dict[str, Any]:
    return {
        "estate_id": estate.id,
        "name": item.name,
        "formula": item.formula,
        "price_e4": int(item.price * E4_PER_YUAN),
        "cycle": item.cycle,
        "rounding": item.rounding,
        "due_days": item.due_days,
        "use": item.use.value if item.use else None,
        "building_id": _building(session, estate, item.building),
        "assigned_only": item.houses is not None,
        "from_on": item.from_on,
        "to_on": item.to_on,
    }


def _key(row: Any) -> tuple[Any, ...]:
    values = row if isinstance(row, dict) else row._mapping
    return tuple(values[name] for name in ("name", "use", "building_id", "from_on"))


def _items(session: Session, estate: Estate) -> list[Any]:
    return list(session.connection().execute(select(FEE_ITEM).where(FEE_ITEM.c.estate_id == estate.id)))


def _put(session: Session, row: dict[str, Any], there: Any) -> int:
    """Add an entry, or bring the stored one to its values as long as no bill was made of it."""
    if there is None:
        session.connection().execute(insert(FEE_ITEM).values(row))
        return 1
    differs = {name for name, value in row.items() if getattr(there, name) != value}
    if not differs:
        return 0
    if differs - {"to_on", "due_days"} and _is_used(session, there.id):
        raise Refusal("fee_item_in_use", item=there.name, day=there.from_on)
    session.connection().execute(update(FEE_ITEM).where(FEE_ITEM.c.id == there.id).values(row))
    return 1


def _is_used(session: Session, item_id: int) -> bool:
    standing = (BILL.c.fee_item_id == item_id, BILL.c.state != BillState.VOID)
    return session.connection().execute(select(BILL.c.id).where(*standing).limit(1)).first() is not None


def _assign(session: Session, estate: Estate, item: FeeItemSetting, item_id: int, today: date) -> int:
    """Give the houses of an entry their pieces; another number of pieces holds from today on."""
    connection = session.connection()
    codes = item.houses or {}
    ids: dict[str, int] = dict(
        connection.execute(
            select(HOUSE.c.code, HOUSE.c.id).where(HOUSE.c.estate_id == estate.id, HOUSE.c.code.in_(list(codes)))
        ).all()
    )
    unknown = [code for code in codes if code not in ids]
    if unknown:
        raise Refusal("no_such_house_of_item", item=item.name, house=unknown[0])
    held = or_(FEE_ITEM_HOUSE.c.to_on.is_(None), FEE_ITEM_HOUSE.c.to_on > today)
    rows = connection.execute(select(FEE_ITEM_HOUSE).where(FEE_ITEM_HOUSE.c.fee_item_id == item_id, held))
    there = {row.house_id: row for row in rows}
    wanted = {ids[code]: pieces for code, pieces in codes.items()}
    over = [row.id for house, row in there.items() if wanted.get(house) != row.quantity]
    if over:
        connection.execute(update(FEE_ITEM_HOUSE).where(FEE_ITEM_HOUSE.c.id.in_(over)).values(to_on=today))
    kept = {house for house, row in there.items() if wanted.get(house) == row.quantity}
    new = [
        {"fee_item_id": item_id, "house_id": house, "quantity": pieces}
        | {"from_on": today if house in there else item.from_on}
        for house, pieces in wanted.items()
        if house not in kept
    ]
    if new:
        connection.execute(insert(FEE_ITEM_HOUSE), new)
    return len(over) + len(new)


def _put_costs(session: Session, estate: Estate, costs: Sequence[SharedCostSetting]) -> int:
    """Enter the sums of shared items; a sum that was split over the houses already is not changed afterwards."""
    changed = 0
    for cost in costs:
        building, item_id = _building(session, estate, cost.building), _shared_item(session, estate, cost)
        row = {"last_on": cost.to_on, "total_fen": int(cost.total * FEN_PER_YUAN)}
        same = (
            SHARED_COST.c.fee_item_id == item_id,
            SHARED_COST.c.first_on == cost.from_on,
            SHARED_COST.c.building_id.is_(None) if building is None else SHARED_COST.c.building_id == building,
        )
        there = session.connection().execute(select(SHARED_COST).where(*same)).first()
        if there is None:
            mark = {"fee_item_id": item_id, "building_id": building, "first_on": cost.from_on}
            session.connection().execute(insert(SHARED_COST).values(**mark, **row))
        elif any(getattr(there, name) != value for name, value in row.items()):
            if _is_split(session, there):
                raise Refusal("shared_cost_in_use", item=cost.item, day=cost.from_on)
            session.connection().execute(update(SHARED_COST).where(*same).values(row))
        else:
            continue
        changed += 1
    return changed


def _is_split(session: Session, cost: Any) -> bool:
    made = (BILL.c.fee_item_id == cost.fee_item_id, BILL.c.first_on == cost.first_on, BILL.c.state != BillState.VOID)
    return session.connection().execute(select(BILL.c.id).where(*made).limit(1)).first() is not None


def _shared_item(session: Session, estate: Estate, cost: SharedCostSetting) -> int:
    named = select(FEE_ITEM.c.id).where(FEE_ITEM.c.estate_id == estate.id, FEE_ITEM.c.name == cost.item)
    return int(session.connection().execute(named.order_by(FEE_ITEM.c.from_on.desc())).scalars().first() or 0)


def _building(session: Session, estate: Estate, code: str | None) -> int | None:
    if code is None:
        return None
    wanted = select(col(Building.id)).where(col(Building.estate_id) == estate.id, col(Building.code) == code)
    found = session.connection().execute(wanted).scalar()
    if found is None:
        raise Refusal("no_such_building", building=code)
    return int(found)

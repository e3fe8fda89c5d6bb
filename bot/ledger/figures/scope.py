"""Which houses count, and summing over them by building or by house: what every statement of the figures ends with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, cast, func, literal, select
from sqlmodel import Session

from bot.ledger.arrears import BUILDING, HOUSE


class By(StrEnum):
    """What the sums are grouped by."""

    BUILDING = "building"
    HOUSE = "house"

    @property
    def column(self) -> Any:
        """The column of House that tells the groups apart."""
        return HOUSE.c.building_id if self is By.BUILDING else HOUSE.c.id


@dataclass(frozen=True, slots=True)
class Scope:
    """The houses that a condition on House keeps, and the estates that they lie in, by which bills are found."""

    where: Any
    estates: tuple[int, ...]


def scope_of(session: Session, where: Any) -> Scope:
    """Return the scope of a condition on House (`arrears.houses_where`, `people.access.seen_houses`)."""
    estates = session.connection().execute(select(HOUSE.c.estate_id).where(where).distinct()).scalars()
    return Scope(where, tuple(estates))


def names_of(session: Session, scope: Scope, by: By) -> dict[int, tuple[str, str]]:
    """Return building and house code (empty for a building) of everything in scope, in its order."""
    house = select(HOUSE.c.id, BUILDING.c.code, HOUSE.c.code.label("house"))
    house = house.join(BUILDING, HOUSE.c.building_id == BUILDING.c.id).where(scope.where).order_by(HOUSE.c.id)
    seen = select(HOUSE.c.building_id).where(scope.where)
    building = select(BUILDING.c.id, BUILDING.c.code, literal("").label("house")).where(BUILDING.c.id.in_(seen))
    wanted = house if by is By.HOUSE else building.order_by(BUILDING.c.id)
    return {row.id: (row.code, row.house) for row in session.connection().execute(wanted)}


def grouped(rows: Subquery, scope: Scope, by: By, sums: Sequence[str], *, keys: Sequence[str] = ()) -> Select[Any]:
    """Sum rows with a `house_id` by building or house (and `keys`), of the houses in scope."""
    kept = [rows.c[name] for name in keys]
    return (
        select(by.column.label("id"), *kept, *(total(rows.c[name], name) for name in sums))
        .select_from(rows)
        .join(HOUSE, HOUSE.c.id == rows.c.house_id)
        .where(scope.where)
        .group_by(by.column, *kept)
    )


def total(amounts: Any, name: str) -> Any:
    """Return the sum of whole numbers as a whole number: PostgreSQL would make decimals of it."""
    return cast(func.sum(amounts), BigInteger).label(name)


def run(session: Session, statement: Select[Any]) -> Iterator[dict[str, int]]:
    """Yield the rows of a statement by the names of its columns."""
    for row in session.connection().execute(statement).mappings():
        yield dict(row)

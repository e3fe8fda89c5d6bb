"""The one door: who is writing, which houses they may see, and whether they may see figures.

Nobody sees anything before a binding says who they are, and a binding alone gives nothing: it is the residency of
today, or the scope of a staff member who still works here, that opens a house. A house that does not exist and one
that may not be seen answer alike, so that nobody learns by asking which houses there are.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.estate.service import find_houses
from bot.estate.tables import BuildingId, Estate, EstateId, House, HouseId
from bot.people.tables import Account, AccountId, Person, PersonId, Relation, Residency, Role, Side, Staff, StaffId
from bot.people.tables import StaffScope as Scope
from bot.understanding.houses import HouseNumber

FIGURE_RELATIONS = frozenset({Relation.OWNER, Relation.CO_OWNER, Relation.CLERK})
FIGURE_ROLES = frozenset(
    {Role.MANAGER, Role.FINANCE, Role.FRONT_DESK, Role.HEAD, Role.BUILDING_MANAGER, Role.LEGAL},
)


BOOKING_ROLES = frozenset({Role.MANAGER, Role.FINANCE})
"""Who answers for bills and payments: posts, books, takes back, confirms what a statement proposes."""


class Who(StrEnum):
    """What a sender is to us."""

    RESIDENT = "resident"
    STAFF = "staff"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class HouseRef:
    """A house that a resident belongs to today, and as what."""

    house_id: HouseId
    estate_id: EstateId
    building_id: BuildingId
    code: str
    relation: Relation
    estate: str = ""


@dataclass(frozen=True, slots=True)
class ScopeRef:
    """What a staff member is there for: a building, or a whole estate (`building_id` None)."""

    estate_id: EstateId
    building_id: BuildingId | None
    estate: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is writing, as of one day.

    A resident without a house (sold, moved out) keeps their `person_id`, because what they owe stays theirs, but
    sees no house. `houses` is in the order in which they came to them.
    """

    kind: Who
    account_id: AccountId | None = None
    person_id: PersonId | None = None
    staff_id: StaffId | None = None
    name: str = ""
    houses: tuple[HouseRef, ...] = ()
    role: Role | None = None
    department: str = ""
    scope: tuple[ScopeRef, ...] = ()


STRANGER = Identity(Who.STRANGER)


def who_is(session: Session, *, channel: str, account: str, sender_id: str, today: date) -> Identity:
    """Return who a sender is today; anyone without a live binding is a stranger.

    A staff member who left is no longer one; if the same chat account is also bound to them as a resident, that
    stays. It runs for every message: one statement for a stranger, two for everyone else.
    """
    key = {"channel": channel, "account": account, "sender_id": sender_id}
    found = _rows(session, _binding_query(), key)
    return _identity_of(session, found[0], today) if found else STRANGER


def may_see_house(session: Session, identity: Identity, house_id: HouseId) -> bool:
    """Return whether someone may know that a house exists and what goes on there; figures are another question."""
    if identity.kind is Who.RESIDENT:
        return any(house.house_id == house_id for house in identity.houses)
    if identity.kind is Who.STAFF:
        return _exists(session, house_id, seen_houses(identity))
    return False


def may_see_figures(session: Session, identity: Identity, house_id: HouseId) -> bool:
    """Return whether someone may see what a house is billed, has paid and owes.

    Owners, co-owners and the clerk of an owning company may. A tenant answers only for what they agreed to
    themselves, and family is a third person in law (spec/legal.md §8), so neither sees the owner's arrears. Of the
    staff, those who deal with money or residents may; engineers, guards and cleaners may not.
    """
    if identity.kind is Who.RESIDENT:
        return any(house.house_id == house_id and house.relation in FIGURE_RELATIONS for house in identity.houses)
    if identity.role not in FIGURE_ROLES:
        return False
    return may_see_house(session, identity, house_id)


def seen_houses(identity: Identity) -> ColumnElement[bool]:
    """Return the condition on `House` that keeps what someone may see: for lists, searches and totals."""
    if identity.kind is Who.RESIDENT:
        return col(House.id).in_([house.house_id for house in identity.houses])
    if identity.kind is Who.STAFF:
        return or_(false(), *(_within(scope) for scope in identity.scope))
    return false()


def find_seen_houses(session: Session, identity: Identity, number: HouseNumber) -> list[House]:
    """Return the houses that a number can mean, of those that someone may see."""
    return find_houses(session, number, where=seen_houses(identity))


def _within(scope: ScopeRef) -> ColumnElement[bool]:
    if scope.building_id is None:
        return col(House.estate_id) == scope.estate_id
    return and_(col(House.estate_id) == scope.estate_id, col(House.building_id) == scope.building_id)


def _exists(session: Session, house_id: HouseId, condition: ColumnElement[bool]) -> bool:
    return session.exec(select_rows(House.id).where(House.id == house_id, condition)).first() is not None


def _identity_of(session: Session, binding: Any, today: date) -> Identity:
    resident = binding.person_id is not None
    if binding.active and (binding.side == Side.STAFF or not resident):
        return _staff_identity(session, binding)
    return _resident_identity(session, binding, today) if resident else STRANGER


def _staff_identity(session: Session, binding: Any) -> Identity:
    rows = _rows(session, _scope_query(), {"staff_id": binding.staff_id})
    return Identity(
        Who.STAFF,
        account_id=binding.id,
        person_id=binding.person_id,
        staff_id=binding.staff_id,
        name=binding.staff_name,
        role=Role(binding.role),
        department=binding.department,
        scope=tuple(ScopeRef(row.estate_id, row.building_id, row.estate) for row in rows),
    )


def _resident_identity(session: Session, binding: Any, today: date) -> Identity:
    rows = _rows(session, _houses_query(), {"person_id": binding.person_id, "today": today})
    return Identity(
        Who.RESIDENT,
        account_id=binding.id,
        person_id=binding.person_id,
        staff_id=binding.staff_id if binding.active else None,
        name=binding.person_name,
        houses=tuple(
            HouseRef(row.id, row.estate_id, row.building_id, row.code, Relation(row.relation), row.estate)
            for row in rows
        ),
    )


def lives_on(day: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the two conditions that a residency holds on `day`: its last day is the day before `to_on`."""
    return col(Residency.from_on) <= day, or_(col(Residency.to_on).is_(None), col(Residency.to_on) > day)


def _rows(session: Session, query: Select[*tuple[Any, ...]], values: dict[str, Any]) -> list[Any]:
    # Rows of Core on the session's own connection: no objects are made, and the transaction is the same one.
    return list(session.connection().execute(query, values))


@cache
def _binding_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Account.id),
            col(Account.side),
            col(Account.person_id),
            col(Account.staff_id),
            col(Person.name).label("person_name"),
            col(Staff.name).label("staff_name"),
            col(Staff.role),
            col(Staff.department),
            col(Staff.active),
        )
        .outerjoin(Person, col(Person.id) == col(Account.person_id))
        .outerjoin(Staff, col(Staff.id) == col(Account.staff_id))
        .where(
            col(Account.channel) == bindparam("channel"),
            col(Account.account) == bindparam("account"),
            col(Account.sender_id) == bindparam("sender_id"),
            col(Account.ended_at).is_(None),
        )
    )


@cache
def _houses_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(House.id),
            col(House.estate_id),
            col(House.building_id),
            col(House.code),
            col(Residency.relation),
            col(Estate.code).label("estate"),
        )
        .join(House, col(House.id) == col(Residency.house_id))
        .join(Estate, col(Estate.id) == col(House.estate_id))
        .where(col(Residency.person_id) == bindparam("person_id"), *lives_on(bindparam("today")))
        .order_by(col(Residency.from_on), col(Residency.id))
    )


@cache
def _scope_query() -> Select[*tuple[Any, ...]]:
    return (
        select(col(Scope.estate_id), col(Scope.building_id), col(Estate.code).label("estate"))
        .join(Estate, col(Estate.id) == col(Scope.estate_id))
        .where(col(Scope.staff_id) == bindparam("staff_id"))
        .order_by(col(Scope.id))
    )

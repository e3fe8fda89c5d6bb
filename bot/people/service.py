"""Binding chat accounts, and finding people: of a house, on duty, in charge of a building."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from bot.estate.service import house_by_code, house_facts
from bot.estate.settings import EstateSettings
from bot.estate.tables import BuildingId, EstateId, House, HouseId
from bot.people.access import lives_on
from bot.people.tables import Account, Person, PersonId, Relation, Residency, Role, Side, Staff, StaffId, StaffScope
from bot.understanding.phones import DOUBLE_SURNAMES

STARS_AT_MOST = 2


class Step(StrEnum):
    """How far up the chain one had to go to find somebody for a piece of work."""

    DEPARTMENT = "department"
    HEAD = "head"
    MANAGER = "manager"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sender:
    """A chat account: who writes (`sender_id`) to which of our accounts on which channel."""

    channel: str
    account: str
    sender_id: str


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Whom a piece of work goes to, the first one first, and the step of the chain that gave them."""

    step: Step
    staff: tuple[Staff, ...] = ()


def bind(session: Session, sender: Sender, to: Person | Staff, *, how: str, now: datetime) -> Account:
    """Bind a chat account to a person or a staff member, who must have proved it; binding again changes nothing.

    Another person ends the binding to the old one. A staff member who also proves to be a resident keeps both, and
    acts as what was proved last.
    """
    live = live_account(session, sender)
    person_id, staff_id = (live.person_id, live.staff_id) if live else (None, None)
    if isinstance(to, Person):
        person_id = to.id
    else:
        staff_id = to.id
    side = Side.STAFF if isinstance(to, Staff) else Side.RESIDENT
    if live is not None:
        if (live.person_id, live.staff_id, live.side) == (person_id, staff_id, side):
            return live
        unbind(session, live, now=now)
    bound = Account(**asdict(sender), person_id=person_id, staff_id=staff_id, side=side, bound_at=now, how=how)
    session.add(bound)
    session.flush()
    return bound


def unbind(session: Session, account: Account, *, now: datetime) -> None:
    """End a binding now; the row stays as evidence of who was told what."""
    if account.ended_at is None:
        account.ended_at = now
        session.add(account)
        session.flush()


def switch_side(session: Session, account: Account, side: Side) -> bool:
    """Let a chat account that is bound as both act as the other (身份 住户/员工); False when it is not bound so."""
    if (account.person_id if side is Side.RESIDENT else account.staff_id) is None:
        return False
    account.side = side
    session.add(account)
    session.flush()
    return True


def live_account(session: Session, sender: Sender) -> Account | None:
    """Return the live binding of a chat account."""
    query = select(Account).where(
        Account.channel == sender.channel,
        Account.account == sender.account,
        Account.sender_id == sender.sender_id,
        col(Account.ended_at).is_(None),
    )
    return session.exec(query).first()


def accounts_of_person(session: Session, person_id: PersonId) -> list[Account]:
    """Return the live bindings of a person, the newest first."""
    return _accounts(session, Account.person_id == person_id)


def accounts_of_staff(session: Session, staff_id: StaffId) -> list[Account]:
    """Return the live bindings of a staff member, the newest first; none for one who left."""
    staff = session.get(Staff, staff_id)
    return _accounts(session, Account.staff_id == staff_id) if staff is not None and staff.active else []


def people_of_house(session: Session, house_id: HouseId, *, today: date) -> list[tuple[Relation, Person]]:
    """Return who belongs to a house today and as what, the first recorded first."""
    query = (
        select(Residency.relation, Person)
        .join(Person, col(Person.id) == Residency.person_id)
        .where(Residency.house_id == house_id, *lives_on(today))
        .order_by(col(Residency.id))
    )
    return [(Relation(relation), person) for relation, person in session.exec(query)]


def living_everywhere(session: Session, *, today: date) -> list[tuple[str, Relation, str]]:
    """Return everybody who belongs to a house today, in the order of the houses: (house code, relation, name)."""
    query = (
        select(House.code, Residency.relation, Person.name)
        .join(House, col(House.id) == Residency.house_id)
        .join(Person, col(Person.id) == Residency.person_id)
        .where(*lives_on(today))
        .order_by(col(House.id), col(Residency.id))
    )
    return [(code, Relation(relation), name) for code, relation, name in session.exec(query)]


def staff_everywhere(session: Session) -> list[Staff]:
    """Return everybody who works here, in the order in which they were recorded."""
    return list(session.exec(select(Staff).where(col(Staff.active)).order_by(col(Staff.id))))


def resident_by_who(session: Session, house_code: str, relation: str, *, today: date) -> Person | None:
    """Return whom `resident:3-2-501/co-owner` means: the first who is that to the house today, if there is one.

    The house may be written with its estate (阳光/3-2-501); without, it must be the only one with this number.
    """
    estate, _, code = house_code.rpartition("/")
    house = house_by_code(session, code, estate=estate or None)
    if house is None:
        return None
    meant = relation.replace("-", "_")
    return next((person for kind, person in people_of_house(session, house.id, today=today) if kind == meant), None)


def staff_by_login(session: Session, login: str) -> Staff | None:
    """Return the staff member with this login, if they still work here."""
    return session.exec(select(Staff).where(Staff.login == login, col(Staff.active))).first()


def staff_on_duty(
    session: Session,
    estate_id: EstateId,
    department: str,
    *,
    building_id: BuildingId | None = None,
    order: Sequence[str] = (),
    without: Collection[StaffId] = (),
) -> OnDuty:
    """Return whom a department's work in an estate goes to: who is on duty, else the head, else the manager.

    `order` is the roster of the estate's settings (logins to ask first); those logins count as of the department.
    With a building, staff who are there for it or for the whole estate are meant. `without` are people it must
    never reach, such as the one a complaint is about. A head or manager off duty is better than nobody.
    """
    there = _staff_of(session, estate_id, building_id, without)
    rank = {login: place for place, login in enumerate(order)}
    own = [staff for staff in there if staff.department == department or staff.login in rank]
    ready = sorted((staff for staff in own if staff.on_duty), key=lambda staff: rank.get(staff.login, len(rank)))
    if ready:
        return OnDuty(Step.DEPARTMENT, tuple(ready))
    heads = _heads(there, department)
    if heads:
        return OnDuty(Step.HEAD, heads)
    managers = _by_duty(there, Role.MANAGER)
    return OnDuty(Step.MANAGER, managers) if managers else OnDuty(Step.NOBODY)


def house_manager(session: Session, house: House) -> Staff | None:
    """Return the building manager (楼管家) of a house: of its building, else one of the whole estate."""
    there = _staff_of(session, house.estate_id, house.building_id, ())
    return next((staff for staff in there if staff.role == Role.BUILDING_MANAGER), None)


def facts_of_house(session: Session, house: House, settings: EstateSettings | None) -> dict[str, str]:
    """Return what may be said about a house to those who may see it, with its house manager."""
    facts = house_facts(house, settings)
    manager = house_manager(session, house)
    if manager is not None:
        facts["house_manager"] = manager.name
        if manager.phone:
            facts["house_manager_phone"] = manager.phone
    return facts


def mask_name(name: str) -> str:
    """Hide a name behind its surname: 王建国 is 王**, 王磊 is 王*, 欧阳建国 is 欧阳**; a long name shows two stars."""
    surname = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > len("欧阳") else 1
    hidden = max(1, len(name) - surname)
    return name[:surname] + "*" * min(STARS_AT_MOST, hidden) if name else ""


def _accounts(session: Session, condition: bool) -> list[Account]:
    query = select(Account).where(condition, col(Account.ended_at).is_(None))
    return list(session.exec(query.order_by(col(Account.bound_at).desc(), col(Account.id).desc())))


def _staff_of(
    session: Session, estate_id: EstateId, building_id: BuildingId | None, without: Collection[StaffId]
) -> list[Staff]:
    """Return who works there, those with that building before those with the whole estate, each once."""
    query = (
        select(Staff, StaffScope.building_id)
        .join(StaffScope, col(StaffScope.staff_id) == Staff.id)
        .where(col(Staff.active), StaffScope.estate_id == estate_id)
        .order_by(col(Staff.id))
    )
    if building_id is not None:
        query = query.where(or_(col(StaffScope.building_id).is_(None), StaffScope.building_id == building_id))
    rows = sorted(session.exec(query), key=lambda row: row[1] is None)
    return list({staff.id: staff for staff, _ in rows if staff.id not in without}.values())


def _heads(there: Sequence[Staff], department: str) -> tuple[Staff, ...]:
    own = [staff for staff in there if staff.department == department]
    return _by_duty(own, Role.HEAD) or _by_duty(there, Role.HEAD)


def _by_duty(there: Sequence[Staff], role: Role) -> tuple[Staff, ...]:
    return tuple(sorted((staff for staff in there if staff.role == role), key=lambda staff: not staff.on_duty))

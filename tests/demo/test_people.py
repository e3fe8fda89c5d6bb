"""Houses, people and staff of the demo estate: complete, and the same everywhere."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlmodel import Session, col, select

from bot.config import PROJECT
from bot.demo import ANCHOR, CAST, ESTATE_CODE, SEED, STAFF, load_demo
from bot.estate.service import house_by_code
from bot.estate.settings import load_estates
from bot.estate.tables import Building, House
from bot.people.service import house_manager, people_of_house, resident_by_who
from bot.people.tables import Person, Relation, Residency, Staff

SEED_1 = "206656d0b934ead2"
LOGINS = ["manager", "finance", "front", "head", "wang", "liu", "engineer", "engineer2", "guard", "clean", "legal"]


def house(session: Session, code: str) -> House:
    found = house_by_code(session, code)
    assert found is not None
    return found


def everything(session: Session, today: date) -> str:
    """Return a fingerprint of all houses, people and residencies, with days counted from `today`."""
    query = select(House, Person, Residency).join(Residency, col(Residency.house_id) == House.id)
    rows = session.exec(query.join(Person, col(Person.id) == Residency.person_id).order_by(col(Residency.id)))
    lines = [
        f"{house.code}|{house.area_dm2}|{house.use}|{person.name}|{person.phone}|{residency.relation}|"
        f"{(today - residency.from_on).days}"
        for house, person, residency in rows
    ]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_the_estate_has_120_houses_in_three_buildings(demo: Session) -> None:
    houses = demo.exec(select(House)).all()
    assert len(houses) == 120
    assert len({(house.building_id, house.entrance, house.room) for house in houses}) == 120
    assert sorted(building.code for building in demo.exec(select(Building))) == ["1", "2", "3"]


def test_every_house_of_the_cast_exists_and_has_the_people_of_the_cast(demo: Session) -> None:
    for special in CAST:
        rows = demo.exec(select(Residency).where(Residency.house_id == house(demo, special.code).id)).all()
        assert len(rows) == len(special.people), special.code


def test_3_2_501_has_an_owner_a_co_owner_and_family_but_no_tenant(demo: Session) -> None:
    people = people_of_house(demo, house(demo, "3-2-501").id, today=ANCHOR)
    assert [relation for relation, _ in people] == [Relation.OWNER, Relation.CO_OWNER, Relation.FAMILY]
    assert resident_by_who(demo, "3-2-501", "tenant", today=ANCHOR) is None
    assert house(demo, "3-2-501").area_dm2 == 8950


def test_one_house_is_empty_and_every_other_has_an_owner(demo: Session) -> None:
    without = [
        row.code
        for row in demo.exec(select(House))
        if not any(kind is Relation.OWNER for kind, _ in people_of_house(demo, row.id, today=ANCHOR))
    ]
    assert without == ["1-1-1002"]


def test_one_owner_has_three_houses(demo: Session) -> None:
    owners = [resident_by_who(demo, code, "owner", today=ANCHOR) for code in ("1-1-502", "2-1-502", "3-1-502")]
    assert len({owner.id for owner in owners if owner}) == 1


def test_two_owners_of_one_name_are_two_people(demo: Session) -> None:
    first = resident_by_who(demo, "1-2-302", "owner", today=ANCHOR)
    second = resident_by_who(demo, "3-1-702", "owner", today=ANCHOR)
    assert first is not None
    assert second is not None
    assert (first.name, first.id != second.id) == (second.name, True)


@pytest.mark.parametrize(
    ("days", "owner"),
    [
        pytest.param(-1, "胡勇", id="day before"),
        pytest.param(0, "许娟", id="today"),
        pytest.param(1, "许娟", id="day after"),
    ],
)
def test_the_house_sold_today_changes_hands_today(demo: Session, days: int, owner: str) -> None:
    found = resident_by_who(demo, "3-1-602", "owner", today=ANCHOR + timedelta(days=days))
    assert found is not None
    assert found.name == owner


def test_the_staff_have_exactly_the_logins_that_scripts_use(demo: Session) -> None:
    assert [staff.login for staff in demo.exec(select(Staff).order_by(col(Staff.id)))] == LOGINS
    managers = [house_manager(demo, house(demo, code)) for code in ("1-1-201", "2-1-201", "3-2-501")]
    assert [staff.login for staff in managers if staff] == ["liu", "liu", "wang"]


def test_the_roster_of_the_settings_names_staff_of_the_demo_only() -> None:
    settings = load_estates(PROJECT / "data" / "estate.yaml").of(ESTATE_CODE)
    assert settings is not None
    assert {login for logins in settings.duty.values() for login in logins} <= {member.login for member in STAFF}


def test_loading_twice_changes_nothing(demo: Session) -> None:
    before = everything(demo, ANCHOR)
    again = load_demo(demo, today=ANCHOR + timedelta(days=30), seed=SEED + 1)
    assert (again.created, again.houses, again.staff) == (False, 120, len(LOGINS))
    assert everything(demo, ANCHOR) == before


def test_the_same_seed_gives_the_same_estate_on_every_machine(demo: Session) -> None:
    assert everything(demo, ANCHOR) == SEED_1


def test_all_days_are_counted_from_the_anchor(session: Session) -> None:
    later = date(2028, 2, 29)
    load_demo(session, today=later)
    assert everything(session, later) == SEED_1


def test_another_seed_gives_other_people_but_the_same_cast(session: Session) -> None:
    load_demo(session, seed=SEED + 1)
    assert everything(session, ANCHOR) != SEED_1
    owner = resident_by_who(session, "3-2-501", "owner", today=ANCHOR)
    assert owner is not None
    assert owner.name == "王建国"


def test_no_phone_of_the_demo_can_be_dialled(demo: Session) -> None:
    phones = [row.phone for row in (*demo.exec(select(Person)), *demo.exec(select(Staff))) if row.phone]
    assert all(phone.startswith("1990000") and len(phone) == 11 for phone in phones)
    assert len(set(phones)) == len(phones)

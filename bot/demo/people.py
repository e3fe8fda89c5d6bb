"""The houses of the demo estate, who lives in them, and the staff: the cast as written, all others drawn."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sqlmodel import Session

from bot.demo.cast import CAST, STAFF, Lives, Special
from bot.estate.tables import Building, BuildingId, EstateId, House
from bot.people.tables import Person, Relation, Residency, Staff, StaffScope

BUILDINGS = ("1", "2", "3")
ENTRANCES = ("1", "2")
FLOORS = 10
ROOMS = ("01", "02")
AREA_DM2 = {"1": (7860, 9825), "2": (10240, 12060), "3": (8950, 11800)}
YEARS_SINCE_HANDOVER = {"1": 9, "2": 6, "3": 4}
DAYS_PER_YEAR = 365

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹"
ONE_CHARACTER_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
GIVEN: tuple[str, ...] = (
    *ONE_CHARACTER_GIVEN,
    "桂兰",
    "建华",
    "志强",
    "海燕",
    "春梅",
    "国庆",
    "文博",
    "雨晴",
    "子轩",
    "玉兰",
    "秀珍",
)
RESIDENT_PHONES = 19900000000
STAFF_PHONES = 19900009000


def load_buildings(session: Session, estate_id: EstateId) -> dict[str, Building]:
    """Enter the three buildings; they are found by their number."""
    buildings = {code: Building(estate_id=estate_id, code=code) for code in BUILDINGS}
    session.add_all(buildings.values())
    session.flush()
    return buildings


def load_houses(session: Session, buildings: dict[str, Building], today: date) -> list[House]:
    """Enter all houses, in the order of their codes by building, entrance, floor and room."""
    cast = {special.code: special for special in CAST}
    houses = [
        _house(buildings[building], entrance, f"{floor}{room}", today, cast)
        for building in BUILDINGS
        for entrance in ENTRANCES
        for floor in range(1, FLOORS + 1)
        for room in ROOMS
    ]
    session.add_all(houses)
    session.flush()
    return houses


def _house(building: Building, entrance: str, room: str, today: date, cast: dict[str, Special]) -> House:
    code = f"{building.code}-{entrance}-{room}"
    special = cast.get(code, Special(code, ""))
    return House(
        estate_id=building.estate_id,
        building_id=building.id,
        code=code,
        entrance=entrance,
        room=room,
        area_dm2=AREA_DM2[building.code][ROOMS.index(room[-2:])],
        use=special.use,
        handed_over_on=handover(building.code, today) if special.handed_over else None,
        vacant_since=None if special.vacant_for is None else today - timedelta(days=special.vacant_for),
    )


def handover(building: str, today: date) -> date:
    """Return the day on which the houses of a building were handed over (交付)."""
    return today - timedelta(days=DAYS_PER_YEAR * YEARS_SINCE_HANDOVER[building])


def load_people(session: Session, houses: Sequence[House], today: date, rng: Random) -> None:
    """Enter everybody who lives here or owns a house; the same `rng` draws the same people."""
    living = list(_living(houses, rng))
    people: dict[int, Person] = {}
    for number, (_, lives) in enumerate(living, start=1):
        # One person may have several houses: the same entry of the cast is the same person.
        if id(lives) not in people:
            phone = str(RESIDENT_PHONES + number) if lives.has_phone else None
            people[id(lives)] = Person(name=lives.name, phone=phone, kind=lives.kind)
    session.add_all(people.values())
    session.flush()
    session.add_all(_residency(house, lives, people[id(lives)], today) for house, lives in living)
    session.flush()


def _living(houses: Sequence[House], rng: Random) -> Iterator[tuple[House, Lives]]:
    """Yield who lives where: the cast as written, else an owner, often with a second person."""
    cast = {special.code: special for special in CAST}
    for house in houses:
        special = cast.get(house.code)
        people = special.people if special else _drawn_people(rng)
        for lives in people:
            yield house, lives


def _drawn_people(rng: Random) -> tuple[Lives, ...]:
    owner = Lives(_drawn_name(rng))
    match rng.randrange(10):
        case 0 | 1 | 2:
            return owner, Lives(_drawn_name(rng), Relation.CO_OWNER)
        case 3 | 4:
            return owner, Lives(_drawn_name(rng), Relation.FAMILY)
        case 5:
            return owner, Lives(_drawn_name(rng), Relation.TENANT, since=30 + rng.randrange(600))
        case _:
            return (owner,)


def _drawn_name(rng: Random) -> str:
    return SURNAMES[rng.randrange(len(SURNAMES))] + GIVEN[rng.randrange(len(GIVEN))]


def _residency(house: House, lives: Lives, person: Person, today: date) -> Residency:
    taken_over = handover(house.code.partition("-")[0], today)
    return Residency(
        person_id=person.id,
        house_id=house.id,
        relation=lives.relation,
        from_on=taken_over if lives.since is None else today - timedelta(days=lives.since),
        to_on=None if lives.until is None else today - timedelta(days=lives.until),
    )


def load_staff(session: Session, buildings: dict[str, Building]) -> None:
    """Enter the staff and what each is there for."""
    estate_id = buildings[BUILDINGS[0]].estate_id
    for number, member in enumerate(STAFF, start=1):
        staff = Staff(login=member.login, name=member.name, role=member.role, department=member.department)
        staff.phone, staff.on_duty = str(STAFF_PHONES + number), member.on_duty
        session.add(staff)
        session.flush()
        places: list[BuildingId | None] = [buildings[code].id for code in member.buildings]
        session.add_all(
            StaffScope(staff_id=staff.id, estate_id=estate_id, building_id=place) for place in places or [None]
        )
    session.flush()

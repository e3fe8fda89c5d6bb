"""The demo estate 阳光花园: 120 invented houses, their people and the staff, the same for the same seed everywhere.

The special houses are listed in `CAST`; `data/demo/README.md` is their manifest. Only whole numbers are drawn and
all days are counted from `today`, so that every machine and Python version makes the same estate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlmodel import Session, col, func, select

from bot.estate.service import estate_by_code
from bot.estate.tables import Building, BuildingId, Estate, EstateId, House, Use
from bot.people.tables import Department, Person, PersonKind, Relation, Residency, Role, Staff, StaffScope

ESTATE_CODE = "阳光"
ESTATE_NAME = "阳光花园"
SEED = 1
ANCHOR = date(2026, 11, 21)

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


@dataclass(frozen=True, slots=True)
class Lives:
    """One person of a house of the cast; days count from `today`: `since` 400 is 400 days ago, -10 in ten days."""

    name: str
    relation: Relation = Relation.OWNER
    since: int | None = None
    until: int | None = None
    kind: PersonKind = PersonKind.NATURAL
    has_phone: bool = True


@dataclass(frozen=True, slots=True)
class Special:
    """A house of the cast, and what it is there to show. `since` None of a person: from the handover."""

    code: str
    why: str
    people: tuple[Lives, ...] = ()
    use: Use = Use.RESIDENTIAL
    vacant_for: int | None = None
    handed_over: bool = True


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the demo's staff and the buildings they are there for (none: the whole estate)."""

    login: str
    name: str
    role: Role
    department: Department
    on_duty: bool
    buildings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What is there after loading; `created` False: it was there before, and nothing was changed."""

    estate_id: EstateId
    created: bool
    houses: int
    people: int
    staff: int


LANDLORD = Lives("刘德海")

CAST = (
    Special(
        "3-2-501",
        "一家人：业主、共有人、家属，没有租客",
        (Lives("王建国"), Lives("李秀兰", Relation.CO_OWNER), Lives("王晓明", Relation.FAMILY)),
    ),
    Special("3-2-502", "出租：业主和租客", (Lives("陈志强"), Lives("周敏", Relation.TENANT, since=300))),
    Special(
        "2-1-401",
        "出租：上一个租客十天前搬走，新租客已入住",
        (
            Lives("林海燕"),
            Lives("吴涛", Relation.TENANT, since=375, until=10),
            Lives("郑雨晴", Relation.TENANT, since=9),
        ),
    ),
    Special("1-1-1002", "空房：没有登记任何人"),
    Special("1-2-801", "空置三个月", (Lives("赵永福"),), vacant_for=92),
    Special("2-2-601", "空置八个月", (Lives("高文博"),), vacant_for=245),
    Special("3-1-902", "空置两年多", (Lives("郭玉兰"),), vacant_for=800),
    Special("3-2-1001", "还没有收房", (Lives("谢家豪", since=200),), handed_over=False),
    Special("1-1-502", "三套房的业主（其一）", (LANDLORD,)),
    Special("2-1-502", "三套房的业主（其二）", (LANDLORD,)),
    Special("3-1-502", "三套房的业主（其三）", (LANDLORD,)),
    Special(
        "1-1-101",
        "公司业主，有经办人；商铺",
        (Lives("示例商贸有限公司", kind=PersonKind.COMPANY, has_phone=False), Lives("赵丽", Relation.CLERK)),
        use=Use.SHOP,
    ),
    Special("1-2-101", "办公用房", (Lives("宋国庆"),), use=Use.OFFICE),
    Special("2-2-102", "高龄业主，女儿帮忙", (Lives("张桂英"), Lives("刘敏", Relation.FAMILY, since=700))),
    Special("3-1-201", "高龄业主独居，没有留电话", (Lives("何玉珍", has_phone=False),)),
    Special("2-1-802", "四十天前过户", (Lives("马军", until=40), Lives("唐静", since=40))),
    Special("3-1-602", "今天过户：从今天起旧业主什么也看不到", (Lives("胡勇", until=0), Lives("许娟", since=0))),
    Special("2-2-902", "十天后过户", (Lives("朱刚", until=-10), Lives("罗春梅", since=-10))),
    Special("1-2-302", "同名业主（其一）", (Lives("王磊"),)),
    Special("3-1-702", "同名业主（其二），是另一个人", (Lives("王磊"),)),
)

STAFF = (
    StaffMember("manager", "沈明远", Role.MANAGER, Department.MANAGEMENT, True),
    StaffMember("finance", "钱慧", Role.FINANCE, Department.FINANCE, True),
    StaffMember("front", "苏婷", Role.FRONT_DESK, Department.SERVICE, True),
    StaffMember("head", "方雅琴", Role.HEAD, Department.SERVICE, True),
    StaffMember("wang", "王芳", Role.BUILDING_MANAGER, Department.SERVICE, True, ("3",)),
    StaffMember("liu", "刘强", Role.BUILDING_MANAGER, Department.SERVICE, True, ("1", "2")),
    StaffMember("engineer", "李大勇", Role.ENGINEER, Department.ENGINEERING, True),
    StaffMember("engineer2", "孙立", Role.ENGINEER, Department.ENGINEERING, False),
    StaffMember("guard", "丁卫国", Role.GUARD, Department.SECURITY, True),
    StaffMember("clean", "姚桂花", Role.CLEANER, Department.CLEANING, True),
    StaffMember("legal", "顾正清", Role.LEGAL, Department.LEGAL, False),
)


def load_demo(session: Session, *, today: date = ANCHOR, seed: int = SEED) -> DemoReport:
    """Load the demo estate as of `today`; loading it again changes nothing. The caller commits."""
    estate = estate_by_code(session, ESTATE_CODE)
    if estate is not None:
        return _report(session, estate.id, created=False)
    estate = Estate(code=ESTATE_CODE, name=ESTATE_NAME, city="示例市")
    session.add(estate)
    session.flush()
    buildings = _load_buildings(session, estate.id)
    houses = _load_houses(session, buildings, today)
    _load_people(session, houses, today, Random(seed))  # noqa: S311 - invented names, no secret
    _load_staff(session, buildings)
    return _report(session, estate.id, created=True)


def manifest(session: Session, *, today: date = ANCHOR) -> str:
    """Return the tables of `data/demo/README.md` as the database has them: the cast, then the staff."""
    why = {special.code: special.why for special in CAST}
    query = select(House).join(Estate, col(Estate.id) == House.estate_id).where(Estate.code == ESTATE_CODE)
    lines = ["| 房号 | 面积 | 谁 | 为什么在这里 |", "|---|---|---|---|"]
    for house in session.exec(query.order_by(col(House.id))):
        if house.code in why:
            people = "、".join(_described(session, house, today)) or "（无人登记）"
            lines.append(f"| {house.code} | {house.area_dm2 / 100:.2f} ㎡ | {people} | {why[house.code]} |")
    lines += ["", "| 登录名 | 姓名 | 角色 | 部门 | 范围 | 在岗 |", "|---|---|---|---|---|---|"]
    for staff in session.exec(select(Staff).order_by(col(Staff.id))):
        where = "、".join(_scopes(session, staff))
        duty = "是" if staff.on_duty else "否"
        lines.append(f"| {staff.login} | {staff.name} | {staff.role} | {staff.department} | {where} | {duty} |")
    return "\n".join(lines) + "\n"


def _load_buildings(session: Session, estate_id: EstateId) -> dict[str, Building]:
    buildings = {code: Building(estate_id=estate_id, code=code) for code in BUILDINGS}
    session.add_all(buildings.values())
    session.flush()
    return buildings


def _load_houses(session: Session, buildings: dict[str, Building], today: date) -> list[House]:
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
        handed_over_on=_handover(building.code, today) if special.handed_over else None,
        vacant_since=None if special.vacant_for is None else today - timedelta(days=special.vacant_for),
    )


def _handover(building: str, today: date) -> date:
    return today - timedelta(days=DAYS_PER_YEAR * YEARS_SINCE_HANDOVER[building])


def _load_people(session: Session, houses: Sequence[House], today: date, rng: Random) -> None:
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
    handover = _handover(house.code.partition("-")[0], today)
    return Residency(
        person_id=person.id,
        house_id=house.id,
        relation=lives.relation,
        from_on=handover if lives.since is None else today - timedelta(days=lives.since),
        to_on=None if lives.until is None else today - timedelta(days=lives.until),
    )


def _load_staff(session: Session, buildings: dict[str, Building]) -> None:
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


def _report(session: Session, estate_id: EstateId, *, created: bool) -> DemoReport:
    here = select(House.id).where(House.estate_id == estate_id)
    living = select(func.count(func.distinct(Residency.person_id))).where(col(Residency.house_id).in_(here))
    staff = select(func.count(func.distinct(StaffScope.staff_id))).where(StaffScope.estate_id == estate_id)
    houses = select(func.count()).select_from(House).where(House.estate_id == estate_id)
    return DemoReport(
        estate_id,
        created=created,
        houses=session.exec(houses).one(),
        people=session.exec(living).one(),
        staff=session.exec(staff).one(),
    )


RELATION_WORDS = {
    Relation.OWNER: "业主",
    Relation.CO_OWNER: "共有人",
    Relation.TENANT: "租客",
    Relation.FAMILY: "家属",
    Relation.CLERK: "经办人",
}


def _described(session: Session, house: House, today: date) -> Iterator[str]:
    query = select(Residency, Person).join(Person, col(Person.id) == Residency.person_id)
    for residency, person in session.exec(
        query.where(Residency.house_id == house.id).order_by(col(Residency.id)),
    ):
        yield f"{person.name}（{RELATION_WORDS[Relation(residency.relation)]}{_span(residency, today)}）"


def _span(residency: Residency, today: date) -> str:
    if residency.to_on is not None:
        return f"，到 {residency.to_on} 前"
    since = (today - residency.from_on).days
    return f"，自 {residency.from_on}" if since < DAYS_PER_YEAR else ""


def _scopes(session: Session, staff: Staff) -> Iterator[str]:
    query = select(StaffScope, Building).outerjoin(Building, col(Building.id) == StaffScope.building_id)
    for _, building in session.exec(query.where(StaffScope.staff_id == staff.id).order_by(col(StaffScope.id))):
        yield f"{building.code} 栋" if building else "全小区"

"""Who is writing, which houses they may see, and whether they may see figures."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import select

from bot.estate.tables import House, HouseId
from bot.people.access import (
    STRANGER,
    Identity,
    Who,
    find_seen_houses,
    may_see_figures,
    may_see_house,
    seen_houses,
    who_is,
)
from bot.people.service import Sender, bind, switch_side, unbind
from bot.people.tables import Department, Person, Relation, Role, Side, Staff
from bot.understanding.houses import HouseNumber

from .world import World

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SENDER = Sender("telegram", "linli_bot", "7001")
NOWHERE = HouseId(999_999)


def seen_as(world: World, who: Person | Staff, today: date = TODAY) -> Identity:
    """Let someone write after they were bound, and return who they are."""
    bind(world.session, SENDER, who, how="code", now=NOW)
    return identity(world, today)


def identity(world: World, today: date = TODAY) -> Identity:
    return who_is(world.session, channel="telegram", account="linli_bot", sender_id="7001", today=today)


def codes_seen(world: World, who: Identity) -> list[str]:
    return [house.code for house in world.session.exec(select(House).where(seen_houses(who)).order_by("id"))]


def test_whoever_is_not_bound_is_a_stranger_and_sees_nothing(world: World) -> None:
    house = world.house("3-2-501")
    who = identity(world)
    assert who == STRANGER
    assert not may_see_house(world.session, who, house.id)
    assert not may_see_figures(world.session, who, house.id)
    assert codes_seen(world, who) == []


def test_an_owner_sees_their_house_and_its_figures_and_no_other(world: World) -> None:
    house, other = world.house("3-2-501"), world.house("3-2-502")
    who = seen_as(world, world.person("王建国", (house, Relation.OWNER)))
    assert (who.kind, who.name, [ref.code for ref in who.houses]) == (Who.RESIDENT, "王建国", ["3-2-501"])
    assert may_see_figures(world.session, who, house.id)
    assert not may_see_house(world.session, who, other.id)


@pytest.mark.parametrize(
    ("relation", "figures"),
    [
        (Relation.OWNER, True),
        (Relation.CO_OWNER, True),
        (Relation.CLERK, True),
        (Relation.TENANT, False),
        (Relation.FAMILY, False),
    ],
)
def test_tenants_and_family_see_the_house_but_not_the_owners_figures(
    world: World, relation: Relation, figures: bool
) -> None:
    house = world.house("3-2-501")
    who = seen_as(world, world.person("周敏", (house, relation)))
    assert may_see_house(world.session, who, house.id)
    assert may_see_figures(world.session, who, house.id) is figures


def test_a_tenant_who_owns_another_house_sees_figures_of_that_one_only(world: World) -> None:
    rented, owned = world.house("3-2-501"), world.house("1-1-201")
    who = seen_as(world, world.person("周敏", (rented, Relation.TENANT), (owned, Relation.OWNER)))
    assert not may_see_figures(world.session, who, rented.id)
    assert may_see_figures(world.session, who, owned.id)


def test_an_owner_of_three_houses_sees_all_three(world: World) -> None:
    houses = [world.house(code) for code in ("1-1-502", "2-1-502", "3-1-502")]
    who = seen_as(world, world.person("刘德海", *((house, Relation.OWNER) for house in houses)))
    assert [ref.code for ref in who.houses] == ["1-1-502", "2-1-502", "3-1-502"]


@pytest.mark.parametrize(
    ("today", "sees"),
    [
        pytest.param(date(2026, 11, 20), True, id="day before"),
        pytest.param(date(2026, 11, 21), False, id="the day of the sale"),
        pytest.param(date(2026, 11, 22), False, id="day after"),
    ],
)
def test_a_sold_house_gives_nothing_from_the_day_of_the_sale_on(world: World, today: date, sees: bool) -> None:
    house = world.house("3-1-602")
    seller = world.person("胡勇", (house, Relation.OWNER), until=date(2026, 11, 21))
    who = seen_as(world, seller, today)
    assert bool(who.houses) is sees
    assert may_see_house(world.session, who, house.id) is sees
    assert may_see_figures(world.session, who, house.id) is sees
    assert bool(codes_seen(world, who)) is sees
    assert who.person_id == seller.id


@pytest.mark.parametrize(
    ("today", "sees"),
    [
        pytest.param(date(2026, 11, 30), False, id="day before"),
        pytest.param(date(2026, 12, 1), True, id="the day of the sale"),
        pytest.param(date(2026, 12, 2), True, id="day after"),
    ],
)
def test_a_buyer_sees_the_house_from_the_day_of_the_sale_on(world: World, today: date, sees: bool) -> None:
    house = world.house("2-2-902")
    buyer = world.person("罗春梅")
    world.reside(buyer, house, Relation.OWNER, since=date(2026, 12, 1))
    assert bool(seen_as(world, buyer, today).houses) is sees


def test_who_unbound_is_a_stranger_again(world: World) -> None:
    house = world.house("3-2-501")
    account = bind(world.session, SENDER, world.person("王建国", (house, Relation.OWNER)), how="code", now=NOW)
    assert identity(world).kind is Who.RESIDENT
    unbind(world.session, account, now=NOW)
    assert identity(world) == STRANGER


def test_the_same_sender_number_on_another_channel_is_somebody_else(world: World) -> None:
    seen_as(world, world.person("王建国", (world.house("3-2-501"), Relation.OWNER)))
    elsewhere = who_is(world.session, channel="wechat", account="linli_bot", sender_id="7001", today=TODAY)
    assert elsewhere == STRANGER


def test_two_estates_with_the_same_house_numbers_never_mix(world: World) -> None:
    here, there = world.house("3-2-501"), world.house("3-2-501", estate="月亮")
    owner = seen_as(world, world.person("王建国", (here, Relation.OWNER)))
    assert may_see_house(world.session, owner, here.id)
    assert not may_see_house(world.session, owner, there.id)
    front = world.staff("front", Role.FRONT_DESK, Department.SERVICE, world.estate_of(there))
    who = seen_as(world, front)
    assert not may_see_house(world.session, who, here.id)
    assert may_see_figures(world.session, who, there.id)
    number = HouseNumber(estate=None, building="3", entrance="2", room="501")
    assert [house.id for house in find_seen_houses(world.session, who, number)] == [there.id]


def test_a_building_manager_sees_their_buildings_and_no_other(world: World) -> None:
    own, other = world.house("3-2-501"), world.house("1-1-201")
    who = seen_as(world, world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, own))
    assert may_see_figures(world.session, who, own.id)
    assert not may_see_house(world.session, who, other.id)
    assert codes_seen(world, who) == ["3-2-501"]


@pytest.mark.parametrize(
    ("role", "figures"),
    [
        (Role.MANAGER, True),
        (Role.FINANCE, True),
        (Role.FRONT_DESK, True),
        (Role.HEAD, True),
        (Role.BUILDING_MANAGER, True),
        (Role.LEGAL, True),
        (Role.ENGINEER, False),
        (Role.GUARD, False),
        (Role.CLEANER, False),
    ],
)
def test_staff_see_figures_only_where_their_work_needs_them(world: World, role: Role, figures: bool) -> None:
    house = world.house("3-2-501")
    who = seen_as(world, world.staff("someone", role, Department.SERVICE, world.estate_of(house)))
    assert may_see_house(world.session, who, house.id)
    assert may_see_figures(world.session, who, house.id) is figures


def test_a_house_that_does_not_exist_and_a_forbidden_one_answer_alike(world: World) -> None:
    own, forbidden = world.house("3-2-501"), world.house("1-1-201")
    manager = seen_as(world, world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, own))
    owner = seen_as(world, world.person("王建国", (own, Relation.OWNER)))
    for who in (manager, owner, STRANGER):
        for may in (may_see_house, may_see_figures):
            assert may(world.session, who, forbidden.id) is may(world.session, who, NOWHERE) is False


def test_staff_without_a_scope_see_nothing(world: World) -> None:
    house = world.house("3-2-501")
    who = seen_as(world, world.staff("manager", Role.MANAGER, Department.MANAGEMENT))
    assert not may_see_house(world.session, who, house.id)
    assert codes_seen(world, who) == []


def test_a_staff_member_who_left_sees_nothing(world: World) -> None:
    house = world.house("3-2-501")
    staff = world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, house)
    assert may_see_house(world.session, seen_as(world, staff), house.id)
    staff.active = False
    world.keep(staff)
    assert identity(world) == STRANGER
    assert not may_see_house(world.session, identity(world), house.id)


def test_a_staff_member_who_owns_a_house_acts_as_one_at_a_time(world: World) -> None:
    house, other = world.house("3-2-501"), world.house("3-2-502")
    staff = world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, house)
    assert seen_as(world, staff).kind is Who.STAFF
    resident = seen_as(world, world.person("王芳", (house, Relation.OWNER)))
    assert (resident.kind, resident.role) == (Who.RESIDENT, None)
    assert not may_see_house(world.session, resident, other.id)
    account = bind(world.session, SENDER, staff, how="switch", now=NOW)
    assert may_see_house(world.session, identity(world), other.id)
    assert switch_side(world.session, account, Side.RESIDENT)
    assert identity(world).kind is Who.RESIDENT


def test_a_staff_member_who_left_stays_a_resident_of_their_own_house(world: World) -> None:
    house, other = world.house("3-2-501"), world.house("3-2-502")
    staff = world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, house)
    seen_as(world, world.person("王芳", (house, Relation.OWNER)))
    assert seen_as(world, staff).kind is Who.STAFF
    staff.active = False
    world.keep(staff)
    who = identity(world)
    assert (who.kind, who.staff_id) == (Who.RESIDENT, None)
    assert not may_see_house(world.session, who, other.id)


@pytest.mark.parametrize(("bound", "most"), [("nobody", 1), ("resident", 2), ("staff", 2)])
def test_knowing_who_writes_takes_two_statements_at_most(world: World, bound: str, most: int) -> None:
    house = world.house("3-2-501")
    if bound == "resident":
        bind(world.session, SENDER, world.person("王建国", (house, Relation.OWNER)), how="code", now=NOW)
    if bound == "staff":
        bind(world.session, SENDER, world.staff("w", Role.GUARD, Department.SECURITY, house), how="code", now=NOW)
    statements: list[str] = []
    connection = world.session.connection()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    identity(world)
    assert len(statements) == most

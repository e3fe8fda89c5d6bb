"""Whom a piece of work goes to, and who looks after a house."""

from bot.people.service import OnDuty, Step, facts_of_house, house_manager, staff_on_duty
from bot.people.tables import Department, Role

from .world import World


def logins(found: OnDuty) -> tuple[Step, list[str]]:
    return found.step, [staff.login for staff in found.staff]


def test_work_goes_to_the_department_on_duty_in_the_order_of_the_roster(world: World) -> None:
    estate = world.estate_of(world.house("3-2-501"))
    for login in ("a", "b", "c"):
        world.staff(login, Role.ENGINEER, Department.ENGINEERING, estate, on_duty=login != "b")
    found = staff_on_duty(world.session, estate.id, "工程", order=("c", "b", "a"))
    assert logins(found) == (Step.DEPARTMENT, ["c", "a"])


def test_with_nobody_on_duty_it_goes_to_the_head_and_then_to_the_manager(world: World) -> None:
    estate = world.estate_of(world.house("3-2-501"))
    world.staff("engineer", Role.ENGINEER, Department.ENGINEERING, estate, on_duty=False)
    assert logins(staff_on_duty(world.session, estate.id, "工程")) == (Step.NOBODY, [])
    world.staff("manager", Role.MANAGER, Department.MANAGEMENT, estate, on_duty=False)
    assert logins(staff_on_duty(world.session, estate.id, "工程")) == (Step.MANAGER, ["manager"])
    world.staff("head", Role.HEAD, Department.SERVICE, estate)
    assert logins(staff_on_duty(world.session, estate.id, "工程")) == (Step.HEAD, ["head"])
    world.staff("chief", Role.HEAD, Department.ENGINEERING, estate, on_duty=False)
    assert logins(staff_on_duty(world.session, estate.id, "工程")) == (Step.HEAD, ["chief"])


def test_a_complaint_never_goes_to_the_person_it_is_about(world: World) -> None:
    estate = world.estate_of(world.house("3-2-501"))
    guard = world.staff("guard", Role.GUARD, Department.SECURITY, estate)
    world.staff("manager", Role.MANAGER, Department.MANAGEMENT, estate)
    assert logins(staff_on_duty(world.session, estate.id, "安保")) == (Step.DEPARTMENT, ["guard"])
    found = staff_on_duty(world.session, estate.id, "安保", without=[guard.id])
    assert logins(found) == (Step.MANAGER, ["manager"])


def test_a_roster_lets_another_department_stand_in(world: World) -> None:
    estate = world.estate_of(world.house("3-2-501"))
    world.staff("clean", Role.CLEANER, Department.CLEANING, estate)
    assert logins(staff_on_duty(world.session, estate.id, "绿化"))[0] is Step.NOBODY
    assert logins(staff_on_duty(world.session, estate.id, "绿化", order=["clean"])) == (Step.DEPARTMENT, ["clean"])


def test_work_of_one_estate_never_goes_to_staff_of_the_other(world: World) -> None:
    here, there = world.house("3-2-501"), world.house("3-2-501", estate="月亮")
    world.staff("there", Role.ENGINEER, Department.ENGINEERING, world.estate_of(there))
    assert logins(staff_on_duty(world.session, here.estate_id, "工程"))[0] is Step.NOBODY


def test_staff_of_the_building_come_before_staff_of_the_estate(world: World) -> None:
    house, other = world.house("3-2-501"), world.house("1-1-201")
    world.staff("all", Role.CLEANER, Department.CLEANING, world.estate_of(house))
    world.staff("one", Role.CLEANER, Department.CLEANING, other)
    world.staff("three", Role.CLEANER, Department.CLEANING, house)
    found = staff_on_duty(world.session, house.estate_id, "保洁", building_id=house.building_id)
    assert logins(found) == (Step.DEPARTMENT, ["three", "all"])


def test_someone_who_left_gets_no_work(world: World) -> None:
    estate = world.estate_of(world.house("3-2-501"))
    gone = world.staff("gone", Role.ENGINEER, Department.ENGINEERING, estate)
    gone.active = False
    world.keep(gone)
    assert logins(staff_on_duty(world.session, estate.id, "工程", order=["gone"]))[0] is Step.NOBODY


def test_someone_with_two_buildings_is_asked_once(world: World) -> None:
    one, two = world.house("1-1-201"), world.house("2-1-201")
    world.staff("liu", Role.BUILDING_MANAGER, Department.SERVICE, one, two)
    assert logins(staff_on_duty(world.session, one.estate_id, "客服")) == (Step.DEPARTMENT, ["liu"])


def test_a_house_has_the_manager_of_its_building(world: World) -> None:
    house, other = world.house("3-2-501"), world.house("1-1-201")
    wang = world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE, house)
    wang.phone = "19900009005"
    assert house_manager(world.session, house) == wang
    assert house_manager(world.session, other) is None
    facts = facts_of_house(world.session, house, None)
    assert (facts["house_manager"], facts["house_manager_phone"]) == ("wang", "19900009005")
    assert "house_manager" not in facts_of_house(world.session, other, None)

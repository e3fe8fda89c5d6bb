"""Binding a chat account to a person or a staff member, and finding people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.people.service import (
    Sender,
    accounts_of_person,
    accounts_of_staff,
    bind,
    live_account,
    mask_name,
    people_of_house,
    resident_by_who,
    staff_by_login,
    switch_side,
    unbind,
)
from bot.people.tables import Account, Department, Relation, Role, Side

from .world import World

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 21)
WECHAT = Sender("wechat", "gh_1", "openid-1")
TELEGRAM = Sender("telegram", "linli_bot", "7001")


def test_binding_again_changes_nothing(world: World) -> None:
    person = world.person("王建国")
    first = bind(world.session, WECHAT, person, how="code", now=NOW)
    assert bind(world.session, WECHAT, person, how="phone", now=LATER) is first
    assert (first.how, first.bound_at) == ("code", NOW)
    assert len(world.session.exec(select(Account)).all()) == 1


def test_binding_to_somebody_else_ends_the_old_binding_and_keeps_its_row(world: World) -> None:
    old, new = world.person("王建国"), world.person("李秀兰")
    first = bind(world.session, WECHAT, old, how="code", now=NOW)
    second = bind(world.session, WECHAT, new, how="code", now=LATER)
    assert (first.ended_at, second.ended_at) == (LATER, None)
    assert accounts_of_person(world.session, old.id) == []
    assert accounts_of_person(world.session, new.id) == [second]


def test_one_person_may_write_from_two_chat_accounts(world: World) -> None:
    person = world.person("王建国")
    wechat = bind(world.session, WECHAT, person, how="code", now=NOW)
    telegram = bind(world.session, TELEGRAM, person, how="code", now=LATER)
    assert accounts_of_person(world.session, person.id) == [telegram, wechat]


def test_one_chat_account_never_has_two_live_bindings(world: World) -> None:
    person, other = world.person("王建国"), world.person("李秀兰")
    bind(world.session, WECHAT, person, how="code", now=NOW)
    twice = Account(
        channel="wechat",
        account="gh_1",
        sender_id="openid-1",
        person_id=other.id,
        side=Side.RESIDENT,
        bound_at=LATER,
        how="code",
    )
    with pytest.raises(IntegrityError), world.session.begin_nested():
        world.keep(twice)


def test_an_ended_binding_stays_ended_at_its_first_moment(world: World) -> None:
    account = bind(world.session, WECHAT, world.person("王建国"), how="code", now=NOW)
    unbind(world.session, account, now=NOW)
    unbind(world.session, account, now=LATER)
    assert account.ended_at == NOW
    assert live_account(world.session, WECHAT) is None


def test_a_chat_account_cannot_act_as_what_it_is_not_bound_to(world: World) -> None:
    account = bind(world.session, WECHAT, world.person("王建国"), how="code", now=NOW)
    assert not switch_side(world.session, account, Side.STAFF)
    assert account.side == Side.RESIDENT


def test_nothing_is_sent_to_a_staff_member_who_left(world: World) -> None:
    staff = world.staff("wang", Role.BUILDING_MANAGER, Department.SERVICE)
    account = bind(world.session, WECHAT, staff, how="code", now=NOW)
    assert accounts_of_staff(world.session, staff.id) == [account]
    staff.active = False
    world.keep(staff)
    assert accounts_of_staff(world.session, staff.id) == []
    assert staff_by_login(world.session, "wang") is None


def test_a_resident_is_found_by_house_and_relation(world: World) -> None:
    house = world.house("3-2-501")
    owner = world.person("王建国", (house, Relation.OWNER))
    second = world.person("李秀兰", (house, Relation.CO_OWNER))
    assert resident_by_who(world.session, "3-2-501", "owner", today=TODAY) == owner
    assert resident_by_who(world.session, "3-2-501", "co-owner", today=TODAY) == second
    assert resident_by_who(world.session, "3-2-501", "tenant", today=TODAY) is None
    assert resident_by_who(world.session, "9-9-999", "owner", today=TODAY) is None


def test_with_two_estates_a_resident_is_found_only_with_the_estate_named(world: World) -> None:
    owner = world.person("王建国", (world.house("3-2-501"), Relation.OWNER))
    world.person("赵永福", (world.house("3-2-501", estate="月亮"), Relation.OWNER))
    assert resident_by_who(world.session, "3-2-501", "owner", today=TODAY) is None
    assert resident_by_who(world.session, "阳光/3-2-501", "owner", today=TODAY) == owner


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 11, 20), "胡勇", id="day before"),
        pytest.param(date(2026, 11, 21), "许娟", id="the day of the sale"),
        pytest.param(date(2026, 11, 22), "许娟", id="day after"),
    ],
)
def test_a_house_has_one_owner_on_every_day_of_a_sale(world: World, day: date, name: str) -> None:
    house, sale = world.house("3-1-602"), date(2026, 11, 21)
    world.person("胡勇", (house, Relation.OWNER), until=sale)
    world.reside(world.person("许娟"), house, Relation.OWNER, since=sale)
    found = people_of_house(world.session, house.id, today=day)
    assert [(relation, person.name) for relation, person in found] == [(Relation.OWNER, name)]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王建国", "王**"),
        ("王磊", "王*"),
        ("欧阳建国", "欧阳**"),
        ("欧阳", "欧*"),
        ("示例商贸有限公司", "示**"),
        ("王", "王*"),
        ("", ""),
    ],
)
def test_a_name_is_hidden_behind_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked

"""Rows of houses and people against who is known: nobody is replaced by a list."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.estate.tables import House
from bot.ledger.tables import BILL, Vehicle
from bot.people.tables import Person, PersonKind, Relation, Residency
from tests.ledger.books import NOW, day
from tests.ledger.imports.desk import Desk, charged, paid, person, place, said, whys

PHONE, OTHER_PHONE = "13800000003", "13900000004"


def living(desk: Desk, code: str = "3-2-501") -> list[tuple[str, str, str | None]]:
    """Who is what to a house, as it is stored: name, relation, phone."""
    table: Any = Residency.__table__  # type: ignore[attr-defined]
    people: Any = Person.__table__  # type: ignore[attr-defined]
    wanted = select(people.c.name, table.c.relation, people.c.phone).join(people, people.c.id == table.c.person_id)
    rows = desk.books.session.connection().execute(
        wanted.where(table.c.house_id == desk.house_id(code)).order_by(table.c.id)
    )
    return [tuple(row) for row in rows]


def house(desk: Desk, code: str = "3-2-501") -> House:
    found = desk.books.session.get(House, desk.house_id(code), populate_existing=True)
    assert found is not None
    return found


def owner(desk: Desk, code: str = "3-2-501", name: str = "王建国", phone: str | None = PHONE) -> Person:
    made = desk.books.owner(desk.books.house(code), name)
    made.phone = phone
    desk.books.session.flush()
    return made


# Coming in


def test_a_first_list_makes_houses_people_and_plates(any_desk: Desk) -> None:
    any_desk.estate()
    rows = (
        person(area_dm2=8950, use="residential", handed_over_on=day("2020-05-01"), phone=PHONE, plates=("苏E12345",)),
        person("李梅", relation="co_owner"),
        person("晨光商贸有限公司", house="1-101", row=3, area_dm2=12000, use="shop", is_company=True),
        person("赵丽", house="1-101", row=3, relation="clerk", phone=OTHER_PHONE),
        person(None, house="3-2-502", row=4, area_dm2=9000),
    )
    preview = any_desk.enter(*rows, create_houses=True)
    assert (preview.create, preview.change, preview.same) == (5, 0, 0)
    assert living(any_desk) == [("王建国", "owner", PHONE), ("李梅", "co_owner", None)]
    assert living(any_desk, "1-101") == [("晨光商贸有限公司", "owner", None), ("赵丽", "clerk", OTHER_PHONE)]
    made = house(any_desk)
    assert (made.area_dm2, made.use, made.handed_over_on) == (8950, "residential", day("2020-05-01"))
    assert house(any_desk, "1-101").use == "shop"
    assert any_desk.rows(Vehicle.__table__)[0][2:] == ("苏E12345", made.id)  # type: ignore[attr-defined]
    assert any_desk.changes_nothing(*rows, create_houses=True).same == 5


def test_a_company_is_kept_as_one(desk: Desk) -> None:
    desk.books.house()
    desk.enter(person("晨光商贸有限公司", is_company=True))
    kinds = desk.books.session.connection().execute(select(BILL.metadata.tables["person"].c.kind)).scalars().all()
    assert kinds == [PersonKind.COMPANY]


@pytest.mark.parametrize(
    ("more", "since"),
    [
        pytest.param({}, "2000-01-01", id="nothing known: always"),
        pytest.param({"handed_over_on": day("2020-05-01")}, "2020-05-01", id="from the handover"),
        pytest.param({"handed_over_on": day("2020-05-01"), "from_on": day("2023-02-03")}, "2023-02-03", id="as told"),
        pytest.param({"from_on": day("2030-01-01")}, str(NOW.date()), id="never later than today"),
    ],
)
def test_since_when_somebody_belongs_to_a_house(desk: Desk, more: dict[str, Any], since: str) -> None:
    desk.books.house()
    desk.enter(person(**more))
    (row,) = desk.rows(Residency.__table__)  # type: ignore[attr-defined]
    assert str(row[4]) == since


def test_a_tenant_in_brackets_belongs_to_the_house_beside_its_owner(desk: Desk) -> None:
    desk.books.house()
    rows = (person(tenant="李四", phone=PHONE),)
    assert desk.enter(*rows).create == 1
    assert living(desk) == [("王建国", "owner", PHONE), ("李四", "tenant", None)]
    desk.changes_nothing(*rows)


def test_a_house_without_an_area_is_said_when_it_is_made(desk: Desk) -> None:
    desk.estate()
    preview = desk.enter(person(), create_houses=True)
    assert said("no_area") in whys(preview.warnings)


# Changes


def test_a_new_number_of_a_known_person_is_taken_and_said_without_showing_it(any_desk: Desk) -> None:
    owner(any_desk)
    preview = any_desk.enter(person(phone=OTHER_PHONE))
    assert (preview.change, whys(preview.warnings)) == (1, [said("phone_changes", name="王**", tail="0004")])
    assert living(any_desk) == [("王建国", "owner", OTHER_PHONE)]
    any_desk.changes_nothing(person(phone=OTHER_PHONE))


def test_a_missing_number_is_filled_in_silently_and_none_is_emptied(desk: Desk) -> None:
    owner(desk, phone=None)
    assert desk.enter(person(phone=PHONE)).warnings == []
    assert desk.changes_nothing(person()).same == 1
    assert living(desk) == [("王建国", "owner", PHONE)]


def test_a_new_area_is_said_with_the_old_one(any_desk: Desk) -> None:
    owner(any_desk)
    preview = any_desk.enter(person(area_dm2=9800, use="shop", vacant_since=day("2026-01-01")))
    assert (preview.change, whys(preview.warnings)) == (1, [said("area_changes", old="89.50", new="98.00")])
    changed = house(any_desk)
    assert (changed.area_dm2, changed.use, changed.vacant_since) == (9800, "shop", day("2026-01-01"))
    any_desk.changes_nothing(person(area_dm2=9800, use="shop", vacant_since=day("2026-01-01")))


def test_two_numbers_for_one_person_in_a_file_do_not_change_at_every_import(desk: Desk) -> None:
    both = owner(desk)
    desk.books.world.reside(both, desk.books.house("3-2-502"), Relation.OWNER)
    rows = (person(phone=PHONE), person(house="3-2-502", row=3, phone=OTHER_PHONE))
    preview = desk.changes_nothing(*rows)
    assert whys(preview.warnings) == [said("two_phones", name="王**", tail="0003")]


def test_a_new_person_with_two_numbers_gets_the_first(desk: Desk) -> None:
    desk.books.house()
    rows = (person(phone=PHONE), person(row=3, phone=OTHER_PHONE))
    desk.enter(*rows)
    assert living(desk) == [("王建国", "owner", PHONE)]
    desk.changes_nothing(*rows)


def test_a_name_is_the_same_with_blanks_in_it(desk: Desk) -> None:
    owner(desk, name="王磊")
    assert desk.changes_nothing(person("王 磊"), person("王　磊", row=3)).same == 2


# Whom a list may not make an owner


def test_another_owner_is_refused_a_sale_is_for_a_person(any_desk: Desk) -> None:
    owner(any_desk)
    preview = any_desk.changes_nothing(
        person("张海", area_dm2=1, phone=OTHER_PHONE, tenant="李四", plates=("苏E12345",))
    )
    assert whys(preview.refused) == [said("other_owner", ours="王**", name="张海")]


def test_whoever_comes_with_a_refused_owner_is_not_let_in_either(desk: Desk) -> None:
    owner(desk)
    desk.books.house("3-2-502")
    preview = desk.enter(
        person("张海"),
        person("李梅", relation="co_owner"),
        person("李小", relation="family", row=3),
        person("赵六", house="3-2-502", row=4),
    )
    assert whys(preview.refused) == [said("other_owner", ours="王**", name="张海"), said("with_other_owner", row=2)]
    assert [remark.place.row for remark in preview.refused] == [2, 3]
    assert living(desk) == [("王建国", "owner", PHONE)]
    assert living(desk, "3-2-502") == [("赵六", "owner", None)]


def test_a_known_resident_of_a_refused_owner_is_still_recognised(desk: Desk) -> None:
    kept = owner(desk)
    assert kept.id
    preview = desk.enter(person("张海"), person("王建国", relation="co_owner", row=3, phone=OTHER_PHONE))
    assert len(preview.refused) == 1
    assert living(desk) == [("王建国", "owner", OTHER_PHONE)]


def test_a_co_owner_may_be_added_to_the_owner_that_is_known(desk: Desk) -> None:
    owner(desk)
    assert desk.enter(person("李梅", relation="co_owner")).create == 1
    assert living(desk) == [("王建国", "owner", PHONE), ("李梅", "co_owner", None)]


@pytest.mark.parametrize("relation", [Relation.OWNER, Relation.TENANT, Relation.CO_OWNER])
def test_who_moved_out_is_not_brought_back_by_an_old_list(any_desk: Desk, relation: Relation) -> None:
    left = any_desk.books.resident(any_desk.books.house(), "李四", relation, until="2025-07-01")
    left.phone = PHONE
    any_desk.books.session.flush()
    row = person("李四", relation=relation.value, phone=PHONE, from_on=day("2020-01-01"))
    preview = any_desk.changes_nothing(row)
    assert whys(preview.warnings) == [said("moved_out", name="李*", until="2025-07-01")]


def test_who_moves_in_next_month_is_not_added_once_more(desk: Desk) -> None:
    desk.books.owner(desk.books.house(), since="2026-12-01")
    assert desk.changes_nothing(person(from_on=day("2026-12-01"))).same == 1


def test_what_somebody_is_to_a_house_is_not_changed_but_said(desk: Desk) -> None:
    desk.books.resident(desk.books.house(), "李四", Relation.TENANT)
    preview = desk.changes_nothing(person("李四"))
    assert whys(preview.warnings) == [said("other_relation", name="李*", ours="租客", listed="业主")]


# One person or two


def test_the_owner_of_several_houses_is_one_person_by_name_and_phone(any_desk: Desk) -> None:
    owner(any_desk)
    any_desk.books.house("3-2-502")
    any_desk.books.house("3-2-503")
    any_desk.enter(person(house="3-2-502", phone=PHONE), person("周杰", house="3-2-503", phone=OTHER_PHONE, row=3))
    any_desk.books.house("3-2-504")
    any_desk.enter(person("周杰", house="3-2-504", phone=OTHER_PHONE))
    people = any_desk.rows(Person.__table__)  # type: ignore[attr-defined]
    assert [row[1] for row in people] == ["王建国", "周杰"]


def test_an_owner_with_a_new_number_is_found_by_it_in_the_same_file(desk: Desk) -> None:
    owner(desk)
    desk.books.house("3-2-502")
    desk.enter(person(phone=OTHER_PHONE), person(house="3-2-502", row=3, phone=OTHER_PHONE))
    assert len(desk.rows(Person.__table__)) == 1  # type: ignore[attr-defined]


def test_two_people_of_one_name_without_a_common_number_are_two_and_said(desk: Desk) -> None:
    owner(desk)
    desk.books.house("3-2-502")
    preview = desk.enter(person(house="3-2-502", phone=OTHER_PHONE))
    assert whys(preview.warnings) == [said("same_name", name="王**")]
    assert len(desk.rows(Person.__table__)) == 2  # type: ignore[attr-defined]


# Debts that waited for an owner


def test_the_first_owner_takes_over_what_stood_against_nobody(any_desk: Desk) -> None:
    any_desk.books.house()
    any_desk.enter(charged(500), charged(600, "2026-02", row=3))
    any_desk.enter(paid(200, "2026-03-01"))
    any_desk.enter(person(phone=PHONE))
    bills = any_desk.bills()
    (someone,) = {bill.payer_id for bill in bills}
    assert someone is not None
    assert [bill.open_fen for bill in bills] == [300, 600]
    assert [payment.payer_id for payment in any_desk.payments()] == [someone]
    (trace,) = any_desk.books.traces("bills.payer_known")
    assert trace.detail == {"payer": someone, "bills": 2}


def test_a_tenant_and_a_co_owner_take_nothing_over(desk: Desk) -> None:
    desk.books.house()
    desk.enter(charged(500))
    desk.enter(person("李四", relation="tenant"))
    assert [bill.payer_id for bill in desk.bills()] == [None]


# Plates, houses, estates


def test_a_plate_belongs_to_the_house_that_had_it_first(desk: Desk) -> None:
    owner(desk)
    desk.books.house("3-2-502")
    desk.enter(person(plates=("苏E12345",)))
    preview = desk.changes_nothing(person(None, house="3-2-502", plates=("苏E12345",)))
    assert whys(preview.warnings) == [said("plate_taken", plate="苏E12345")]


def test_an_unknown_house_is_refused_and_nothing_of_it_made(desk: Desk) -> None:
    owner(desk)
    preview = desk.changes_nothing(person("张海", house="3-9-501"))
    assert [(remark.place, remark.why) for remark in preview.refused] == [
        (place(2), said("unknown_house_like", house="3-9-501", like="3-2-501"))
    ]


def test_a_list_for_one_estate_never_touches_the_same_number_in_another(any_desk: Desk) -> None:
    owner(any_desk)
    there = any_desk.books.world.house("3-2-501", estate="月亮")
    preview = any_desk.enter(person("张海", phone=OTHER_PHONE), estate="月亮")
    assert (preview.create + preview.change, preview.refused) == (1, [])
    rows = any_desk.rows(Residency.__table__)  # type: ignore[attr-defined]
    assert [row[2] == there.id for row in rows] == [False, True]


def test_the_trace_of_a_list_of_people_names_nobody(desk: Desk) -> None:
    desk.books.house()
    desk.enter(charged(500))
    desk.enter(person(phone=PHONE))
    assert not {"王建国", PHONE, "3-2-501"} & set(str(desk.everything()["audit"]).replace("'", " ").split())

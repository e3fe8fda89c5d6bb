"""Who owes what is charged for a house on a day (缴费人); what was charged stays with its debtor."""

from datetime import date

import pytest

from bot.estate.tables import House
from bot.ledger.arrears import arrears_of_house
from bot.ledger.payers import Agreement, agree_payer, payer_of, payers_of
from bot.money import Fen
from bot.people.tables import Person, PersonKind, Relation

from .books import Books, day, refused

TODAY = day("2026-11-21")
SALE = "2026-06-01"
AROUND_THE_SALE = [
    pytest.param(day("2026-05-31"), "胡勇", id="the day before"),
    pytest.param(day("2026-06-01"), "许娟", id="the day"),
    pytest.param(day("2026-06-02"), "许娟", id="the day after"),
]


def named(books: Books, person_id: int | None) -> str | None:
    person = books.session.get(Person, person_id) if person_id else None
    return person.name if person else None


def test_the_owner_owes_and_not_who_lives_there(books: Books) -> None:
    house = books.house()
    for name, relation in (("钱进", Relation.TENANT), ("王小妹", Relation.FAMILY), ("经办人", Relation.CLERK)):
        books.resident(house, name, relation)
    assert payer_of(books.session, house.id, day=TODAY) is None
    owner = books.owner(house)
    assert payer_of(books.session, house.id, day=TODAY) == owner.id
    assert payer_of(books.session, house.id, day=TODAY, item="物业费") == owner.id


def test_the_owner_comes_before_a_co_owner_and_the_one_recorded_first_before_another(books: Books) -> None:
    house = books.house()
    wife = books.resident(house, "刘芳", Relation.CO_OWNER)
    assert payer_of(books.session, house.id, day=TODAY) == wife.id
    husband = books.owner(house)
    books.owner(house, "第二位业主")
    assert payer_of(books.session, house.id, day=TODAY) == husband.id


def test_a_company_that_owns_a_house_owes_and_not_its_clerk(books: Books) -> None:
    house = books.house("S-1-101")
    company = books.world.keep(Person(name="示例商贸有限公司", kind=PersonKind.COMPANY))
    books.resident(house, "经办人", Relation.CLERK)
    books.world.reside(company, house, Relation.OWNER)
    assert payer_of(books.session, house.id, day=TODAY) == company.id


def test_a_tenant_owes_by_agreement_what_the_agreement_names(books: Books) -> None:
    house = books.house()
    owner, tenant = books.owner(house), books.resident(house, "钱进", Relation.TENANT)
    books.agree(house, tenant, item="车位费")
    assert payer_of(books.session, house.id, day=TODAY, item="车位费") == tenant.id
    assert payer_of(books.session, house.id, day=TODAY, item="物业费") == owner.id
    assert payer_of(books.session, house.id, day=TODAY) == owner.id


def test_an_agreement_for_an_item_comes_before_one_for_everything(books: Books) -> None:
    house = books.house()
    books.owner(house)
    daughter, tenant = books.world.person("王小妹"), books.world.person("钱进")
    books.agree(house, daughter)
    books.agree(house, tenant, item="水费")
    asked = [payer_of(books.session, house.id, day=TODAY, item=item) for item in ("水费", "物业费", None)]
    assert asked == [tenant.id, daughter.id, daughter.id]


@pytest.mark.parametrize(
    ("on", "name"),
    [
        pytest.param(day("2026-02-28"), "王建国", id="the day before it begins"),
        pytest.param(day("2026-03-01"), "钱进", id="the day it begins"),
        pytest.param(day("2026-05-31"), "钱进", id="the day before it ends"),
        pytest.param(day("2026-06-01"), "王建国", id="the day it ends"),
    ],
)
def test_an_agreement_holds_from_a_day_until_another(books: Books, on: date, name: str) -> None:
    house = books.house()
    books.owner(house)
    books.agree(house, books.world.person("钱进"), since="2026-03-01", until="2026-06-01")
    assert named(books, payer_of(books.session, house.id, day=on)) == name


@pytest.mark.parametrize(("on", "name"), AROUND_THE_SALE)
def test_a_house_has_one_payer_on_every_day_of_a_sale(books: Books, on: date, name: str) -> None:
    house = books.house()
    books.owner(house, "胡勇", until=SALE)
    books.owner(house, "许娟", since=SALE)
    assert named(books, payer_of(books.session, house.id, day=on)) == name


def test_the_debt_stays_with_its_debtor_when_the_house_is_sold(any_books: Books) -> None:
    house = any_books.house()
    seller, buyer = any_books.owner(house, "胡勇", until=SALE), any_books.owner(house, "许娟", since=SALE)
    old, new = any_books.bill(house, seller, 100), any_books.bill(house, buyer, 70, "2026-06")
    any_books.pay(house, 100, "2026-07-01", payer=buyer)
    assert any_books.open(old, new) == [100, 0]

    def owed(payer: Person | None) -> tuple[Fen, Fen]:
        payer_id = payer.id if payer else None
        arrears = arrears_of_house(any_books.session, house.id, as_of=TODAY, payer_id=payer_id)
        return arrears.overdue, arrears.credit

    assert owed(seller) == (Fen(100), Fen(0))
    assert owed(buyer) == (Fen(0), Fen(30))
    assert owed(None) == (Fen(100), Fen(30))


def test_one_person_owes_for_each_of_several_houses(books: Books) -> None:
    first, second, other = (books.house(f"3-2-50{room}") for room in (1, 2, 3))
    owner = books.owner(first)
    books.world.reside(owner, second, Relation.OWNER)
    asked = payers_of(books.session, [first.id, second.id, other.id])
    assert [asked.of(house.id, None, TODAY) for house in (first, second, other)] == [owner.id, owner.id, None]


def test_of_two_agreements_the_one_that_began_last_holds(books: Books) -> None:
    house = books.house()
    books.owner(house)
    new, old = books.world.person("新租客"), books.world.person("老租客")
    books.agree(house, new, since="2026-06-01")
    books.agree(house, old, since="2025-06-01")
    asked = [payer_of(books.session, house.id, day=day(on)) for on in ("2026-05-31", "2026-06-01")]
    assert asked == [old.id, new.id]


def agreed(books: Books, house: House, person: str, *, item: str | None = None, to_on: str | None = None) -> int:
    agreement = Agreement(house.id, person, item, day("2026-03-01"), day(to_on) if to_on else None)
    return agree_payer(books.session, agreement, by=books.by, now=books.now)


@pytest.mark.parametrize("called", ["钱进", " 钱进 ", "13800000001"])
def test_an_agreement_is_noted_with_a_trace_and_holds_from_its_day(books: Books, called: str) -> None:
    house = books.house()
    owner, tenant = books.owner(house), books.resident(house, "钱进", Relation.TENANT)
    tenant.phone = "13800000001"
    books.session.flush()
    assert agreed(books, house, called, item="车位费") == tenant.id
    asked = [payer_of(books.session, house.id, day=day(on), item="车位费") for on in ("2026-02-28", "2026-03-01")]
    assert asked == [owner.id, tenant.id]
    (trace,) = books.traces("payer.agreed")
    assert trace.subject == f"house:{house.id}"
    assert trace.detail == {"person": tenant.id, "item": "车位费", "from_on": "2026-03-01"}


def test_an_agreement_names_one_person_of_the_house(books: Books) -> None:
    house, next_door = books.house(), books.house("3-2-502")
    tenant = books.resident(house, "钱进", Relation.TENANT)
    for _ in range(2):
        books.resident(house, "李梅", Relation.FAMILY)
    books.owner(next_door, "许娟")
    with refused(books, "no_such_person"):
        agreed(books, house, "许娟")
    with refused(books, "several_people"):
        agreed(books, house, "李梅")
    for ends in ("2026-03-01", "2026-02-28"):
        with refused(books, "bad_day"):
            agreed(books, house, "钱进", to_on=ends)
    assert agreed(books, house, "钱进", to_on="2026-03-02") == tenant.id


def test_a_house_that_was_not_asked_for_has_nobody(books: Books) -> None:
    house, other = books.house(), books.house("3-2-502")
    books.owner(other)
    assert payers_of(books.session, [house.id]).of(other.id, None, TODAY) is None


@pytest.mark.parametrize(
    ("on", "name"),
    [
        pytest.param(day("2019-06-30"), "胡勇", id="before anybody is recorded: the first owner"),
        pytest.param(day("2020-01-01"), "胡勇", id="the first day of an owner"),
        pytest.param(day("2022-12-31"), "胡勇", id="his last day"),
        pytest.param(day("2023-01-01"), "许娟", id="between two owners: the next one"),
        pytest.param(day("2024-01-01"), "许娟", id="her first day"),
        pytest.param(day("2026-01-01"), None, id="after the last owner: nobody"),
    ],
)
def test_an_old_debt_is_owed_by_the_first_owner_after_it(books: Books, on: date, name: str | None) -> None:
    house = books.house()
    books.owner(house, "胡勇", since="2020-01-01", until="2023-01-01")
    books.resident(house, "第二位", Relation.CO_OWNER, since="2024-01-01", until="2026-01-01")
    books.owner(house, "许娟", since="2024-01-01", until="2026-01-01")
    assert named(books, payers_of(books.session, [house.id]).on_or_after(house.id, None, on)) == name


def test_an_agreement_on_that_day_comes_before_a_later_owner(books: Books) -> None:
    house = books.house()
    books.owner(house, since="2024-01-01")
    developer = books.world.person("示例置业")
    books.agree(house, developer, since="2019-01-01", until="2024-01-01")
    payers = payers_of(books.session, [house.id])
    assert payers.on_or_after(house.id, "物业费", day("2023-12-31")) == developer.id
    assert payers.agreed(house.id, "物业费", day("2023-12-31")) == developer.id
    assert payers.agreed(house.id, "物业费", day("2024-01-01")) is None

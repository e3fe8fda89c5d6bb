"""Finding houses by what people write, and the facts of a house."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from bot.estate.service import code_of_estate, find_houses, house_by_code, house_facts, monthly_fee
from bot.estate.settings import EstateSettings, load_estates
from bot.estate.tables import Building, BuildingId, Estate, EstateId, House, Use
from bot.money import Fen
from bot.store.engine import Store
from bot.understanding.houses import HouseNumber

REAL = Path(__file__).parents[2] / "data" / "estate.yaml"
CODES = ("3-1-502", "3-2-501", "3-2-502", "1-1-502")


def number(
    room: str, *, estate: str | None = None, building: str | None = None, entrance: str | None = None
) -> HouseNumber:
    return HouseNumber(estate=estate, building=building, entrance=entrance, room=room)


def a_house(code: str, area_dm2: int, *, use: Use = Use.RESIDENTIAL, handed_over_on: date | None = None) -> House:
    return House(
        estate_id=EstateId(1),
        building_id=BuildingId(1),
        code=code,
        room=code,
        area_dm2=area_dm2,
        use=use,
        handed_over_on=handed_over_on,
    )


def make_estate(session: Session, code: str, houses: tuple[str, ...]) -> None:
    estate = Estate(code=code, name=f"{code}花园")
    session.add(estate)
    session.flush()
    buildings = {house[0]: Building(estate_id=estate.id, code=house[0]) for house in houses}
    session.add_all(buildings.values())
    session.flush()
    for house in houses:
        building, entrance, room = house.split("-")
        place = buildings[building].id
        row = House(estate_id=estate.id, building_id=place, code=house, entrance=entrance, room=room, area_dm2=8950)
        session.add(row)
    session.flush()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = Store(f"sqlite:///{tmp_path / 'test.db'}")
    SQLModel.metadata.create_all(store.engine)
    with store.writing() as session:
        make_estate(session, "阳光", CODES)
        make_estate(session, "月亮", ("3-2-501",))
        yield session
    store.close()


@pytest.fixture
def settings() -> EstateSettings:
    found = load_estates(REAL).of("阳光")
    assert found is not None
    return found


def names(session: Session, houses: list[House]) -> list[str]:
    estates = [session.get(Estate, house.estate_id) for house in houses]
    return [f"{estate.code}/{house.code}" for estate, house in zip(estates, houses, strict=True) if estate]


@pytest.mark.parametrize(
    ("meant", "found"),
    [
        pytest.param(number("501", estate="阳光", building="3", entrance="2"), ["阳光/3-2-501"], id="whole number"),
        pytest.param(
            number("501", estate="阳光花园", building="3", entrance="2"), ["阳光/3-2-501"], id="estate by name"
        ),
        pytest.param(number("501", building="3", entrance="2"), ["阳光/3-2-501", "月亮/3-2-501"], id="in two estates"),
        pytest.param(number("502", building="3"), ["阳光/3-1-502", "阳光/3-2-502"], id="no entrance"),
        pytest.param(number("502"), ["阳光/3-1-502", "阳光/3-2-502", "阳光/1-1-502"], id="room only"),
        pytest.param(number("999"), [], id="no such room"),
        pytest.param(number("501", estate="星星", building="3", entrance="2"), [], id="no such estate"),
    ],
)
def test_a_number_means_every_house_that_fits(session: Session, meant: HouseNumber, found: list[str]) -> None:
    assert names(session, find_houses(session, meant)) == found


def test_among_a_persons_own_houses_a_room_is_enough(session: Session) -> None:
    own = house_by_code(session, "1-1-502")
    assert own is not None
    assert names(session, find_houses(session, number("502"), among=[own.id])) == ["阳光/1-1-502"]
    assert find_houses(session, number("502"), among=[]) == []


def test_a_condition_narrows_the_search(session: Session) -> None:
    there = house_by_code(session, "3-2-501", estate="月亮")
    assert there is not None
    found = find_houses(session, number("501"), where=col(House.estate_id) == there.estate_id)
    assert names(session, found) == ["月亮/3-2-501"]


def test_a_code_that_two_estates_have_is_no_answer_without_the_estate(session: Session) -> None:
    assert house_by_code(session, "3-2-501") is None
    found = house_by_code(session, "3-2-501", estate="阳光")
    assert found is not None
    assert names(session, [found]) == ["阳光/3-2-501"]


def test_an_estates_code_leads_to_its_settings(session: Session) -> None:
    there = house_by_code(session, "3-2-501", estate="月亮")
    assert there is not None
    assert code_of_estate(session, there.estate_id) == "月亮"
    assert code_of_estate(session, EstateId(999)) == ""


def test_one_estate_never_has_a_house_twice(session: Session) -> None:
    first = house_by_code(session, "3-1-502")
    assert first is not None
    again = first.model_dump(exclude={"id"})
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(House(**again))


def test_a_use_that_is_not_known_is_refused(session: Session) -> None:
    first = house_by_code(session, "3-1-502")
    assert first is not None
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(House(**first.model_dump(exclude={"id", "code", "use"}), code="3-1-503", use="castle"))


def test_a_months_fee_is_area_times_standard(settings: EstateSettings) -> None:
    facts = house_facts(a_house("3-2-501", 8950, handed_over_on=date(2022, 5, 1)), settings)
    assert facts == {
        "house": "3-2-501",
        "area": "89.50 ㎡",
        "monthly_fee": "161.10 元",
        "handed_over_on": "2022年5月1日",
    }


@pytest.mark.parametrize(
    ("area_dm2", "fen"),
    [
        pytest.param(8961, 16130, id="161.298"),
        pytest.param(25, 45, id="exact"),
        pytest.param(8967, 16141, id="161.406"),
    ],
)
def test_a_months_fee_is_rounded_half_up_to_whole_fen(settings: EstateSettings, area_dm2: int, fen: int) -> None:
    assert monthly_fee(a_house("1", area_dm2), settings) == Fen(fen)


def test_a_half_fen_is_rounded_up(settings: EstateSettings) -> None:
    office = settings.model_copy(update={"fee_fen_per_m2": {Use.OFFICE: 150}})
    assert monthly_fee(a_house("1", 1, use=Use.OFFICE), office) == Fen(2)


def test_without_a_standard_or_a_handover_nothing_is_said_of_them(settings: EstateSettings) -> None:
    parking = a_house("P-12", 1250, use=Use.PARKING)
    assert set(house_facts(parking, settings)) == {"house", "area"}
    assert set(house_facts(parking, None)) == {"house", "area"}

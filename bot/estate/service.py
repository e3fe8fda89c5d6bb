"""Finding houses by what people write of a number, and the facts of one house."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from bot.estate.settings import EstateSettings, in_yuan
from bot.estate.tables import Building, Estate, EstateId, House, HouseId, Use
from bot.money import Fen
from bot.understanding.houses import HouseNumber

DM2_PER_M2 = 100


def find_houses(
    session: Session,
    number: HouseNumber,
    *,
    among: Iterable[HouseId] | None = None,
    where: ColumnElement[bool] | None = None,
) -> list[House]:
    """Return every house that a number can mean, in the order of the estate's list.

    A part that was not said fits everything, so plain 502 gives one house per entrance; the caller asks which one.
    `among` (a person's own houses) and `where` (a condition on House: a staff member's scope) narrow it; with
    neither, houses of every estate are found.
    """
    query = select(House).join(Building, col(Building.id) == House.building_id).where(House.room == number.room)
    if number.estate is not None:
        estate = select(Estate.id).where(or_(col(Estate.code) == number.estate, col(Estate.name) == number.estate))
        query = query.where(col(House.estate_id).in_(estate))
    if number.building is not None:
        query = query.where(Building.code == number.building)
    if number.entrance is not None:
        query = query.where(House.entrance == number.entrance)
    if among is not None:
        query = query.where(col(House.id).in_(list(among)))
    if where is not None:
        query = query.where(where)
    return list(session.exec(query.order_by(col(House.estate_id), col(House.building_id), col(House.id))))


def house_by_code(session: Session, code: str, *, estate: str | None = None) -> House | None:
    """Return the house with exactly this code ("3-2-501"); None when there is none, or one in several estates."""
    query = select(House).join(Estate, col(Estate.id) == House.estate_id).where(House.code == code)
    if estate is not None:
        query = query.where(Estate.code == estate)
    found = session.exec(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def estate_by_code(session: Session, code: str) -> Estate | None:
    """Return the estate with this code."""
    return session.exec(select(Estate).where(Estate.code == code)).first()


def code_of_estate(session: Session, estate_id: EstateId) -> str:
    """Return the code of an estate, which is its section in `data/estate.yaml`; empty when there is no such estate."""
    return session.exec(select(Estate.code).where(Estate.id == estate_id)).first() or ""


def only_estate(session: Session) -> EstateId | None:
    """Return the estate when the company has a single one: then it is meant, whoever asks."""
    ids = session.exec(select(Estate.id).limit(2)).all()
    return EstateId(ids[0]) if len(ids) == 1 else None


def monthly_fee(house: House, settings: EstateSettings) -> Fen | None:
    """Return a month's property fee: billed area × standard of its use, half a fen rounded up; None without a standard.

    This is for answers; what is owed is what the bills say.
    """
    per_m2 = settings.fee_fen_per_m2.get(Use(house.use))
    if per_m2 is None:
        return None
    return Fen((house.area_dm2 * per_m2 + DM2_PER_M2 // 2) // DM2_PER_M2)


def house_facts(house: House, settings: EstateSettings | None) -> dict[str, str]:
    """Return what may be said about a house to those who may see it; what is not known is absent.

    The house manager comes from `bot.people.service.facts_of_house`, which adds to this.
    """
    facts = {"house": house.code, "area": f"{house.area_dm2 / DM2_PER_M2:.2f} ㎡"}
    fee = monthly_fee(house, settings) if settings else None
    if fee is not None:
        facts["monthly_fee"] = in_yuan(fee)
    if house.handed_over_on is not None:
        day = house.handed_over_on
        facts["handed_over_on"] = f"{day.year}年{day.month}月{day.day}日"
    return facts

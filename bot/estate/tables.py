"""What is stored about estates (小区), buildings (楼栋) and houses (房屋)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NewType

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

EstateId = NewType("EstateId", int)
BuildingId = NewType("BuildingId", int)
HouseId = NewType("HouseId", int)


class Use(StrEnum):
    """What a house is used for; the fee standard depends on it."""

    RESIDENTIAL = "residential"
    SHOP = "shop"
    OFFICE = "office"
    STORAGE = "storage"
    PARKING = "parking"


def one_of(column: str, values: Iterable[str], *, name: str) -> CheckConstraint:
    """Return the rule that a text column holds one of `values` (a plain text is easier to extend than an enum type)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


class Estate(SQLModel, table=True):
    """An estate of the company; `code` is what staff write before a house (阳光/3-2-501)."""

    __tablename__ = "estate"
    __table_args__ = (PrimaryKeyConstraint("id", name="pk_estate"), UniqueConstraint("code", name="uq_estate_code"))

    id: EstateId = Field(default=None, primary_key=True, sa_type=Integer)
    code: str
    name: str
    city: str = ""


class Building(SQLModel, table=True):
    """A building; `code` is its number as it stands in house codes ("3", "B12")."""

    __tablename__ = "building"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_building"),
        ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_building_estate_id"),
        UniqueConstraint("estate_id", "code", name="uq_building_estate_id_code"),
    )

    id: BuildingId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    code: str


class House(SQLModel, table=True):
    """A house: what is billed as one thing.

    `area_dm2` is the billed area in whole square decimetres (89.50 ㎡ = 8950). `entrance` is None in a building
    with one entrance. `handed_over_on` None: not taken over yet. `vacant_since` is the day the company was told.
    """

    __tablename__ = "house"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_house"),
        ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_house_estate_id"),
        ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_house_building_id"),
        UniqueConstraint("estate_id", "code", name="uq_house_estate_id_code"),
        CheckConstraint("area_dm2 >= 0", name="ck_house_area_dm2"),
        one_of("use", Use, name="ck_house_use"),
        Index("ix_house_building_id", "building_id"),
        Index("ix_house_room", "room"),
    )

    id: HouseId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    building_id: BuildingId = Field(sa_type=Integer)
    code: str
    entrance: str | None = None
    room: str
    area_dm2: int
    use: str = Use.RESIDENTIAL
    handed_over_on: date | None = None
    vacant_since: date | None = None

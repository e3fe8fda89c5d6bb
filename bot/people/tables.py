"""What is stored about residents, staff and the chat accounts they write from."""

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bot.estate.tables import BuildingId, EstateId, HouseId, one_of

PersonId = NewType("PersonId", int)
ResidencyId = NewType("ResidencyId", int)
StaffId = NewType("StaffId", int)
AccountId = NewType("AccountId", int)


class PersonKind(StrEnum):
    """Whether a person is a human being or a company."""

    NATURAL = "natural"
    COMPANY = "company"


class Relation(StrEnum):
    """What a person is to a house; a clerk (经办人) acts for a company that owns it."""

    OWNER = "owner"
    CO_OWNER = "co_owner"
    TENANT = "tenant"
    FAMILY = "family"
    CLERK = "clerk"


class Role(StrEnum):
    """What a staff member may do; a head (主管) leads a department."""

    MANAGER = "manager"
    FINANCE = "finance"
    FRONT_DESK = "front_desk"
    HEAD = "head"
    BUILDING_MANAGER = "building_manager"
    ENGINEER = "engineer"
    GUARD = "guard"
    CLEANER = "cleaner"
    LEGAL = "legal"


class Department(StrEnum):
    """The department of a staff member."""

    SERVICE = "客服"
    ENGINEERING = "工程"
    SECURITY = "安保"
    CLEANING = "保洁"
    FINANCE = "财务"
    LEGAL = "法务"
    MANAGEMENT = "管理"


class Side(StrEnum):
    """As whom a chat account acts; a staff member who owns a house here switches (身份 住户/员工)."""

    RESIDENT = "resident"
    STAFF = "staff"


class Person(SQLModel, table=True):
    """A resident or a company; bills are owed by a person, not by whoever has the house now."""

    __tablename__ = "person"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_person"),
        one_of("kind", PersonKind, name="ck_person_kind"),
        Index("ix_person_phone", "phone"),
    )

    id: PersonId = Field(default=None, primary_key=True, sa_type=Integer)
    name: str
    phone: str | None = None
    kind: str = PersonKind.NATURAL


class Residency(SQLModel, table=True):
    """That a person is owner, tenant … of a house from `from_on` (inclusive) to `to_on` (exclusive; None: still)."""

    __tablename__ = "residency"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_residency"),
        ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_residency_person_id"),
        ForeignKeyConstraint(["house_id"], ["house.id"], name="fk_residency_house_id"),
        one_of("relation", Relation, name="ck_residency_relation"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ck_residency_to_on"),
        UniqueConstraint(
            "person_id", "house_id", "relation", "from_on", name="uq_residency_person_house_relation_from"
        ),
        Index("ix_residency_house_id", "house_id"),
    )

    id: ResidencyId = Field(default=None, primary_key=True, sa_type=Integer)
    person_id: PersonId = Field(sa_type=Integer)
    house_id: HouseId = Field(sa_type=Integer)
    relation: str
    from_on: date
    to_on: date | None = None


class Staff(SQLModel, table=True):
    """A staff member; `active` False means that they left. `on_duty` is what they last said (上班/下班)."""

    __tablename__ = "staff"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_staff"),
        UniqueConstraint("login", name="uq_staff_login"),
        one_of("role", Role, name="ck_staff_role"),
        one_of("department", Department, name="ck_staff_department"),
    )

    id: StaffId = Field(default=None, primary_key=True, sa_type=Integer)
    login: str
    name: str
    role: str
    department: str
    phone: str | None = None
    active: bool = True
    on_duty: bool = False


class StaffScope(SQLModel, table=True):
    """What a staff member is there for: a building, or a whole estate (`building_id` None). No row: nothing."""

    __tablename__ = "staff_scope"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_staff_scope"),
        ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_scope_staff_id"),
        ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_staff_scope_estate_id"),
        ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_staff_scope_building_id"),
        Index("ix_staff_scope_staff_id", "staff_id"),
        Index("ix_staff_scope_estate_id", "estate_id"),
    )

    id: int = Field(default=None, primary_key=True)
    staff_id: StaffId = Field(sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    building_id: BuildingId | None = Field(default=None, sa_type=Integer)


LIVE = text("ended_at IS NULL")


class Account(SQLModel, table=True):
    """A binding (绑定): this sender, who writes to `account` (ours) on `channel`, is this person or staff member.

    One chat account has at most one live binding, so nothing is ever sent twice for it; rows are ended, never
    deleted. `how` says what proved it (a code, a registered phone, a colleague).
    """

    __tablename__ = "account"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_account"),
        ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id"),
        ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_account_staff_id"),
        one_of("side", Side, name="ck_account_side"),
        CheckConstraint("person_id IS NOT NULL OR staff_id IS NOT NULL", name="ck_account_someone"),
        Index(
            "uq_account_live", "channel", "account", "sender_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        Index("ix_account_person_id", "person_id"),
        Index("ix_account_staff_id", "staff_id"),
    )

    id: AccountId = Field(default=None, primary_key=True, sa_type=Integer)
    channel: str
    account: str
    sender_id: str
    person_id: PersonId | None = Field(default=None, sa_type=Integer)
    staff_id: StaffId | None = Field(default=None, sa_type=Integer)
    side: str
    bound_at: datetime
    ended_at: datetime | None = None
    how: str

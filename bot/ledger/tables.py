"""What is stored about fee items (费用项), bills (账单), payments (缴费) and the files that they came from.

Amounts are whole fen. Moments are milliseconds since 1970 UTC (`_ms`); days are those of Shanghai (`_on`).
"""

from datetime import date
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    inspect,
    text,
)
from sqlmodel import Column, Field, SQLModel

from bot.estate.tables import BuildingId, EstateId, HouseId, Use, one_of
from bot.people.tables import PersonId

FeeItemId = NewType("FeeItemId", int)
BillId = NewType("BillId", int)
PaymentId = NewType("PaymentId", int)
ImportId = NewType("ImportId", int)

NOT_VOID = text("state <> 'void'")
OPEN = text("open_fen > 0")
IS_LATE_FEE = text("principal_id IS NOT NULL")
VALID = text("is_valid AND voucher IS NOT NULL")


class Formula(StrEnum):
    """How a fee item becomes an amount (`formulas.py`)."""

    AREA = "area"
    FIXED = "fixed"
    SHARED_BY_AREA = "shared_by_area"
    SHARED_EVENLY = "shared_evenly"


class Cycle(StrEnum):
    """How long a period of a fee item is; an anniversary is a house's own year, from its handover day (放户)."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ANNIVERSARY = "anniversary"


class Rounding(StrEnum):
    """To what an amount of a whole period is rounded: half up, or down (抹零)."""

    FEN = "fen"
    JIAO = "jiao"
    YUAN = "yuan"
    JIAO_DOWN = "jiao_down"
    YUAN_DOWN = "yuan_down"


class BillState(StrEnum):
    """`draft` until a person posts it: only posted bills are owed. `void` never comes back; a new bill replaces it."""

    DRAFT = "draft"
    POSTED = "posted"
    VOID = "void"


class CreditKind(StrEnum):
    """Why less is owed than was charged: waived (减免), or the charge was partly wrong (冲减)."""

    WAIVER = "waiver"
    CREDIT_NOTE = "credit_note"


class Method(StrEnum):
    """How money came."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    CARD = "card"
    CASH = "cash"
    TRANSFER = "transfer"
    OTHER = "other"


class LineState(StrEnum):
    """What became of a line of a statement: `proposed` waits for one confirmation, `unsure` is a task for a person."""

    PROPOSED = "proposed"
    UNSURE = "unsure"
    BOOKED = "booked"
    SET_ASIDE = "set_aside"


def _points_to(table: str, column: str, name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{table}.id"], name=name)


class FeeItem(SQLModel, table=True):
    """What is charged again and again: property fee, parking, pump …

    `price_e4` is in ten-thousandths of a yuan: a month's for a square metre (area) or for one piece (fixed); unused for
    shared costs, whose sums come period by period (`SharedCost`). It holds from `from_on` (inclusive) to `to_on`
    (exclusive; None: still), so a new price is a new item. `use` and `building_id` narrow it; `assigned_only` charges
    only the houses of `FeeItemHouse`. `due_days` counts from the first day of the period to the due date (应缴日); a
    negative one lies before the period.
    """

    __tablename__ = "fee_item"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_fee_item_estate_id"),
        _points_to("building", "building_id", "fk_fee_item_building_id"),
        one_of("formula", Formula, name="ck_fee_item_formula"),
        one_of("cycle", Cycle, name="ck_fee_item_cycle"),
        one_of("rounding", Rounding, name="ck_fee_item_rounding"),
        one_of("use", Use, name="ck_fee_item_use"),
        CheckConstraint("price_e4 >= 0", name="ck_fee_item_price_e4"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ck_fee_item_to_on"),
        Index("ix_fee_item_estate_id", "estate_id"),
    )

    id: FeeItemId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    name: str
    formula: str
    price_e4: int = Field(default=0, sa_type=BigInteger)
    cycle: str
    rounding: str = Rounding.FEN
    due_days: int
    use: str | None = None
    building_id: BuildingId | None = Field(default=None, sa_type=Integer)
    assigned_only: bool = False
    from_on: date
    to_on: date | None = None


class FeeItemHouse(SQLModel, table=True):
    """That a house has so many pieces of a fee item (two parking spaces), from `from_on` to `to_on` (exclusive)."""

    __tablename__ = "fee_item_house"
    __table_args__ = (
        _points_to("fee_item", "fee_item_id", "fk_fee_item_house_fee_item_id"),
        _points_to("house", "house_id", "fk_fee_item_house_house_id"),
        CheckConstraint("quantity >= 1", name="ck_fee_item_house_quantity"),
        UniqueConstraint("fee_item_id", "house_id", "from_on", name="uq_fee_item_house_item_house_from"),
    )

    id: int = Field(default=None, primary_key=True)
    fee_item_id: FeeItemId = Field(sa_type=Integer)
    house_id: HouseId = Field(sa_type=Integer)
    quantity: int = 1
    from_on: date
    to_on: date | None = None


class SharedCost(SQLModel, table=True):
    """What a shared fee item cost in one period (公摊), for one building or the whole estate, to be split."""

    __tablename__ = "shared_cost"
    __table_args__ = (
        _points_to("fee_item", "fee_item_id", "fk_shared_cost_fee_item_id"),
        _points_to("building", "building_id", "fk_shared_cost_building_id"),
        CheckConstraint("total_fen > 0", name="ck_shared_cost_total_fen"),
        CheckConstraint("last_on >= first_on", name="ck_shared_cost_last_on"),
        Index("ix_shared_cost_fee_item_id", "fee_item_id", "first_on"),
    )

    id: int = Field(default=None, primary_key=True)
    fee_item_id: FeeItemId = Field(sa_type=Integer)
    building_id: BuildingId | None = Field(default=None, sa_type=Integer)
    first_on: date
    last_on: date
    total_fen: int = Field(sa_type=BigInteger)


class HousePayer(SQLModel, table=True):
    """Who pays for a house by agreement, in place of its owner: a tenant, a daughter, the developer, a company.

    `item` None: everything; else only the bills of that name. From `from_on` (inclusive) to `to_on` (exclusive).
    """

    __tablename__ = "house_payer"
    __table_args__ = (
        _points_to("house", "house_id", "fk_house_payer_house_id"),
        _points_to("person", "person_id", "fk_house_payer_person_id"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ck_house_payer_to_on"),
        Index("ix_house_payer_house_id", "house_id"),
    )

    id: int = Field(default=None, primary_key=True)
    house_id: HouseId = Field(sa_type=Integer)
    person_id: PersonId = Field(sa_type=Integer)
    item: str | None = None
    from_on: date
    to_on: date | None = None


class Vehicle(SQLModel, table=True):
    """Which house a number plate (车牌号) belongs to: bills of a parking space name only the plate."""

    __tablename__ = "vehicle"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_vehicle_estate_id"),
        _points_to("house", "house_id", "fk_vehicle_house_id"),
        UniqueConstraint("estate_id", "plate", name="uq_vehicle_estate_id_plate"),
        Index("ix_vehicle_house_id", "house_id"),
    )

    id: int = Field(default=None, primary_key=True)
    estate_id: EstateId = Field(sa_type=Integer)
    plate: str
    house_id: HouseId = Field(sa_type=Integer)


class ImportRun(SQLModel, table=True):
    """A file that was taken in; what it made carries its id, so that it can be taken back."""

    __tablename__ = "import_run"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_import_run_estate_id"),
        Index("ix_import_run_estate_id", "estate_id"),
    )

    id: ImportId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    kind: str
    file_name: str
    sha256: str
    at_ms: int = Field(sa_type=BigInteger)
    actor: str
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    undone_ms: int | None = Field(default=None, sa_type=BigInteger)


class Bill(SQLModel, table=True):
    """One charge: a fee item of a house for a period, owed by one payer.

    `payer_id` is who owes it, and stays so when the house changes hands; None: nobody is known yet. `label` tells two
    charges of one name apart (a plate). `first_on` and `last_on` are both inclusive; both None for an old sum without
    a period. `due_on` None: nobody knows when it is due, so it is owed but never overdue. `basis` says how the amount
    came about. `replaces_id` is the void bill that this one corrects, `principal_id` the bill whose late fee this is.

    Derived, written by `accounts.settle` alone: `paid_fen` (allocated money), `credited_fen` (waivers and credit
    notes), `open_fen` (what is owed: 0 unless posted), `settled_on` (the day on which nothing was open any more).
    """

    __tablename__ = "bill"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_bill_estate_id"),
        _points_to("house", "house_id", "fk_bill_house_id"),
        _points_to("person", "payer_id", "fk_bill_payer_id"),
        _points_to("fee_item", "fee_item_id", "fk_bill_fee_item_id"),
        _points_to("import_run", "import_id", "fk_bill_import_id"),
        _points_to("bill", "replaces_id", "fk_bill_replaces_id"),
        _points_to("bill", "principal_id", "fk_bill_principal_id"),
        one_of("state", BillState, name="ck_bill_state"),
        CheckConstraint("amount_fen > 0", name="ck_bill_amount_fen"),
        CheckConstraint(
            "paid_fen >= 0 AND credited_fen >= 0 AND open_fen >= 0 AND paid_fen + credited_fen <= amount_fen",
            name="ck_bill_settled",
        ),
        CheckConstraint("last_on IS NULL OR last_on >= first_on", name="ck_bill_last_on"),
        Index(
            "uq_bill_once",
            "house_id",
            "item",
            "label",
            "period",
            unique=True,
            sqlite_where=NOT_VOID,
            postgresql_where=NOT_VOID,
        ),
        Index("ix_bill_house_id", "house_id"),
        # It holds all that lists of arrears and ageing ask of an open bill.
        Index("ix_bill_open", "house_id", "due_on", "open_fen", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_bill_estate_due", "estate_id", "state", "due_on"),
        Index("ix_bill_payer_id", "payer_id"),
        Index("ix_bill_import_id", "import_id"),
        Index("ix_bill_replaces_id", "replaces_id"),
        Index("ix_bill_principal_id", "principal_id", sqlite_where=IS_LATE_FEE, postgresql_where=IS_LATE_FEE),
    )

    id: BillId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    house_id: HouseId = Field(sa_type=Integer)
    payer_id: PersonId | None = Field(default=None, sa_type=Integer)
    fee_item_id: FeeItemId | None = Field(default=None, sa_type=Integer)
    item: str
    label: str = ""
    period: str = ""
    first_on: date | None = None
    last_on: date | None = None
    amount_fen: int = Field(sa_type=BigInteger)
    due_on: date | None = None
    basis: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = BillState.DRAFT
    import_id: ImportId | None = Field(default=None, sa_type=Integer)
    replaces_id: BillId | None = Field(default=None, sa_type=Integer)
    principal_id: BillId | None = Field(default=None, sa_type=Integer)
    created_ms: int = Field(sa_type=BigInteger)
    posted_ms: int | None = Field(default=None, sa_type=BigInteger)
    voided_ms: int | None = Field(default=None, sa_type=BigInteger)
    paid_fen: int = Field(default=0, sa_type=BigInteger)
    credited_fen: int = Field(default=0, sa_type=BigInteger)
    open_fen: int = Field(default=0, sa_type=BigInteger)
    settled_on: date | None = None


class BillCredit(SQLModel, table=True):
    """A waiver or credit note on a bill, as of `on_day`; a row with `cancels_id` takes an earlier one back."""

    __tablename__ = "bill_credit"
    __table_args__ = (
        _points_to("bill", "bill_id", "fk_bill_credit_bill_id"),
        _points_to("bill_credit", "cancels_id", "fk_bill_credit_cancels_id"),
        one_of("kind", CreditKind, name="ck_bill_credit_kind"),
        CheckConstraint("fen > 0", name="ck_bill_credit_fen"),
        UniqueConstraint("cancels_id", name="uq_bill_credit_cancels_id"),
        Index("ix_bill_credit_bill_id", "bill_id"),
        Index("ix_bill_credit_on_day", "on_day"),
    )

    id: int = Field(default=None, primary_key=True)
    bill_id: BillId = Field(sa_type=Integer)
    kind: str
    fen: int = Field(sa_type=BigInteger)
    on_day: date
    reason: str
    at_ms: int = Field(sa_type=BigInteger)
    cancels_id: int | None = Field(default=None, sa_type=Integer)


class Payment(SQLModel, table=True):
    """Money that came in for a house, on the account of the payer `payer_id` (whose debt it settles).

    `paid_ms` is when it was paid, `recorded_ms` when it was entered. `named` lists the bills that the payer named
    (民法典第560条); without, the oldest debt is settled first. `voucher` is unique among valid payments of one method:
    nobody's money counts twice. `paid_by` is who brought it, as told. `is_valid` is derived: no reversal names it.
    """

    __tablename__ = "payment"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_payment_estate_id"),
        _points_to("house", "house_id", "fk_payment_house_id"),
        _points_to("person", "payer_id", "fk_payment_payer_id"),
        _points_to("import_run", "import_id", "fk_payment_import_id"),
        one_of("method", Method, name="ck_payment_method"),
        CheckConstraint("fen > 0", name="ck_payment_fen"),
        Index(
            "uq_payment_voucher",
            "estate_id",
            "method",
            "voucher",
            unique=True,
            sqlite_where=VALID,
            postgresql_where=VALID,
        ),
        Index("ix_payment_house_id", "house_id"),
        Index("ix_payment_estate_paid", "estate_id", "paid_on"),
        Index("ix_payment_import_id", "import_id"),
    )

    id: PaymentId = Field(default=None, primary_key=True, sa_type=Integer)
    estate_id: EstateId = Field(sa_type=Integer)
    house_id: HouseId = Field(sa_type=Integer)
    payer_id: PersonId | None = Field(default=None, sa_type=Integer)
    fen: int = Field(sa_type=BigInteger)
    method: str
    voucher: str | None = None
    paid_by: str = ""
    memo: str = ""
    named: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    import_id: ImportId | None = Field(default=None, sa_type=Integer)
    paid_ms: int = Field(sa_type=BigInteger)
    paid_on: date
    recorded_ms: int = Field(sa_type=BigInteger)
    is_valid: bool = True


class Reversal(SQLModel, table=True):
    """That a payment did not stand: it bounced, or was entered wrongly. The payment itself is not touched."""

    __tablename__ = "reversal"
    __table_args__ = (
        _points_to("payment", "payment_id", "fk_reversal_payment_id"),
        UniqueConstraint("payment_id", name="uq_reversal_payment_id"),
    )

    id: int = Field(default=None, primary_key=True)
    payment_id: PaymentId = Field(sa_type=Integer)
    at_ms: int = Field(sa_type=BigInteger)
    reason: str


class Allocation(SQLModel, table=True):
    """So much of a payment settles so much of a bill; derived, written by `accounts.settle` alone."""

    __tablename__ = "allocation"
    __table_args__ = (
        _points_to("payment", "payment_id", "fk_allocation_payment_id"),
        _points_to("bill", "bill_id", "fk_allocation_bill_id"),
        CheckConstraint("fen > 0", name="ck_allocation_fen"),
        UniqueConstraint("bill_id", "payment_id", name="uq_allocation_bill_payment"),
        Index("ix_allocation_payment_id", "payment_id"),
        Index("ix_allocation_paid_on", "paid_on"),
    )

    id: int = Field(default=None, primary_key=True)
    payment_id: PaymentId = Field(sa_type=Integer)
    bill_id: BillId = Field(sa_type=Integer)
    fen: int = Field(sa_type=BigInteger)
    paid_on: date


class StatementLine(SQLModel, table=True):
    """A line of money on a statement of WeChat Pay, Alipay or a bank (流水), and what became of it.

    `house_id` and `payer_id` are whom it is proposed for, `why` how that was found or why it was not: a stable code.
    """

    __tablename__ = "statement_line"
    __table_args__ = (
        _points_to("estate", "estate_id", "fk_statement_line_estate_id"),
        _points_to("import_run", "import_id", "fk_statement_line_import_id"),
        _points_to("house", "house_id", "fk_statement_line_house_id"),
        _points_to("person", "payer_id", "fk_statement_line_payer_id"),
        _points_to("payment", "payment_id", "fk_statement_line_payment_id"),
        _points_to("task", "task_id", "fk_statement_line_task_id"),
        one_of("state", LineState, name="ck_statement_line_state"),
        UniqueConstraint("estate_id", "source", "reference", name="uq_statement_line_reference"),
        Index("ix_statement_line_import_id", "import_id"),
        Index("ix_statement_line_state", "estate_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    estate_id: EstateId = Field(sa_type=Integer)
    import_id: ImportId = Field(sa_type=Integer)
    source: str
    reference: str
    paid_ms: int = Field(sa_type=BigInteger)
    fen: int = Field(sa_type=BigInteger)
    counterparty: str = ""
    memo: str = ""
    state: str
    why: str
    house_id: HouseId | None = Field(default=None, sa_type=Integer)
    payer_id: PersonId | None = Field(default=None, sa_type=Integer)
    payment_id: PaymentId | None = Field(default=None, sa_type=Integer)
    task_id: int | None = Field(default=None, sa_type=Integer)


# The statements that handle many rows at once work on the tables themselves, without making objects.
FEE_ITEM: Any = inspect(FeeItem).local_table
BILL: Any = inspect(Bill).local_table
CREDIT: Any = inspect(BillCredit).local_table
PAYMENT: Any = inspect(Payment).local_table
REVERSAL: Any = inspect(Reversal).local_table
ALLOCATION: Any = inspect(Allocation).local_table
LINE: Any = inspect(StatementLine).local_table
RUN: Any = inspect(ImportRun).local_table
HOUSE_PAYER: Any = inspect(HousePayer).local_table
VEHICLE: Any = inspect(Vehicle).local_table
FEE_ITEM_HOUSE: Any = inspect(FeeItemHouse).local_table
SHARED_COST: Any = inspect(SharedCost).local_table

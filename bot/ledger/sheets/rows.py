"""What comes out of a file: typed rows with their place, and sentences about what could not be read.

All money is whole fen, all days are calendar days of Shanghai, both ends of a period are inclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.money import Fen


class Kind(StrEnum):
    """What a file is for (`linli import --kind`)."""

    BILLS = "bills"
    ARREARS = "arrears"
    PEOPLE = "people"
    PAYMENTS = "payments"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: sheet by name, row as the spreadsheet numbers it (1-based), column by its header.

    The column is empty when the whole row is meant, the row is 0 when the whole sheet is.
    """

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for the clerk about one place: why a row is refused, or what was noticed and went on."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill of a file of kind bills, or what is still owed of one in a file of kind arrears.

    `house` (a code such as 3-2-501, see `codes.read_house_code`) or `plate` (车牌号) says whose it is; both mean a
    charge of the house for this car. `first` and `last` are the period; both None when the list names none. `due_on`
    None: the list names no due date (应缴日).
    `name` is the payer as written, if any; `tenant` who stood in brackets behind it.
    """

    place: Place
    house: str | None
    plate: str | None
    item: str
    first: date | None
    last: date | None
    amount: Fen
    due_on: date | None = None
    name: str | None = None
    tenant: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A house and, when `name` is not None, a person who belongs to it.

    `relation` is owner, co_owner, tenant, family or clerk (`bot.people.tables.Relation` by value); `is_company` tells
    a company. `use` is a value of `bot.estate.tables.Use`, or None when the list does not say. None everywhere means
    that the list does not say, never that it is to be emptied.
    """

    place: Place
    house: str
    area_dm2: int | None = None
    use: str | None = None
    handed_over_on: date | None = None
    vacant_since: date | None = None
    name: str | None = None
    relation: str = "owner"
    is_company: bool = False
    phone: str | None = None
    from_on: date | None = None
    tenant: str | None = None
    plates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of a list of payments (缴费历史): what was due for which period, and what was paid.

    `paid_at` is a moment; a list with days only gives noon. `charged` None: the list does not say what was due.
    """

    place: Place
    house: str | None
    plate: str | None
    item: str | None
    first: date | None
    last: date | None
    paid_at: datetime
    amount: Fen
    charged: Fen | None = None
    method: str | None = None
    voucher: str | None = None
    cashier: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of money that came in, on a statement of WeChat Pay, Alipay or a bank.

    `source` is wechat, alipay or bank; `reference` the transaction's number, unique within its source (made of day,
    amount, counterparty and memo when a bank's list has none). `memo` is all that the payer wrote (备注, 附言, 摘要).
    """

    place: Place
    source: str
    reference: str
    paid_at: datetime
    amount: Fen
    counterparty: str = ""
    memo: str = ""


Row = BillRow | PersonRow | PaymentRow | StatementRow


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its kind, its rows in order, the rows that were refused, what was noticed.

    `sheets` names the sheets that rows were taken from, `passed_over` those that were not, each with the reason as a
    Remark. A refused row is in no other list.
    """

    kind: Kind
    rows: Sequence[Row]
    refused: Sequence[Remark] = field(default=())
    warnings: Sequence[Remark] = field(default=())
    sheets: tuple[str, ...] = ()
    passed_over: Sequence[Remark] = field(default=())


class NotReadable(Exception):
    """The file as a whole cannot be used; the text is one sentence in Chinese for the clerk."""

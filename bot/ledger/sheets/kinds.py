"""What a list is: from its headers alone, and from its title only where several kinds fit equally well.

A list of houses with one amount may be bills, arrears or payments; the program never guesses between them but asks for
`--kind`. What tells: a column of what is owed (欠费), of what was paid and when (缴费时间), of a state (费用状态).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.ledger.sheets.cells import Cell, is_nothing, shown, written
from bot.ledger.sheets.headers import IDENTITY, Headers, squeeze, without_unit
from bot.ledger.sheets.rows import Kind, NotReadable

NAMES = {
    Kind.BILLS: "账单",
    Kind.ARREARS: "欠费清单",
    Kind.PEOPLE: "业主和房屋资料",
    Kind.PAYMENTS: "缴费记录",
    Kind.STATEMENT: "收款对账单",
}

NO_MONEY = "不带金额"
"""What is wrong with a list of people that has a column of money."""

_CUTS = ("discount", "reduction", "gift", "vacant_discount", "vacant_reduction")
_MONEY = frozenset({"amount", "owed", "charged", "paid", *_CUTS, "late_fee", "total", "credit", "debit"})
_OTHER_UNIT = re.compile(r"\((万元|千元|百元|角|分|美元|港币|港元|usd|hkd)\)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A header: its place in the row from 0, its text on one line, and the word that is compared."""

    at: int
    label: str
    word: str


@dataclass(frozen=True)
class Table:
    """A list as it was understood: where each field stands, the columns of single fees, what is not used.

    `fields` names for every field its columns, the best word first. `missing` says in the clerk's words what the kind
    needs and the list has not; `width` is one more than the last column.
    """

    kind: Kind
    columns: tuple[Column, ...]
    fields: dict[str, tuple[Column, ...]]
    fees: tuple[Column, ...] = ()
    unused: tuple[Column, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """How many columns were understood."""
        return sum(len(columns) for columns in self.fields.values()) + len(self.fees)

    @cached_property
    def whose(self) -> tuple[Column, ...]:
        """The columns that say whose a row is."""
        return tuple(column for name in ("house", "building", "room", "plate") for column in self.fields.get(name, ()))

    @cached_property
    def money(self) -> frozenset[int]:
        """The places of the columns that hold money; merged cells do not repeat an amount."""
        named = [column.at for name in _MONEY for column in self.fields.get(name, ())]
        return frozenset([*named, *(fee.at for fee in self.fees)])


@dataclass(slots=True)
class Chooser:
    """Decides for each list of a file whether it is taken; all lists of a file are of one kind.

    `wanted` is what the clerk asked for, `kind` what the file turned out to be. `nearest` is the row that came closest
    to being headers, for the sentence when there are none.
    """

    headers: Headers
    wanted: Kind | None
    file_name: str
    kind: Kind | None = None
    nearest: tuple[str, int, Table] | None = field(default=None)

    def choose(self, columns: Sequence[Column], titles: Sequence[str]) -> Table | None:
        """Return the list as it is to be read, or None when the clerk asked for another kind.

        Raises:
            NotReadable: several kinds fit, the lists are of different kinds, a unit is not the yuan, or bills do not
                say what for.
        """
        tables = [table for table in understandings(columns, self.headers) if not table.missing]
        if self.wanted is not None:
            table = next((table for table in tables if table.kind is self.wanted), None)
        else:
            table = self._decided(tables, " ".join([*titles, self.file_name]))
        if table is None:
            return None
        if self.kind not in {None, table.kind}:
            raise NotReadable(_asking([self.kind, table.kind], "文件里有不同的表"))
        self.kind = table.kind
        _refuse_other_units(table)
        if table.kind is Kind.BILLS and not table.fees and "item" not in table.fields:
            raise NotReadable("这份账单没有“费用名称”这一列，看不出是什么费用，请加上这一列再导入。")
        return table

    def _decided(self, tables: Sequence[Table], titles: str) -> Table | None:
        if not tables:
            return None
        best = [table for table in tables if table.score == max(each.score for each in tables)]
        told = [table for table in best if self._is_told(table)]
        if len(told) == 1:
            return told[0]
        if len(best) == 1 and not _is_ledger(best[0]):
            return best[0]
        open_to = tables if _is_ledger(best[0]) else best
        said = squeeze(titles)
        hinted = [table for table in open_to if any(word in said for word in self.headers.hints[table.kind])]
        known = [table for table in open_to if table.kind is self.kind]
        if len(hinted) == 1 or (known and not hinted):
            return (hinted or known)[0]
        raise NotReadable(_asking([table.kind for table in hinted or open_to], "看不出这是什么表"))

    def _is_told(self, table: Table) -> bool:
        words = self.headers.telling.get(table.kind, ())
        return any(column.word in words for column in table.columns)


def columns_of(cells: Sequence[Cell]) -> list[Column]:
    """Return the cells of a row as headers, without the empty ones."""
    kept = [(at, written(cell)) for at, cell in enumerate(cells) if not is_nothing(cell)]
    return [Column(at, shown("".join(text.split())), squeeze(text)) for at, text in kept]


def lists_beside(columns: Sequence[Column], headers: Headers) -> list[list[Column]]:
    """Cut a row of headers where it begins again: at the word of its first column, or of whose a row is."""
    lists: list[list[Column]] = []
    for column in columns:
        here = lists[-1] if lists else []
        words = {each.word for each in here}
        begins_again = column.word in words and (column.word == here[0].word or column.word in headers.marks)
        if begins_again or not lists:
            lists.append([])
        lists[-1].append(column)
    return lists


def understandings(columns: Sequence[Column], headers: Headers) -> list[Table]:
    """Return what the columns are in every kind, complete or not."""
    return [understand(columns, kind, headers) for kind in Kind]


def understand(columns: Sequence[Column], kind: Kind, headers: Headers) -> Table:
    """Return what the columns are in one kind."""
    meanings = headers.fields[kind]
    read = {column.at: meanings.get(column.word) or meanings.get(without_unit(column.word), ()) for column in columns}
    beside_building = any(name == "building" for found in read.values() for name, _ in found)
    ranked: dict[str, list[tuple[int, int, Column]]] = {}
    for column in columns:
        found = [(name, rank) for name, rank in read[column.at] if name != ("house" if beside_building else "room")]
        if not found and read[column.at] and beside_building:
            found = [(name, rank) for name, rank in read[column.at] if name == "house"]
        for name, rank in found[:1]:
            ranked.setdefault(name, []).append((rank, column.at, column))
    fields = {name: tuple(column for _, _, column in sorted(found)) for name, found in ranked.items()}
    taken = {column.at for found in fields.values() for column in found}
    rest = [column for column in columns if column.at not in taken]
    fees = _fees(kind, fields, rest, headers)
    unused = tuple(column for column in rest if column not in fees and not _is_ignored(column, headers))
    table = Table(kind, tuple(columns), fields, fees, unused)
    return Table(kind, table.columns, fields, fees, unused, tuple(_missing(table, headers)))


def _fees(
    kind: Kind, fields: dict[str, tuple[Column, ...]], rest: Sequence[Column], headers: Headers
) -> tuple[Column, ...]:
    """Return the columns of single fees in a list that has a row for each house (物业费, 水费, 合计).

    Where a sum stands, every column between whose it is and the sum is a fee; without a sum, what ends like one.
    """
    if kind not in {Kind.BILLS, Kind.ARREARS} or "item" in fields or "paid" in fields:
        return ()
    free = [column for column in rest if not _is_ignored(column, headers) and not _is_money(column, headers)]
    total = fields.get("total")
    if total:
        start = min((column.at for name in IDENTITY for column in fields.get(name, ())), default=0)
        return tuple(column for column in free if start < column.at < total[0].at)
    if "charged" in fields:
        return ()
    ends = tuple(headers.fee_endings)
    return tuple(column for column in free if without_unit(column.word).endswith(ends))


def _is_ignored(column: Column, headers: Headers) -> bool:
    return column.word in headers.ignored or without_unit(column.word) in headers.ignored


def _missing(table: Table, headers: Headers) -> Iterable[str]:
    """Yield what the kind needs and the list has not."""
    has = table.fields.keys()
    if table.kind is Kind.STATEMENT:
        if "moment" not in has:
            yield "交易时间"
        if not has & {"credit", "amount"}:
            yield "收入金额"
        if has & {"credit", "debit", "direction", "state", "reference", "counterparty", "memo"} == set():
            yield "对方户名或备注"
        return
    if not has & {"house", "plate"} and not has >= {"building", "room"}:
        yield "房号"
    yield from _missing_money(table, headers)


def _missing_money(table: Table, headers: Headers) -> Iterable[str]:
    has = table.fields.keys()
    match table.kind:
        case Kind.BILLS:
            if not table.fees and "amount" not in has:
                yield "收费金额"
        case Kind.ARREARS:
            rest = has >= {"charged", "paid"} or ("charged" in has and "state" in has)
            if not (table.fees or "owed" in has or "total" in has or rest):
                yield "欠费"
        case Kind.PAYMENTS:
            if "paid" not in has:
                yield "实缴金额"
            if "paid_at" not in has:
                yield "缴费时间"
        case _:
            if not has & {"name", "phone", "area", "use", "handed_over_on", "vacant_since", "tenant", "relation"}:
                yield "业主姓名"
            if has & {"item", "period"} or any(_is_money(column, headers) for column in table.columns):
                yield NO_MONEY


def _is_money(column: Column, headers: Headers) -> bool:
    word = without_unit(column.word)
    if word in headers.ignored:
        return False
    return any(name in _MONEY for kind in Kind for name, _ in headers.fields[kind].get(word, ()))


def _is_ledger(table: Table) -> bool:
    """Tell whether a list has all three, what was due, what was paid and when, and nothing that says what it is for."""
    has = table.fields.keys()
    tells = {"method", "voucher", "cashier", "state", "owed"}
    return table.kind is Kind.PAYMENTS and has >= {"charged", "paid", "paid_at"} and not has & tells


def _refuse_other_units(table: Table) -> None:
    for column in table.columns:
        found = _OTHER_UNIT.search(column.word)
        if found and column.at in table.money:
            raise NotReadable(f"“{column.label}”这一列的单位是{found[1]}，请换算成元再导入。")


def _asking(kinds: Iterable[Kind | None], what: str) -> str:
    fitting = list(dict.fromkeys(kind for kind in kinds if kind is not None))
    named = "、".join(f"{NAMES[kind]}（--kind {kind.value}）" for kind in fitting)
    return f"{what}，可能是{named}，请用 --kind 指明是哪一种。"

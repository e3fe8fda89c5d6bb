"""Reading a file (`linli import`): the one way in from a path to typed rows and sentences for the clerk."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.ledger.sheets.bills import read_bills
from bot.ledger.sheets.files import Sheet, open_sheets
from bot.ledger.sheets.headers import Headers
from bot.ledger.sheets.kinds import NAMES, NO_MONEY, Chooser, Table
from bot.ledger.sheets.layout import SheetLayout
from bot.ledger.sheets.payments import read_payments
from bot.ledger.sheets.people import read_people
from bot.ledger.sheets.record import Notes, Record, Refused
from bot.ledger.sheets.repeats import Repeats, check_all
from bot.ledger.sheets.rows import Kind, NotReadable, Place, ReadFile, Remark, Row, StatementRow
from bot.ledger.sheets.statements import StatementReader, source_of
from bot.store.batches import Tell, tell_nobody

_EVERY = 1000
_NAMED_COLUMNS = 8


def read_file(path: Path, *, headers: Headers, kind: Kind | None = None, tell: Tell = tell_nobody) -> ReadFile:
    """Read all lists of a file that are of one kind; without `kind` the headers must say which.

    Nothing is guessed: a row that cannot be read is refused with its place, a hidden sheet and a sheet without a list
    are passed over with a remark.

    Raises:
        NotReadable: the file as a whole cannot be used.
    """
    reading = _Reading(headers, Chooser(headers, kind, path.name), tell)
    for sheet in open_sheets(path):
        reading.take(sheet)
    return reading.result()


@dataclass(slots=True)
class _Reading:
    """What was read of a file so far."""

    headers: Headers
    chooser: Chooser
    tell: Tell
    rows: list[Row] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    names: list[str] = field(default_factory=list)
    passed_over: list[Remark] = field(default_factory=list)
    repeats: Repeats = field(default_factory=Repeats)
    statements: StatementReader = field(default_factory=StatementReader)
    _statement: Table | None = None

    def take(self, sheet: Sheet) -> None:
        """Read one sheet."""
        if sheet.hidden:
            self._pass_over(sheet, "是隐藏的，没有读；要导入请先取消隐藏。")
            return
        layout = SheetLayout(sheet, self.headers, self.chooser, self.notes)
        for done, record in enumerate(layout.records(), start=1):
            self._row(layout, record)
            if done % _EVERY == 0:
                self.tell(done, sheet.height or 0)
        if layout.seen:
            self.names.append(sheet.name)
            self._name_unused(layout)
        elif layout.other_kinds:
            self._pass_over(sheet, f"不是{self._kind_name()}，没有读。")
        else:
            self._pass_over(sheet, "里没有找到表头，没有读。")

    def result(self) -> ReadFile:
        """Return what was read.

        Raises:
            NotReadable: no list was found.
        """
        if self.chooser.kind is None:
            raise NotReadable(self._nothing_found())
        self.tell(len(self.rows) + len(self.refused), len(self.rows) + len(self.refused))
        self._leave_out_returned()
        warnings = self.notes.summed_up()
        return ReadFile(self.chooser.kind, self.rows, self.refused, warnings, tuple(self.names), self.passed_over)

    def _row(self, layout: SheetLayout, record: Record | Refused) -> None:
        """Read one row; whatever is wrong with it, it alone is refused."""
        try:
            if isinstance(record, Refused):
                raise record
            rows = self._read(layout, record)
            remarks = check_all(self.repeats, rows)
        except Refused as refusal:
            self.refused.append(refusal.remark)
            return
        self.rows += rows
        self.notes.warnings += [Remark(record.place, words) for words in remarks]

    def _read(self, layout: SheetLayout, record: Record) -> list[Row]:
        match record.table.kind:
            case Kind.BILLS | Kind.ARREARS:
                return [*read_bills(record)]
            case Kind.PEOPLE:
                return [*read_people(record)]
            case Kind.PAYMENTS:
                return [*read_payments(record)]
            case Kind.STATEMENT:
                if record.table is not self._statement:
                    self._statement = record.table
                    self.statements.source = source_of(record.table, layout.titles)
                return [*self.statements.read(record)]

    def _leave_out_returned(self) -> None:
        returned = self.statements.returned
        given_back = [
            row for row in self.rows if isinstance(row, StatementRow) and (row.source, row.reference) in returned
        ]
        if given_back:
            self.rows = [row for row in self.rows if row not in given_back]
        words = "这笔收款另有一行退款或撤销，没有收进来，请人工核对。"
        self.notes.warnings += [Remark(row.place, words) for row in given_back]

    def _name_unused(self, layout: SheetLayout) -> None:
        if self.chooser.kind is Kind.STATEMENT:
            return  # a statement has a dozen columns that nobody needs
        labels = list(dict.fromkeys(column.label for table in layout.seen for column in table.unused))
        if labels:
            more = "等" if len(labels) > _NAMED_COLUMNS else ""
            named = "、".join(labels[:_NAMED_COLUMNS])
            self.notes.warnings.append(Remark(Place(layout.sheet.name, 0), f"没有用到这些列：{named}{more}。"))

    def _pass_over(self, sheet: Sheet, why: str) -> None:
        self.passed_over.append(Remark(Place(sheet.name, 0), f"“{sheet.name}”{why}"))

    def _kind_name(self) -> str:
        return NAMES[self.chooser.wanted] if self.chooser.wanted else "要导入的表"

    def _nothing_found(self) -> str:
        near = self.chooser.nearest
        if near is not None:
            sheet, row, table = near
            lacks = "、".join(table.missing)
            what = f"“{sheet}”第 {row} 行像{NAMES[table.kind]}的表头"
            if NO_MONEY in table.missing:
                return f"没有找到能用的表：{what}，但带有金额；是账单或欠费清单的话请改 --kind。"
            return f"没有找到能用的表：{what}，但缺 {lacks} 这样的列，请补上再导入。"
        if any("隐藏" in remark.why for remark in self.passed_over) and len(self.passed_over) == 1:
            return "这份文件只有隐藏的表，没有读；要导入请先取消隐藏。"
        if self.chooser.wanted is not None:
            return (
                f"没有找到{NAMES[self.chooser.wanted]}，请检查表头和 --kind：要有房号（对账单要有交易时间）和金额等列。"
            )
        return "没有找到表头：请让表头占一行，写上房号、业主、费用名称、收费金额这样的列名再导入。"

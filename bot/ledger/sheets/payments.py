"""Payments (缴费历史): what was paid when, for which house, item and period."""

from bot.ledger.sheets.cells import read_money, read_positive
from bot.ledger.sheets.days import read_moment
from bot.ledger.sheets.record import Record
from bot.ledger.sheets.rows import PaymentRow
from bot.ledger.sheets.whose import period, whose


def read_payments(record: Record) -> list[PaymentRow]:
    """Return the payment of a row.

    Raises:
        Refused: it cannot be read, or nothing or less was paid.
    """
    owner = whose(record)
    first, last = period(record)
    return [
        PaymentRow(
            record.place,
            owner.house,
            owner.car(record.text("item")),
            record.text("item"),
            first,
            last,
            record.need("paid_at", read_moment),
            record.need("paid", read_positive),
            charged=record.take("charged", read_money),
            method=record.text("method"),
            voucher=record.text("voucher"),
            cashier=record.text("cashier"),
            note=record.text("note"),
        )
    ]

"""`linli payment add`, `payment reverse`: booking money that came in, and taking back what did not stand."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.account import HOUSE
from bot.cli.bill import ESTATE
from bot.cli.output import CannotRun, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.money import Fen

PAYER = typer.Option("--payer", metavar="PERSON", help="Whose debt: name or phone of somebody of the house.")
BY = typer.Option("--by", metavar="LOGIN", help="Who answers for it: finance or the manager.")
REASON = typer.Option("--reason", help="Why; it is kept with the change.")


def add(
    house: Annotated[str, HOUSE],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In yuan, such as 1074 or 1,074.00.")],
    *,
    method: Annotated[str, typer.Option("--method", help="wechat, alipay, card, cash, transfer or other.")] = "cash",
    at: Annotated[str | None, typer.Option("--at", metavar="ISO", help="When it was paid; now if not given.")] = None,
    voucher: Annotated[str | None, typer.Option("--voucher", metavar="NUMBER", help="Number of the receipt.")] = None,
    payer: Annotated[str | None, PAYER] = None,
    bill: Annotated[list[int] | None, typer.Option("--bill", metavar="N", help="A bill that the payer named.")] = None,
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Book money that came in for a house: it settles the bills that were named, else the oldest ones first.

    A voucher is booked once only. What is left over is credit and settles the next bill.

    [bold]Exit codes:[/bold] 0 booked · 2 could not run or refused, with the reason; nothing was changed.

    [bold]Example:[/bold] linli payment add 3-2-501 483.30 --method cash --voucher 0007 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.arrears import arrears_of_house
    from bot.ledger.entries import NewPayment
    from bot.ledger.payments import record_payment
    from bot.ledger.tables import BillId, Method

    if method not in list(Method):
        raise CannotRun(f"--method {method}: {', '.join(Method)}")
    fen = read_fen(amount)
    with opened_books(estate) as books, books.writing() as session:
        actor, to = books.booking_staff(session, by), books.account(session, house, payer)
        new = NewPayment(
            estate_id=books.estate.id,
            house_id=to.house_id,
            payer_id=to.payer_id,
            amount=fen,
            method=Method(method),
            paid_at=_moment(at) or books.now,
            voucher=voucher,
            named=tuple(BillId(number) for number in bill or ()),
        )
        payment = record_payment(session, new, by=actor, now=books.now)
        rest = arrears_of_house(session, to.house_id, as_of=books.today)
    say(f"payment {payment}: {fen} booked for {house}; open now {rest.open}, credit {rest.credit}")


def reverse(
    payment: Annotated[int, typer.Argument(metavar="PAYMENT", help="The number of linli account.")],
    *,
    reason: Annotated[str, REASON],
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Take a payment back that bounced or was entered wrongly: what it settled is owed again. The row stays.

    [bold]Exit codes:[/bold] 0 reversed · 2 could not run: no such payment, reversed before, LOGIN may not.

    [bold]Example:[/bold] linli payment reverse 45 --reason 记错房号 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.payments import reverse_payment
    from bot.ledger.tables import PaymentId

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        reverse_payment(session, PaymentId(payment), reason=reason, by=actor, now=books.now)
    say(f"payment {payment} is reversed")


def read_fen(text: str) -> "Fen":
    """Read an amount in yuan.

    Raises:
        CannotRun: it is none.
    """
    from bot.understanding.amounts import read_amount
    from bot.understanding.result import Understood

    match read_amount(text):
        case Understood(amount):
            return amount
        case unclear:
            raise CannotRun(f"{text} is no amount to book ({unclear.why}); write it like 1074 or 1,074.00")


def _moment(text: str | None) -> "datetime | None":
    from bot.cli.start import read_at

    return read_at(text, "--at")

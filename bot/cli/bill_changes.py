"""`linli bill void`, `correct`, `waive`, and `linli payer`: what a person changes about bills, each with its reason."""

from typing import Annotated

import typer

from bot.cli.account import HOUSE
from bot.cli.bill import ESTATE
from bot.cli.output import say
from bot.cli.payment import BY, REASON, read_fen

BILL = typer.Argument(metavar="BILL", help="The number of linli account.")
YUAN = typer.Argument(metavar="AMOUNT", help="In yuan, such as 483.30.")


def void(
    bill: Annotated[int, BILL],
    *,
    reason: Annotated[str, REASON],
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Declare a bill void: it was never owed. Money that settled it settles other bills or becomes credit.

    [bold]Exit codes:[/bold] 0 done · 2 could not run: no such bill, void before, LOGIN may not.

    [bold]Example:[/bold] linli bill void 12 --reason 重复收费 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.bills import void_bill
    from bot.ledger.tables import BillId

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        void_bill(session, BillId(bill), reason=reason, by=actor, now=books.now)
    say(f"bill {bill} is void")


def correct(
    bill: Annotated[int, BILL],
    amount: Annotated[str, YUAN],
    *,
    reason: Annotated[str, REASON],
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help="Another due date; kept if not given.")
    ] = None,
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Replace a bill by one with another amount or due date; money that was paid on it follows.

    [bold]Exit codes:[/bold] 0 done · 2 could not run: no such bill, void before, LOGIN may not.

    [bold]Example:[/bold] linli bill correct 12 450.00 --reason 面积登记错了 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.cli.start import read_day
    from bot.ledger.bills import correct_bill, due_date_of
    from bot.ledger.entries import Correction
    from bot.ledger.tables import BillId

    day = read_day(due, "--due")
    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        to = Correction(read_fen(amount), day or due_date_of(session, BillId(bill)), reason)
        new = correct_bill(session, BillId(bill), to, by=actor, now=books.now)
    say(f"bill {bill} is void, bill {new} takes its place")


def waive(
    bill: Annotated[int, BILL],
    amount: Annotated[str, YUAN],
    *,
    reason: Annotated[str, REASON],
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Waive a part of a bill (减免): less is owed, what was charged stays as it was.

    [bold]Exit codes:[/bold] 0 done · 2 could not run: no such bill, more than it has, LOGIN may not.

    [bold]Example:[/bold] linli bill waive 12 50.00 --reason 停梯三天补偿 --by manager
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.bills import credit_bill
    from bot.ledger.entries import NewCredit
    from bot.ledger.tables import BillId, CreditKind

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        off = NewCredit(CreditKind.WAIVER, read_fen(amount), reason)
        made = credit_bill(session, BillId(bill), off, by=actor, now=books.now)
    say(f"waived: {off.amount} of bill {bill} (number {made}, linli bill unwaive {made} takes it back)")


def unwaive(
    credit: Annotated[int, typer.Argument(metavar="NUMBER", help="The number that linli bill waive told.")],
    *,
    reason: Annotated[str, REASON],
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Take a waiver back: what it took off is owed again.

    [bold]Exit codes:[/bold] 0 done · 2 could not run: no such number, taken back before, LOGIN may not.

    [bold]Example:[/bold] linli bill unwaive 3 --reason 算错了 --by manager
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.bills import cancel_credit

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        cancel_credit(session, credit, reason=reason, by=actor, now=books.now)
    say(f"waiver {credit} is taken back")


def payer(
    house: Annotated[str, HOUSE],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Name or phone of somebody of the house.")],
    *,
    item: Annotated[str | None, typer.Option("--item", help="Only this fee, such as 车位费.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="From this day; today if not given.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Up to this day, which is not counted.")
    ] = None,
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Note an agreement: a tenant, a relative or the developer pays for a house in place of its owner.

    It decides about bills that begin from that day on; what is charged already stays with its debtor.

    [bold]Exit codes:[/bold] 0 noted · 2 could not run: nobody or several people are meant, LOGIN may not.

    [bold]Example:[/bold] linli payer 3-2-502 周敏 --item 车位费 --from 2027-01-01 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.cli.start import read_day
    from bot.ledger.payers import Agreement, agree_payer

    first, last = read_day(since, "--from"), read_day(until, "--to")
    with opened_books(estate) as books, books.writing() as session:
        actor, place = books.booking_staff(session, by), books.house(session, house)
        agreement = Agreement(place, person, item, first or books.today, last)
        agree_payer(session, agreement, by=actor, now=books.now)
    say(f"noted: {person} pays {item or 'everything'} for {house} from {agreement.from_on}")

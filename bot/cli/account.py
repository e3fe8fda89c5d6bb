"""`linli account`: everything that stands in the books for one house."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.bill import ESTATE, JSON
from bot.cli.output import print_json, say

if TYPE_CHECKING:
    from bot.ledger.house_account import HouseAccount

HOUSE = typer.Argument(metavar="HOUSE", help="The house, such as 3-2-501.")


def account(
    house: Annotated[str, HOUSE],
    *,
    estate: Annotated[str | None, ESTATE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Show the account of a house: bills with what is open, payments, what is owed and overdue today, credit.

    The numbers in front are those that [bold]linli bill void[/bold] and [bold]linli payment reverse[/bold] ask for. A
    late fee of the contract stands beside each unpaid bill; it is not part of what is owed.

    [bold]Out:[/bold] with --json one object [cyan]{"house", "as_of", "open_fen", "overdue_fen", "credit_fen",
    "late_fee_fen", "bills": [{"bill", "item", "label", "first", "last", "due", "state", "payer", "amount_fen",
    "paid_fen", "credited_fen", "open_fen"}], "payments": [{"payment", "at", "amount_fen", "method", "voucher", "payer",
    "valid"}]}[/cyan].

    [bold]Exit codes:[/bold] 0 done · 2 could not run, such as an unknown house.

    [bold]Example:[/bold] linli account 3-2-501
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.house_account import account_of_house

    with opened_books(estate) as books, books.reading() as session:
        place = books.house(session, house)
        found = account_of_house(session, place, as_of=books.today, rule=books.late_fee)
    shown = _as_json(house, found)
    if json:
        print_json(shown)
    else:
        _print(shown)


def _as_json(house: str, found: "HouseAccount") -> dict[str, Any]:
    arrears = found.arrears
    return {
        "house": house,
        "as_of": str(arrears.as_of),
        "open_fen": arrears.open.value,
        "overdue_fen": arrears.overdue.value,
        "credit_fen": arrears.credit.value,
        "late_fee_fen": sum(line.late_fee.value for line in arrears.lines),
        "bills": [_bill(row) for row in found.bills],
        "payments": [_payment(row) for row in found.payments],
    }


def _bill(row: Any) -> dict[str, Any]:
    days = {"first": row.first_on, "last": row.last_on, "due": row.due_on}
    amounts = {"amount_fen": row.amount_fen, "paid_fen": row.paid_fen, "credited_fen": row.credited_fen}
    said = {name: str(day) if day else None for name, day in days.items()}
    what = {"bill": row.id, "item": row.item, "label": row.label}
    return {**what, **said, "state": row.state, "payer": row.payer, **amounts, "open_fen": row.open_fen}


def _payment(row: Any) -> dict[str, Any]:
    from bot.clock import from_ms

    at = from_ms(row.paid_ms).isoformat(timespec="minutes")
    how = {"method": row.method, "voucher": row.voucher, "payer": row.payer, "valid": row.is_valid}
    return {"payment": row.id, "at": at, "amount_fen": row.fen, **how}


def _print(shown: dict[str, Any]) -> None:
    from bot.money import Fen

    if not shown["bills"] and not shown["payments"]:
        say(f"{shown['house']}: nothing was ever charged or paid here")
        return
    for bill in shown["bills"]:
        name = f"{bill['item']} {bill['label']}".strip()
        span = f"{bill['first'] or '—'} – {bill['last'] or '—'}"
        state = "" if bill["state"] == "posted" else f"  ({bill['state']})"
        rest = f"open {Fen(bill['open_fen'])}" if bill["open_fen"] else "settled" if bill["state"] == "posted" else ""
        amount, due = Fen(bill["amount_fen"]), bill["due"] or "no due date"
        say(f"bill {bill['bill']:6}  {name}  {span}  due {due}  {amount}  {rest}{state}  {bill['payer'] or '—'}")
    for payment in shown["payments"]:
        gone = "" if payment["valid"] else "  (reversed)"
        how = f"{payment['method']} {payment['voucher'] or ''}".strip()
        amount = Fen(payment["amount_fen"])
        say(f"payment {payment['payment']:3}  {payment['at'][:16]}  {amount}  {how}  {payment['payer'] or '—'}{gone}")
    overdue, credit = Fen(shown["overdue_fen"]), Fen(shown["credit_fen"])
    say(f"open {Fen(shown['open_fen'])}, of it overdue {overdue}; credit {credit} (as of {shown['as_of']})")
    if shown["late_fee_fen"]:
        say(f"beside it the late fee of the contract, up to today: {Fen(shown['late_fee_fen'])}")

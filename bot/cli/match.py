"""`linli match`: money of statements whose house is proposed, or not known, and what a person decides about it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.bill import ESTATE, JSON
from bot.cli.output import FOUND_FAULTS, OK, print_json, say

if TYPE_CHECKING:
    from bot.cli.ledger import Books

RUN = typer.Option("--run", metavar="N", help="Only the lines of this import (linli imports).")
BY = typer.Option("--by", metavar="LOGIN", help="Who answers for it: finance or the manager.")
PAYER = typer.Option("--payer", metavar="PERSON", help="Whose debt: name or phone of somebody of the house.")
LINE = typer.Argument(metavar="LINE", help="The number of linli match.")


def match(
    ctx: typer.Context,
    *,
    run: Annotated[int | None, RUN] = None,
    estate: Annotated[str | None, ESTATE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """List the lines of statements that wait: proposed ones with their house, and those that nobody could tell.

    [bold]Out:[/bold] with --json one object a line [cyan]{"line", "state", "at", "amount_fen", "house", "why",
    "source", "reference"}[/cyan]; state is proposed or unsure; why is how it was found (memo, phone, name) or why it
    was not: no_mark, unknown_house, several_houses, several_debtors, former_debtor, several_people, nothing_open,
    contradiction, same_debt_twice, booked_already.

    [bold]Exit codes:[/bold] 0 done · 2 could not run.

    [bold]Example:[/bold] linli match
    """
    if ctx.invoked_subcommand is not None:
        return
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.lines import waiting_lines
    from bot.ledger.tables import ImportId

    with opened_books(estate) as books, books.reading() as session:
        lines = waiting_lines(session, books.estate.id, import_id=ImportId(run) if run is not None else None)
        codes = books.codes(session, {line.house_id for line in lines if line.house_id is not None})
        if not lines and not json:
            say("no line waits (linli import FILE --kind statement takes a statement in)")
        for line in lines:
            _print(line, codes, books, json=json)


def confirm(
    *,
    run: Annotated[int | None, RUN] = None,
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
    json: Annotated[bool, JSON] = False,
) -> int:
    """Book every proposed line as a payment. Each is looked at once more: what is not sure any more becomes a task.

    [bold]Out:[/bold] with --json one object [cyan]{"booked", "total_fen", "unsure"}[/cyan].

    [bold]Exit codes:[/bold] 0 booked · 1 booked, and some lines are not sure any more · 2 could not run.

    [bold]Example:[/bold] linli match confirm --run 7 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.lines import confirm_lines
    from bot.ledger.tables import ImportId

    only = ImportId(run) if run is not None else None
    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        count, total, unsure = confirm_lines(
            session, books.estate, templates=books.templates, by=actor, now=books.now, import_id=only
        )
    if json:
        print_json({"booked": count, "total_fen": total.value, "unsure": unsure})
    else:
        say(f"{count} payments booked, {total}" + (f"; {unsure} not sure any more, now tasks" if unsure else ""))
    return FOUND_FAULTS if unsure else OK


def book(
    line: Annotated[int, LINE],
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="Whose money it is, such as 3-2-501.")],
    *,
    payer: Annotated[str | None, PAYER] = None,
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Book one line for the house that you name; its task is done with that.

    Where several people owe for the house (before and after a sale), --payer says whose debt it settles.

    [bold]Exit codes:[/bold] 0 booked · 2 could not run: no such line or house, done before, several people owe there.

    [bold]Example:[/bold] linli match book 31 3-2-501 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.lines import book_line

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        to = books.account(session, house, payer)
        payment = book_line(session, books.estate, line, to, by=actor, now=books.now)
    say(f"booked as payment {payment}")


def drop(
    line: Annotated[int, LINE],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why it is no payment of a fee.")],
    by: Annotated[str | None, BY] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Set one line aside: it is no payment of a fee, such as a deposit. Its task ends with the reason.

    [bold]Exit codes:[/bold] 0 set aside · 2 could not run: no such line, done before.

    [bold]Example:[/bold] linli match drop 31 --reason 装修押金 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.lines import set_line_aside

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        set_line_aside(session, books.estate, line, reason=reason, by=actor, now=books.now)
    say("set aside")


def _print(line: Any, codes: dict[int, str], books: "Books", *, json: bool) -> None:
    from bot.clock import from_ms
    from bot.money import Fen

    house, at = codes.get(line.house_id), from_ms(line.paid_ms)
    if json:
        row = {"line": line.id, "state": line.state, "at": at.isoformat(timespec="seconds"), "amount_fen": line.fen}
        print_json({**row, "house": house, "why": line.why, "source": line.source, "reference": line.reference})
        return
    key = f"match.by_{line.why}" if line.state == "proposed" else f"import.unsure_{line.why}"
    why = books.templates.render(key)
    say(f"{line.id:5}  {at:%Y-%m-%d %H:%M}  {Fen(line.fen)!s:>14}  {line.state:9}  {house or '—':12}  {why}")
    said = " · ".join(part for part in (line.counterparty, line.memo) if part)
    if said:
        say(f"       {said}")

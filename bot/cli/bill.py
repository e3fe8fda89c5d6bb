"""`linli bill` and `linli bill post`: drafts of bills from the fee items, and posting them."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import FOUND_FAULTS, OK, note, print_json, say

if TYPE_CHECKING:
    from bot.ledger.billing import BillingPlan
    from bot.ledger.periods import Span
    from bot.texts.templates import Templates

PERIOD = typer.Option("--period", metavar="P", help="2026-11, 2026Q4, 2026H2, 2026 or 上季度.")
ESTATE = typer.Option("--estate", metavar="CODE", help="Which estate; not needed when there is one.")
JSON = typer.Option("--json", help="One JSON object.")


def bill(
    ctx: typer.Context,
    *,
    period: Annotated[str | None, PERIOD] = None,
    estate: Annotated[str | None, ESTATE] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be drafted, change nothing.")] = False,
    json: Annotated[bool, JSON] = False,
) -> int:
    """Draft the bills of the fee items for every period that begins within [bold]--period[/bold]. Nothing is owed yet.

    The fee items are those of the estate in data/estate.yaml, brought into the database first.

    A person posts the drafts with [bold]linli bill post[/bold]. Running it again adds nothing, and a bill that was
    declared void does not come back as it was. A house without what the formula needs (area, day of handover) is
    listed, never dropped. What begins in the middle of a period, at a handover or with one more piece, is drafted with
    its own first day.

    [bold]Out:[/bold] with --json one object [cyan]{"period", "create", "same", "missing": [{"house", "item", "why",
    "code"}], "total_fen"}[/cyan]; create and total_fen are the new drafts, same those that were there; code is stable
    (no_area, no_handover_day, not_handed_over, zero, too_large, overlaps, voided, no_shared_cost, already_split,
    no_bearers; no_payer was drafted all the same), why its words; house is empty when a whole fee item is meant.

    [bold]Exit codes:[/bold] 0 drafted · 1 drafted, and something is missing · 2 could not run.

    [bold]Example:[/bold] linli bill --period 2027Q1 --dry-run
    """
    if ctx.invoked_subcommand is not None:
        return OK
    from bot.cli.ledger import opened_books
    from bot.ledger.billing import draft_periods
    from bot.ledger.fee_items import sync_fee_items

    with opened_books(estate) as books:
        span = books.period(period)
        with books.writing() as session, session.begin_nested() as all_of_it:
            sync_fee_items(session, books.estate, books.told, today=books.today)
            plan = draft_periods(session, books.estate.id, span, by=books.by(), now=books.now)
            if dry_run:
                all_of_it.rollback()
        _show(plan, span, books.templates, json=json, dry_run=dry_run)
    return FOUND_FAULTS if plan.missing else OK


def post(
    *,
    period: Annotated[str | None, PERIOD] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who posts: finance or the manager.")] = None,
    estate: Annotated[str | None, ESTATE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Post the drafts whose period begins within [bold]--period[/bold]: from now on they are owed, credit settles them.

    Posting again does nothing. It is noted who did it.

    [bold]Out:[/bold] with --json one object [cyan]{"period", "posted", "total_fen"}[/cyan].

    [bold]Exit codes:[/bold] 0 done (also when there was nothing to post) · 2 could not run, such as a LOGIN that may
    not post.

    [bold]Example:[/bold] linli bill post --period 2027Q1 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.bills import post_drafts

    with opened_books(estate) as books:
        span = books.period(period)
        with books.writing() as session:
            actor = books.booking_staff(session, by)
            count, total = post_drafts(session, books.estate.id, span.first, span.last, by=actor, now=books.now)
    if json:
        print_json({"period": span.key, "posted": count, "total_fen": total.value})
    elif count:
        say(f"{count} bills posted, {total}")
    else:
        say("no drafts in this period: nothing was posted (linli bill --period P drafts them)")


def _show(plan: "BillingPlan", span: "Span", templates: "Templates", *, json: bool, dry_run: bool) -> None:
    missing = [
        {"house": each.house, "item": each.item, "why": templates.render(f"billing.why.{each.why}"), "code": each.why}
        for each in plan.missing
    ]
    if json:
        total = plan.total.value
        print_json(
            {"period": span.key, "create": len(plan.new), "same": plan.same, "missing": missing, "total_fen": total}
        )
        return
    by_item: Counter[str] = Counter()
    for new in plan.new:
        by_item[new.item] += 1
    for item, count in by_item.items():
        say(f"{item:10} {count}")
    verb = "would be drafted" if dry_run else "drafted"
    say(f"{len(plan.new)} bills {verb}, {plan.total}; {plan.same} were there already ({span.first} – {span.last})")
    for each in missing:
        note(f"{each['house'] or '—'}  {each['item']}: {each['why']}")

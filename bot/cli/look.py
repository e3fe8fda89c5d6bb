"""`linli outbox`, `schedule`, `tick`: what was sent, and the scheduled work."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import FOUND_FAULTS, print_json, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.app import App
    from bot.scheduler.table import Tick

logger = logging.getLogger(__name__)


def outbox(
    *,
    since: Annotated[str | None, typer.Option(help="Only messages from this moment (ISO, Shanghai) on.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Print every message of the outbox, sent or not, in the order in which they were queued.

    [bold]Out:[/bold] [cyan]{"at", "to", "house", "purpose", "channel", "state", "text"}[/cyan]; at is the moment (ISO,
    Shanghai) when the channel took it, or for one that it did not take the moment when it is or was due; to is the
    person's id on the channel, or the group's; house is null for a message about none. States: queued, sending,
    accepted, delivered, read, failed, unknown (it may have arrived), blocked (not yet), expired, dropped.

    [bold]Exit codes:[/bold] 0 done · 2 could not run.

    [bold]Example:[/bold] linli outbox --since 2026-11-21 --json
    """
    from bot.app import open_store
    from bot.cli.start import read_at
    from bot.config import load_settings

    moment = read_at(since, "--since")
    store = open_store(load_settings())
    try:
        with store.reading() as session:
            for row in _messages(session, moment):
                if json:
                    print_json(row)
                else:
                    say(_in_one_line(row))
    finally:
        store.close()


def _messages(session: "Session", since: datetime | None) -> Iterator[dict[str, Any]]:
    from sqlalchemy import func, select

    from bot.clock import from_ms, to_ms
    from bot.delivery.service import OUTBOX

    at = func.coalesce(OUTBOX.c.accepted_ms, OUTBOX.c.due_ms).label("at_ms")
    wanted = select(OUTBOX, at).order_by(OUTBOX.c.id)
    if since is not None:
        wanted = wanted.where(at >= to_ms(since))
    for row in session.connection().execute(wanted, execution_options={"yield_per": 500}):
        yield {
            "at": from_ms(row.at_ms).isoformat(timespec="seconds"),
            "to": row.chat_id if row.in_group else row.sender_id,
            "house": row.house,
            "purpose": row.purpose,
            "channel": row.channel,
            "state": row.state,
            "text": row.payload["text"],
        }


def _in_one_line(row: dict[str, Any]) -> str:
    text = " / ".join(row["text"].splitlines())
    house = row["house"] or "-"
    return f"{row['at'][:16]}  {row['state']:9}  {row['purpose']:10}  {row['channel']}  {row['to']}  {house}  {text}"


def schedule() -> None:
    """Print the scheduled work: its name for [bold]linli tick[/bold], how often it runs, what it does.

    [bold]Exit codes:[/bold] 0 done · 2 could not run.

    [bold]Example:[/bold] linli schedule
    """
    from bot.app import load_knowledge
    from bot.cli.output import learning
    from bot.config import load_settings
    from bot.handlers.router import FLOWS
    from bot.scheduler.table import build_table

    settings = load_settings()
    with learning() as tell:
        know = load_knowledge(settings.data, settings.model_folder, demo=settings.is_demo, tell=tell)
    for tick in build_table(know, FLOWS):
        say(f"{tick.name:12} {_every(tick.every):12} {tick.what}")


def _every(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    size, unit = next(((size, unit) for size, unit in ((3600, "h"), (60, "min")) if seconds % size == 0), (1, "s"))
    return f"every {seconds // size} {unit}"


def tick(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of linli schedule, or all.", metavar="[NAME…]")
    ] = None,
    *,
    at: Annotated[
        str | None, typer.Option(help="The moment (ISO, Shanghai) to run it at; a bare day is 08:30.")
    ] = None,
) -> int:
    """Run scheduled work once, now or at a moment; without a name all of it, in the order of the table.

    Each line runs in a transaction of its own and may be run again: what is done is not done twice. Printed is a
    line each, its name and how many things it did.

    [bold]Exit codes:[/bold] 0 done · 1 a line failed, the others ran · 2 could not run.

    [bold]Example:[/bold] linli tick all --at 2026-11-22T09:00
    """
    from bot.cli.start import opened_app, read_at
    from bot.config import load_settings

    with opened_app(load_settings(), at=read_at(at, "--at")) as app:
        failed = [tick.name for tick in _chosen(app.table, names or ["all"]) if not _ran(app, tick)]
    return FOUND_FAULTS if failed else 0


def _chosen(table: Iterable["Tick"], names: list[str]) -> list["Tick"]:
    by_name = {tick.name: tick for tick in table}
    strangers = [name for name in names if name not in by_name and name != "all"]
    if strangers:
        raise typer.BadParameter(f"there is no {strangers[0]} in the table: {', '.join(by_name)}, all")
    return list(by_name.values()) if "all" in names else [by_name[name] for name in dict.fromkeys(names)]


def _ran(app: "App", tick: "Tick") -> bool:
    try:
        with app.store.writing() as session:
            done = tick.work(session, app.clock())
    except Exception:
        logger.exception("tick %s failed", tick.name)
        return False
    say(f"{tick.name:12} {done}")
    return True

"""`linli db upgrade`, `demo load`, `backup`, `restore`: what is done to the database as a whole."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import CannotRun, note, progress, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.config import Settings
    from bot.store.backup import Contents

YES = typer.Option("--yes", "-y", help="Do not ask.")


def upgrade_schema() -> None:
    """Bring the schema of the database up to date. Every other command does so too; running it again changes nothing.

    [bold]Exit codes:[/bold] 0 up to date · 2 the database cannot be used, or a newer version has been at it.

    [bold]Example:[/bold] LINLI_DATABASE_URL=postgresql+psycopg://linli@db/linli linli db upgrade
    """
    from bot.cli.start import opened_store
    from bot.config import load_settings
    from bot.migrations import current

    with opened_store(load_settings()) as store:
        say(f"the schema is up to date: {current(store)}")


def load(
    *,
    today: Annotated[str | None, typer.Option(help="Day (ISO) that the estate's days are counted from.")] = None,
    seed: Annotated[int, typer.Option(help="Whole number that decides the invented people.")] = 1,
    reset: Annotated[bool, typer.Option("--reset", help="Empty every table first; asks before it does.")] = False,
    yes: Annotated[bool, YES] = False,
) -> None:
    """Load the demo estate 阳光花园: 120 invented houses, their people, the staff, a year of bills and payments.

    data/demo/README.md says who is there, who owes what, and why.

    The same day and number make the same estate on every machine; --today is 2026-11-21 when it is not given. A
    database that has the estate already stays as it is, unless --reset empties it first, dialogues and tickets
    included; one with an estate of your own is never emptied. LINLI_ENV=production loads nothing.

    [bold]Exit codes:[/bold] 0 it is there · 2 could not run, or you said no.

    [bold]Example:[/bold] linli demo load --today 2026-12-01 --reset --yes
    """
    from bot.cli.start import opened_store, read_day
    from bot.config import load_settings
    from bot.demo import ANCHOR, ESTATE_NAME, load_demo
    from bot.demo.calendar import Calendar

    day, settings = read_day(today, "--today") or ANCHOR, load_settings()
    try:
        Calendar(day)
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--today") from None
    if not settings.is_demo:
        raise CannotRun("LINLI_ENV=production: the demo estate is never loaded there")
    if reset and not yes and not _confirmed("Empty every table of this database and load the demo estate?"):
        raise CannotRun("stopped, nothing was changed (--yes does not ask)")
    with opened_store(settings) as store, store.writing() as session:
        if reset:
            _empty(session)
        report = load_demo(session, today=day, seed=seed)
    if not report.created:
        note("the demo estate was there already, nothing was changed (--reset loads it again)")
    there = f"{report.houses} houses, {report.people} people, {report.staff} staff"
    say(f"{ESTATE_NAME}: {there}, {report.bills} bills, {report.payments} payments")


def _confirmed(question: str) -> bool:
    note(f"{question} Type yes:")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _empty(session: "Session") -> None:
    from sqlmodel import col, select

    from bot.demo import ESTATE_CODE
    from bot.estate.tables import Estate
    from bot.migrations.metadata import METADATA
    from bot.store.restore import continue_ids, empty

    own = session.exec(select(Estate.code).where(col(Estate.code) != ESTATE_CODE)).first()
    if own is not None:
        raise CannotRun(f"the database has the estate {own}, which is not the demo's: it is not emptied")
    empty(session.connection(), METADATA.sorted_tables)
    continue_ids(session.connection(), METADATA.sorted_tables)


def backup(file: Annotated[Path, typer.Argument(help="The file to write, such as linli-2026-11-21.tar.gz.")]) -> None:
    """Write everything to one file: all tables as of one moment, and the media. The server may run meanwhile.

    The file is a tar.gz with a hash for every part, readable by its owner only; it can be restored into SQLite and
    into PostgreSQL, wherever it came from. It is written under another name first and takes the place of an older
    FILE when it is complete. It holds names and phones of residents: keep it as safe as the database.

    [bold]Exit codes:[/bold] 0 written · 2 could not run; an older FILE is then still there.

    [bold]Example:[/bold] linli backup /backup/linli-$(date +%F).tar.gz
    """
    from bot.cli.start import opened_store
    from bot.clock import system_clock
    from bot.config import load_settings
    from bot.store.backup import write_backup

    if file.is_dir():
        raise CannotRun(f"{file} is a folder: name the file to write")
    if not file.absolute().parent.is_dir():
        raise CannotRun(f"there is no folder {file.parent}")
    settings = load_settings()
    with opened_store(settings) as store, progress("backup") as tell:
        counts = write_backup(store, file.absolute(), _contents(settings), now=system_clock(), tell=tell)
    say(f"{file}: {counts.rows} rows, {counts.files} files")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that linli backup wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Empty a database that is not empty first.")] = False,
) -> None:
    """Put a backup back, into SQLite or PostgreSQL. Stop the server first.

    Every part is compared with its hash before anything is written; then all rows go in as one transaction, so a
    restore that fails changes nothing. A database that holds something is refused unless --replace is given, which
    deletes all its rows; files of the media folder that are there already stay.

    [bold]Exit codes:[/bold] 0 restored · 2 the file is no backup, is damaged or from another version of the schema, or
    the database is not empty.

    [bold]Example:[/bold] LINLI_DATABASE_URL=postgresql+psycopg://linli@db/linli linli restore linli-2026-11-21.tar.gz
    """
    from bot.cli.start import opened_store
    from bot.config import load_settings
    from bot.migrations import known_revisions
    from bot.store.restore import restore_backup

    settings = load_settings()
    with opened_store(settings) as store, progress("restore") as tell:
        known = known_revisions()
        counts = restore_backup(store, file, _contents(settings), known=known, replace=replace, tell=tell)
    say(f"{file}: {counts.rows} rows, {counts.files} files are back")


def _contents(settings: "Settings") -> "Contents":
    from bot.migrations import HEAD
    from bot.migrations.metadata import METADATA
    from bot.store.backup import Contents

    return Contents(METADATA.sorted_tables, HEAD, (settings.home / "media").absolute())

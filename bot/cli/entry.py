"""The index of the commands, and the one place where a fault becomes a sentence and an exit code."""

import os
import sqlite3
import sys
from collections.abc import Callable, Sequence

import typer

from bot.cli.output import COULD_NOT_RUN, FOUND_FAULTS, OK, CannotRun, note

HELP = """Linli 邻里: the messaging assistant of a property company, from the shell.

Settings are [bold]LINLI_…[/bold] in the environment or in [bold].env[/bold]; the database and the media \
live in [bold]LINLI_HOME[/bold] (default ./var). Every command brings the database's schema up to date first.

JSON output is one object a line, in ASCII, and nothing else on standard output; notes and progress go to standard \
error. Times without an offset are Shanghai time.

[bold]Exit codes:[/bold] 0 done · 1 done with refusals or faults found · 2 could not run, with one sentence why."""


def start() -> None:
    """Run the command that the shell asked for and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese gets escapes, never a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _reader_left()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what keeps it from running is said in one sentence."""
    try:
        result = build()(list(arguments) or ["--help"], standalone_mode=False, prog_name="linli")
    except typer.TyperException as fault:
        note(f"linli: {fault.format_message()} (linli --help)")
    except typer.Abort:
        note("linli: stopped, nothing was changed")
    except BrokenPipeError:
        return _reader_left()
    except Exception as fault:
        why = reason(fault)
        if why is None:
            raise
        note(f"linli: {why}")
    else:
        return result if isinstance(result, int) else OK
    return COULD_NOT_RUN


def build() -> typer.Typer:
    """Return the whole command; what a command needs is imported when it runs."""
    from bot.cli import (
        account,
        bill,
        bill_changes,
        database,
        doctor,
        figures,
        knowledge,
        look,
        match,
        measure,
        payment,
        read_date,
        transfer,
        understanding,
    )
    from bot.cli.chat import chat
    from bot.cli.serve import serve

    app = typer.Typer(help=HELP, rich_markup_mode="rich", pretty_exceptions_enable=False, add_completion=False)
    for command in (
        serve,
        chat,
        understanding.classify,
        read_date.read_date,
        doctor.doctor,
        look.outbox,
        look.schedule,
        look.tick,
        database.backup,
        database.restore,
    ):
        app.command()(command)
    app.add_typer(
        _group("Check the knowledge base and measure understanding.", check=knowledge.check, eval=measure.evaluate),
        name="faq",
    )
    app.command("import")(transfer.take_in)
    app.command("export")(transfer.send_out)
    app.add_typer(_both(transfer.imports, undo=transfer.take_back), name="imports")
    app.add_typer(_both(match.match, confirm=match.confirm, book=match.book, drop=match.drop), name="match")
    changes = {"correct": bill_changes.correct, "waive": bill_changes.waive, "unwaive": bill_changes.unwaive}
    app.add_typer(_both(bill.bill, post=bill.post, void=bill_changes.void, **changes), name="bill")
    app.command()(account.account)
    app.command()(figures.figures)
    app.add_typer(
        _group("Book money that came in, take back what did not stand.", add=payment.add, reverse=payment.reverse),
        name="payment",
    )
    app.command()(bill_changes.payer)
    app.add_typer(_group("Look after the database.", upgrade=database.upgrade_schema), name="db")
    app.add_typer(_group("The demo estate 阳光花园.", load=database.load), name="demo")
    return app


def _group(what: str, **commands: object) -> typer.Typer:
    group = typer.Typer(help=what, rich_markup_mode="rich")
    group.callback()(lambda: None)
    for name, command in commands.items():
        group.command(name)(command)  # type: ignore[type-var]
    return group


def _both(itself: Callable[..., object], **commands: object) -> typer.Typer:
    """Return a command that also works by itself: `linli bill` and `linli bill post`."""
    group = typer.Typer(rich_markup_mode="rich")
    group.callback(invoke_without_command=True)(itself)
    for name, command in commands.items():
        group.command(name)(command)  # type: ignore[type-var]
    return group


def reason(fault: Exception) -> str | None:
    """Return why the command could not run, in one sentence; None for a bug of ours, which keeps its traceback."""
    from bot.config import SettingsFault
    from bot.datafile import DataFault
    from bot.faq.learned import CannotLearn
    from bot.migrations import SchemaFault
    from bot.store.backup import BackupFault

    if isinstance(fault, CannotRun | SettingsFault | DataFault | CannotLearn | SchemaFault | BackupFault | OSError):
        return str(fault)
    return _of_database(fault)


def _of_database(fault: Exception) -> str | None:
    """Say what the database answered: without the statement, its values and the password."""
    from sqlalchemy import exc

    if isinstance(fault, exc.ArgumentError):
        return "LINLI_DATABASE_URL is no address of a database: postgresql+psycopg://user@host/name or sqlite:///file"
    no_database = isinstance(fault, sqlite3.DatabaseError) or type(fault) is exc.DatabaseError
    if no_database or isinstance(fault, exc.OperationalError | exc.InterfaceError | exc.TimeoutError):
        said = " ".join(str(getattr(fault, "orig", None) or fault).split())
        return f"the database cannot be used: {said}"
    return None


def _reader_left() -> int:
    """The reader of standard output is gone (`linli outbox | head`): be quiet, also when Python closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FOUND_FAULTS

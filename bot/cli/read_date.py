"""`linli read-date`: when a message says that it will be paid; one text, or one row in and one row out."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import OK, CannotRun, print_json
from bot.cli.rows import Answer, BadRow, answer_each

if TYPE_CHECKING:
    from bot.workdays import Calendar

_FIRST_YEAR, _LAST_YEAR = 1990, 2190
"""The lunar calendar is known for these years, with some years to spare on either side."""


def read_date(
    text: Annotated[str | None, typer.Argument(help="The message.", metavar="[TEXT]")] = None,
    *,
    now: Annotated[str | None, typer.Option("--now", metavar="ISO", help="When the message arrived.")] = None,
    rows: Annotated[
        Path | None, typer.Option("--jsonl", metavar="FILE", help="JSON lines; - is standard input.")
    ] = None,
) -> int:
    """Read when a resident says that he pays. Nothing is stored or sent; nothing is read from the clock.

    [bold]In:[/bold] one TEXT with [cyan]--now[/cyan], or with [cyan]--jsonl[/cyan] rows
    [cyan]{"id"?, "text", "now"}[/cyan]. A time without an offset is Shanghai time, a bare date is its 08:30.

    [bold]Out:[/bold] [cyan]{"id"?, "kind", "date", "earliest", "time_of_day", "alternatives"}[/cyan]; kind is date,
    range, vague, conditional, ambiguous, past or none; date is the last acceptable day or null; earliest the first day
    of a range, or the first possible day of a vague answer; alternatives are other days that may be meant. A bad row
    gives [cyan]{"id"?, "error"}[/cyan] in its place.

    [bold]Exit codes:[/bold] 0 all read · 1 some rows were bad · 2 could not run.

    [bold]Example:[/bold] linli read-date --now 2026-11-21T10:00 下周五之前交
    """
    if (text is None) == (rows is None):
        raise CannotRun("give one TEXT with --now, or --jsonl FILE")
    if rows is not None:
        if now is not None:
            raise CannotRun("with --jsonl every row has its own now")
        return answer_each(rows, "read-date", _reads_rows)
    print_json(_read(text or "", _moment_of(now), _holidays()))
    return OK


def _reads_rows() -> Answer:
    holidays = _holidays()
    return lambda row: _read(*_asked(row), holidays)


def _asked(row: dict[str, Any]) -> tuple[str, datetime]:
    for key in ("text", "now"):
        if not isinstance(row.get(key), str):
            raise BadRow(f"{key} is missing" if key not in row else f"{key} is no string")
    try:
        return row["text"], _moment(row["now"])
    except ValueError:
        raise BadRow("now is no moment") from None


def _moment_of(now: str | None) -> datetime:
    if now is None:
        raise CannotRun("a TEXT needs --now, for example --now 2026-11-21T10:00")
    try:
        return _moment(now)
    except ValueError:
        raise CannotRun(f"--now {now} is no moment; write it like 2026-11-21T10:00") from None


def _moment(text: str) -> datetime:
    """Read the moment of a message.

    Raises:
        ValueError: it is none, or lies where no lunar calendar is known.
    """
    from bot.clock import read_moment

    try:
        moment = read_moment(text)
    except OverflowError:
        raise ValueError(text) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(text)
    return moment


def _holidays() -> "Calendar":
    from bot.config import load_settings
    from bot.workdays import load_calendar

    return load_calendar(load_settings().data / "holidays")


def _read(text: str, now: datetime, holidays: "Calendar") -> dict[str, Any]:
    from bot.understanding.dates import read_payment_date

    found = read_payment_date(text, now=now, holidays=holidays)
    return {
        "kind": found.kind.value,
        "date": found.date.isoformat() if found.date else None,
        "earliest": found.earliest.isoformat() if found.earliest else None,
        "time_of_day": found.time_of_day,
        "alternatives": [day.isoformat() for day in found.alternatives],
    }

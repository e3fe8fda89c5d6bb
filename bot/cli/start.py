"""Opening what a command works on: the settings, the database with its schema up to date, the wired program."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import typer

from bot.app import App, build_app
from bot.channels.console import ConsoleOutlet
from bot.cli.output import learning
from bot.clock import fixed_clock, read_moment
from bot.config import Settings
from bot.migrations import upgrade
from bot.store.engine import Store


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """Open the database with its schema up to date, and without the demo estate that an empty one may get."""
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(settings.url, threads=1)
    try:
        upgrade(store)
        yield store
    finally:
        store.close()


@contextmanager
def opened_app(settings: Settings, *, at: datetime | None = None) -> Iterator[App]:
    """Wire the program with the console only; `at` is its moment, None the present."""
    with learning() as tell:
        app = build_app(settings, outlets=[ConsoleOutlet()], clock=fixed_clock(at) if at else None, tell=tell)
    try:
        yield app
    finally:
        app.close()


def read_at(text: str | None, option: str) -> datetime | None:
    """Read the moment of an option such as `--at`.

    Raises:
        typer.BadParameter: it is no ISO moment.
    """
    try:
        return None if text is None else read_moment(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no ISO moment like 2026-11-21T10:00", param_hint=option) from None


def read_day(text: str | None, option: str) -> date | None:
    """Read the day of an option such as `--today`.

    Raises:
        typer.BadParameter: it is no ISO date.
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no ISO date like 2026-11-21", param_hint=option) from None

"""`linli doctor`: one line for each thing that must be well, what it means and what to do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import FOUND_FAULTS, print_json

if TYPE_CHECKING:
    from bot.cli.health import Finding


def doctor(*, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> int:
    """Look whether everything is well: settings, database, queues, data files, answers, holidays, disk, channels.

    Nothing is changed, also not the database's schema, and no secret's value is shown.

    [bold]Out:[/bold] a table; with --json [cyan]{"check", "state", "means", "do"}[/cyan], state is ok, warning or
    fault, do is empty when there is nothing to do.

    [bold]Exit codes:[/bold] 0 no fault (there may be warnings) · 1 at least one fault · 2 could not run, such as
    settings that cannot be read.

    [bold]Example:[/bold] linli doctor --json
    """
    from bot.cli.health import State, examine
    from bot.clock import shanghai_day, system_clock
    from bot.config import load_settings

    findings = list(examine(load_settings(), today=shanghai_day(system_clock())))
    if json:
        for each in findings:
            print_json({"check": each.check, "state": each.state.value, "means": each.means, "do": each.do})
    else:
        _print_table(findings)
    return FOUND_FAULTS if any(each.state is State.FAULT for each in findings) else 0


def _print_table(findings: Sequence["Finding"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "warning": "yellow", "fault": "bold red"}
    table = Table()
    for title in ("check", "state", "what it means", "what to do"):
        table.add_column(title, overflow="fold")
    for each in findings:
        state = Text(each.state.value, style=colours[each.state.value])
        table.add_row(Text(each.check), state, Text(each.means), Text(each.do))
    Console(soft_wrap=False).print(table)

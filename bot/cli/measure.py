"""`linli faq eval`: how well labelled messages are understood."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import FOUND_FAULTS, learning, note, print_json, progress, say
from bot.cli.rows import BadRow, id_of, lines, opened, read_row

if TYPE_CHECKING:
    from bot.faq.classify import Classifier
    from bot.faq.score import Outcome, Tally

MOST_CONFUSED = 40


def evaluate(
    files: Annotated[list[Path], typer.Argument(help="JSON lines with text and labels.", metavar="FILE…")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")] = False,
    show: Annotated[
        str, typer.Option("--list", help="Print the rows with this outcome too: wrong, misled, missed, answered …")
    ] = "",
) -> int:
    """Measure how well messages are understood, on rows whose meaning somebody has labelled.

    [bold]In:[/bold] JSON lines [cyan]{"text", "labels": [best, other acceptable…], "context"?, "near"?,
    "lookalike"?}[/cyan]; the label none is a message out of scope.

    [bold]Out:[/bold] a line for each label, what was taken for what, and the totals in percent: direct (an acceptable
    label was given), helped (or stood among three choices), wrong, misled (no choice fits), missed; macro is the
    average of direct over labels; out of scope: answered, suggested; emergencies found and false alarms; milliseconds a
    message (median and the slowest of a hundred). With --json: [cyan]{"figures", "labels", "confused",
    "latency_ms"}[/cyan].

    [bold]Exit codes:[/bold] 0 measured · 1 some rows were bad and left out · 2 could not run.

    [bold]Example:[/bold] linli faq eval tests/understanding/held_messages.jsonl
    """
    from bot.config import load_settings
    from bot.faq.classify import load_classifier
    from bot.faq.score import Outcome, Tally

    if show and show not in set(Outcome):
        raise typer.BadParameter(f"{show} is none of {', '.join(Outcome)}", param_hint="--list")
    settings = load_settings()
    with learning() as tell:
        classifier = load_classifier(settings.data, settings.model_folder, tell)
    tally, times, bad = Tally(), [], 0
    for file in files:
        with opened(file) as (rows, size), progress(file.name) as bar:
            for number, line in enumerate(lines(rows, size, bar), start=1):
                try:
                    took, shown = _measure(classifier, tally, line, show)
                except BadRow as fault:
                    note(f"{file}:{number}: {fault}")
                    bad += 1
                    continue
                times.append(took)
                if shown and not json:
                    say(shown)
    _print(tally, times, as_json=json)
    return FOUND_FAULTS if bad else 0


def _measure(classifier: "Classifier", tally: "Tally", line: bytes, show: str) -> tuple[float, str]:
    """Read one row; return the milliseconds of understanding it, and a line about it if its outcome is asked for."""
    from bot.faq import score
    from bot.understanding.normalise import clean

    given = read_row(line)
    try:
        row = score.read_row(given)
    except ValueError as fault:
        raise BadRow(str(fault)) from None
    began = perf_counter_ns()
    reading = classifier.read(row.text, context=row.context)
    took = (perf_counter_ns() - began) / 1e6
    outcome = tally.add(row, reading)
    if outcome != show:
        return took, ""
    offered = ",".join(each.label for each in reading.candidates)
    said = [
        str(id_of(given).get("id", "")),
        outcome,
        clean(row.text),
        ",".join(row.labels),
        f"{reading.label}",
        offered,
    ]
    return took, "\t".join(" ".join(part.split()) for part in said)


def _print(tally: "Tally", times: Sequence[float], *, as_json: bool) -> None:
    latency = _latency(times)
    confused = [
        {"labelled": best, "read": read, "rows": rows}
        for (best, read), rows in tally.confused.most_common(MOST_CONFUSED)
    ]
    if as_json:
        labels = {label: dict(sorted(each.items())) for label, each in sorted(tally.by_label.items())}
        print_json({"figures": tally.figures(), "labels": labels, "confused": confused, "latency_ms": latency})
        return
    for label, each in sorted(tally.by_label.items()):
        say(f"{label:28} {each.total():5}  {_outcomes(each)}")
    if confused:
        say("\ntaken for something else (labelled, read, rows)")
    for pair in confused:
        say(f"  {pair['labelled']:28} {pair['read']:28} {pair['rows']}")
    say("")
    for name, value in tally.figures().items():
        say(f"{name:18} {'-' if value is None else value}")
    say(f"{'milliseconds':18} median {latency['median']}, p99 {latency['p99']}")


def _outcomes(counted: "dict[Outcome, int]") -> str:
    return "  ".join(f"{outcome} {rows}" for outcome, rows in sorted(counted.items()))


def _latency(times: Sequence[float]) -> dict[str, float | None]:
    if not times:
        return {"median": None, "p99": None}
    ordered = sorted(times)
    return {"median": round(ordered[len(ordered) // 2], 2), "p99": round(ordered[int(len(ordered) * 0.99)], 2)}

"""What else could be used to understand messages and payment dates, measured beside ours in one run.

`python -m bench.understanding [--json] [--rows FILE…] [--dates FILE…]`, see bench/README.md.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TypeVar

from bench import compared
from bench.compared import DATES, MESSAGES, Line
from bench.foreign import Answers, CannotRun, Contestant, answers_of
from bot.cli.output import learning, note
from bot.config import PROJECT, load_settings
from bot.faq import score as messages
from bot.faq.classify import load_classifier
from bot.faq.entries import load_entries
from bot.faq.matcher import Candidate
from bot.faq.stock import Stock, load_intents, make_stock
from bot.understanding.dates import read_payment_date
from bot.understanding.dates import score as dates
from bot.workdays import load_calendar

HELD: Final = PROJECT / "tests" / "understanding"
OURS: Final = "ours"
OVER_TITLES: Final = Contestant("titles_wratio", "rapidfuzz WRatio, titles")
OVER_WORDINGS: Final = (
    Contestant("wordings_ratio", "rapidfuzz ratio"),
    Contestant("wordings_tfidf", "TF-IDF 1-3 characters"),
    Contestant("wordings_bm25", "jieba, BM25", ("jieba", "bm25s")),
)
OF_DATES: Final = (
    Contestant("jionlp", "jionlp", ("jionlp",)),
    Contestant("dateparser", "dateparser", ("dateparser",)),
    Contestant(  # it reads a table of emoji that later releases of that package have no more
        "recognizers", "recognizers-text", ("recognizers-text-date-time", "emoji==1.1.0")
    ),
)

Known = Sequence[Mapping[str, str]]
Row = TypeVar("Row")
Found = TypeVar("Found")


def compare_messages(rows: Sequence[messages.Row]) -> list[Line]:
    """Measure everybody on labelled messages, ours first: the others' thresholds and ratios follow from it."""
    settings = load_settings()
    with learning() as tell:
        classifier = load_classifier(settings.data, settings.model_folder, tell)
    note(f"{OURS}: {len(rows)} messages …")
    readings, times = _timed(lambda row: classifier.read(row.text, context=row.context), rows)
    ranked = compared.forced(rows, [compared.ranking_of(each) for each in readings])
    ours = Line(OURS, {**ranked, **compared.decided(rows, readings), **compared.pace(times)})
    given, beside = compared.labels_given(rows, readings), ours.figures["p50_ms"]
    stock = _stock(settings.data)
    titles = [{"text": title, "label": label} for label, title in stock.titles.items()]
    wordings = [{"text": each.text, "label": each.label} for each in stock.wordings]
    asked = [{"text": row.text} for row in rows]

    def line(contestant: Contestant, known: Known) -> Line:
        def figures(answers: Answers) -> compared.Figures:
            rankings = [[Candidate(*each) for each in row.get("ranked", ())] for row in answers.rows]
            return {**compared.forced(rows, rankings), **compared.cautious(rows, rankings, given)}

        return _line(contestant, lambda: answers_of(contestant, known, asked), figures, beside)

    return [ours, line(OVER_TITLES, titles), *(line(each, wordings) for each in OVER_WORDINGS)]


def compare_dates(rows: Sequence[dates.Row]) -> list[Line]:
    """Measure everybody on labelled promises to pay, ours first."""
    holidays = load_calendar(load_settings().data / "holidays")
    note(f"{OURS}: {len(rows)} dates …")
    promises, times = _timed(lambda row: read_payment_date(row.text, now=row.now, holidays=holidays), rows)
    ours = Line(OURS, {**compared.dated(rows, promises), **compared.pace(times)})
    asked = [{"text": row.text, "now": row.now.isoformat()} for row in rows]

    def figures(answers: Answers) -> compared.Figures:
        pairs = zip(rows, answers.rows, strict=True)
        return compared.dated(rows, (compared.promise_of(row, each.get("days", ())) for row, each in pairs))

    def line(contestant: Contestant) -> Line:
        return _line(contestant, lambda: answers_of(contestant, (), asked), figures, ours.figures["p50_ms"])

    return [ours, *map(line, OF_DATES)]


def _line(
    contestant: Contestant,
    run: Callable[[], Answers],
    figures: Callable[[Answers], compared.Figures],
    beside: float | None,
) -> Line:
    """Return the line of a contestant, also if it could not run."""
    try:
        answers = run()
    except CannotRun as fault:
        note(f"{contestant.title}: could not run: {fault}")
        return Line(contestant.title, remark=f"could not run: {fault}")
    found = {**figures(answers), **compared.pace(answers.times, beside)}
    return Line(contestant.title, found, answers.versions, answers.failed)


def _stock(data: Path) -> Stock:
    entries, intents = load_entries(data / "faq"), load_intents(data / "lexicon" / "intents")
    return make_stock(entries.values(), intents.values())


def _timed(read: Callable[[Row], Found], rows: Sequence[Row]) -> tuple[list[Found], list[float]]:
    """Return what was read and the milliseconds of each row; the first row is read once more before, uncounted."""
    for row in rows[:1]:
        read(row)
    found, times = [], []
    for row in rows:
        began = perf_counter()
        found.append(read(row))
        times.append((perf_counter() - began) * 1000)
    return found, times


def _rows(files: Sequence[Path], read: Callable[[dict[str, Any]], Row]) -> list[Row]:
    """Read labelled rows; a bad one stops everything, for the figures would be of other rows than they say."""
    found = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").split("\n")
        except OSError as fault:
            raise SystemExit(f"{file}: {fault.strerror}") from None
        for number, line in enumerate(lines, start=1):
            try:
                found += [read(json.loads(line))] if line.strip() else []
            except ValueError as fault:
                raise SystemExit(f"{file}:{number}: {fault}") from None
    return found


def _versions(lines: Sequence[Line]) -> str:
    return ", ".join(
        f"{name} {what}" for name, what in {k: v for line in lines for k, v in line.versions.items()}.items()
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", nargs="+", type=Path, metavar="FILE", default=[HELD / "held_messages.jsonl"])
    parser.add_argument("--dates", nargs="+", type=Path, metavar="FILE", default=[HELD / "held_dates.jsonl"])
    asked = parser.parse_args()
    said, promised = _rows(asked.rows, messages.read_row), _rows(asked.dates, dates.read_row)
    of_messages, of_dates = compare_messages(said), compare_dates(promised)
    if asked.json:
        found = {"messages": [asdict(line) for line in of_messages], "dates": [asdict(line) for line in of_dates]}
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    print(compared.table(f"{len(said)} messages", MESSAGES, of_messages), end="\n\n")
    print(compared.table(f"{len(promised)} dates", DATES, of_dates), end="\n\n")
    print(_versions([*of_messages, *of_dates]))


if __name__ == "__main__":
    main()

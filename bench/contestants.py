"""What could be used instead of our understanding, each in a child process: `contestants.py NAME [WORDINGS] < ROWS`.

WORDINGS and ROWS are JSON lines, `{"text", "label"}` and `{"text", "now"?}`. The first line printed says which versions
run, then one line for each row: `{"ms"}` with `ranked` (labels with scores, best first) or `days` (first and last day
of each expression, in the order of the text), or with `error`. A child is started by `bench/foreign.py`, often in an
environment of its own: so nothing of the project is imported, and every library where it is used.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, Final

KEPT: Final = 10
"""So many labels of a ranking are told."""
UNSEEN: Final = "物业"
"""Read once before the rows, so that what a library loads at its first call is not counted."""

Wordings = Sequence[tuple[str, str]]
"""Texts with their labels."""
Answer = dict[str, Any]
Reader = Callable[[Answer], Answer]
"""From a row to its answer."""


def titles_wratio(titles: Wordings) -> Reader:
    """Rank labels by how alike their titles are to the text, in whole or in part."""
    from rapidfuzz import fuzz, process

    texts, rank = _by_label(titles)
    return lambda row: rank(process.cdist([row["text"]], texts, scorer=fuzz.WRatio)[0])


def wordings_ratio(wordings: Wordings) -> Reader:
    """Rank labels by the wording with the fewest insertions and deletions to the text."""
    from rapidfuzz import fuzz, process

    texts, rank = _by_label(wordings)
    return lambda row: rank(process.cdist([row["text"]], texts, scorer=fuzz.ratio)[0])


def wordings_tfidf(wordings: Wordings) -> Reader:
    """Rank labels by the nearest wording: cosine of TF-IDF over runs of one to three characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, rank = _by_label(wordings)
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    known = grams.fit_transform(texts).T.tocsr()
    return lambda row: rank((grams.transform([row["text"]]) @ known).toarray()[0])


def wordings_bm25(wordings: Wordings) -> Reader:
    """Rank labels by the best wording of a search over segmented words."""
    import bm25s
    import jieba
    import numpy as np

    texts, rank = _by_label(wordings)
    search = bm25s.BM25()
    search.index([jieba.lcut(text) for text in texts], show_progress=False)

    def read(row: Answer) -> Answer:
        words = [word for word in jieba.lcut(row["text"]) if word in search.vocab_dict]
        return rank(search.get_scores(words) if words else np.zeros(len(texts)))

    return read


def jionlp_days(_: Wordings) -> Reader:
    """Read every time that `extract_time` finds in a text, but durations and what repeats."""
    from jionlp import ner

    def read(row: Answer) -> Answer:
        now = _wall_time(row).strftime("%Y-%m-%d %H:%M:%S")
        times = [found["detail"]["time"] for found in ner.extract_time(row["text"], time_base=now)]
        return _days((time[0], time[1]) for time in times if isinstance(time, list))

    return read


def dateparser_days(_: Wordings) -> Reader:
    """Read every date that `search_dates` finds in a text, the future preferred."""
    from dateparser.search import search_dates

    def read(row: Answer) -> Answer:
        settings = {"RELATIVE_BASE": _wall_time(row), "PREFER_DATES_FROM": "future"}
        found = search_dates(row["text"], languages=["zh"], settings=settings) or []
        return _days((str(moment), str(moment)) for _, moment in found)

    return read


def recognizers_days(_: Wordings) -> Reader:
    """Read every date and time of the Chinese culture; of two readings the first that is not past."""
    from recognizers_date_time import Culture, DateTimeRecognizer

    model = DateTimeRecognizer(Culture.Chinese).get_datetime_model()

    def read(row: Answer) -> Answer:
        now = _wall_time(row)
        found = [each.resolution for each in model.parse(row["text"], now)]
        spans = [_not_past(each["values"], now.date()) for each in found if each]
        return {"days": [[str(first), str(last)] for span in spans if span for first, last in [span]]}

    return read


def _not_past(values: Sequence[dict[str, str]], today: date) -> tuple[date, date] | None:
    spans = [span for value in values if (span := _resolved(value, today))]
    return next((span for span in spans if span[1] >= today), spans[-1] if spans else None)


def _resolved(value: dict[str, str], today: date) -> tuple[date, date] | None:
    """Return the days of one reading; the end of a range is its first moment that does not belong to it any more."""
    kind = value.get("type", "")
    if kind in {"time", "timerange"}:
        return today, today
    if kind in {"date", "datetime"}:
        day = _day(value["value"])
        return (day, day) if day else None
    after = _moment(value.get("end", "")) if kind in {"daterange", "datetimerange"} else None
    if after is None:
        return None
    last = (after - timedelta(seconds=1)).date()
    return _day(value.get("start", "")) or min(today, last), last


def _days(spans: Iterable[tuple[str, str]]) -> Answer:
    """Return the days of spans of moments; one that has no beginning is its last day."""
    dated = [[_day(first) or _day(last), _day(last)] for first, last in spans]
    return {"days": [[str(first), str(last)] for first, last in dated if last]}


def _wall_time(row: Answer) -> datetime:
    """Return the moment of a row as a clock on its wall shows it; these libraries know no zones."""
    return datetime.fromisoformat(row["now"]).replace(tzinfo=None)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    moment = _moment(text)
    return moment.date() if moment else None


def _by_label(wordings: Wordings) -> tuple[list[str], Callable[[Any], Answer]]:
    """Return the texts in the order of their labels, and what ranks labels by the best score of their texts."""
    import numpy as np

    ordered = sorted(wordings, key=lambda each: each[1])
    labels, starts = np.unique([label for _, label in ordered], return_index=True)

    def rank(scores: Any) -> Answer:
        best = np.maximum.reduceat(scores, starts)
        first = np.argsort(-best, kind="stable")[:KEPT]
        return {"ranked": [[str(labels[at]), round(float(best[at]), 4)] for at in first]}

    return [text for text, _ in ordered], rank


CONTESTANTS: Final[dict[str, tuple[Callable[[Wordings], Reader], tuple[str, ...]]]] = {
    "titles_wratio": (titles_wratio, ("rapidfuzz",)),
    "wordings_ratio": (wordings_ratio, ("rapidfuzz",)),
    "wordings_tfidf": (wordings_tfidf, ("scikit-learn",)),
    "wordings_bm25": (wordings_bm25, ("jieba", "bm25s")),
    "jionlp": (jionlp_days, ("jionlp",)),
    "dateparser": (dateparser_days, ("dateparser",)),
    "recognizers": (recognizers_days, ("recognizers-text-date-time",)),
}
"""Who takes part, and the packages whose versions matter."""


def timed(read: Reader, row: Answer) -> Answer:
    """Return the answer to a row with the milliseconds it took; an exception of a library is an answer too."""
    began = perf_counter()
    try:
        answer = read(row)
    except Exception as fault:  # noqa: BLE001  whatever a foreign library raises belongs into its line
        answer = {"error": f"{type(fault).__name__}: {fault}"}
    return answer | {"ms": (perf_counter() - began) * 1000}


def _lines(lines: Iterable[str]) -> Iterator[Answer]:
    return (json.loads(line) for line in lines if line.strip())


def main(name: str, known: Path | None = None) -> None:
    """Answer the rows of standard input; what libraries print goes to standard error."""
    out, sys.stdout = sys.stdout, sys.stderr
    make, packages = CONTESTANTS[name]
    lines = known.read_text(encoding="utf-8").split("\n") if known else []
    read = make([(each["text"], each["label"]) for each in _lines(lines)])
    timed(read, {"text": UNSEEN, "now": "2026-01-05T10:00:00+08:00"})
    print(json.dumps({"versions": {package: version(package) for package in packages}}), file=out, flush=True)
    for row in _lines(sys.stdin):
        print(json.dumps(timed(read, row)), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:3]))

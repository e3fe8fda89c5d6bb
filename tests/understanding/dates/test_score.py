"""What the figures of payment dates count: the costly errors apart from the harmless ones."""

from datetime import date
from typing import Any

import pytest

from bot.understanding.dates import Kind, PaymentDate
from bot.understanding.dates.score import Meant, Outcome, Tally, judge, read_row

FIFTH, SIXTH, NINTH = (date(2026, 12, day) for day in (5, 6, 9))
PROMISED = Meant(Kind.DATE, FIFTH, accepted=frozenset({SIXTH}))


@pytest.mark.parametrize(
    ("meant", "found", "outcome"),
    [
        (PROMISED, PaymentDate(Kind.DATE, FIFTH), Outcome.RIGHT),
        (PROMISED, PaymentDate(Kind.RANGE, FIFTH), Outcome.RIGHT),
        (PROMISED, PaymentDate(Kind.DATE, SIXTH), Outcome.OTHER),
        (PROMISED, PaymentDate(Kind.DATE, NINTH), Outcome.WRONG),
        (PROMISED, PaymentDate(Kind.AMBIGUOUS, FIFTH), Outcome.OPEN),
        (PROMISED, PaymentDate(Kind.NONE), Outcome.OPEN),
        (Meant(Kind.NONE), PaymentDate(Kind.DATE, FIFTH), Outcome.INVENTED),
        (Meant(Kind.NONE), PaymentDate(Kind.VAGUE), Outcome.SILENT),
        (Meant(Kind.VAGUE, also=frozenset({Kind.RANGE})), PaymentDate(Kind.RANGE, FIFTH), Outcome.SILENT),
        (Meant(Kind.AMBIGUOUS, FIFTH), PaymentDate(Kind.AMBIGUOUS), Outcome.ASKED),
        (Meant(Kind.AMBIGUOUS, FIFTH), PaymentDate(Kind.DATE, FIFTH), Outcome.UNASKED),
    ],
)
def test_a_row_has_one_outcome(meant: Meant, found: PaymentDate, outcome: Outcome) -> None:
    assert judge(meant, found) is outcome


def test_figures_are_shares_of_the_rows_that_they_are_about() -> None:
    tally = Tally()
    for day in (FIFTH, FIFTH, NINTH):
        tally.add(PROMISED, PaymentDate(Kind.DATE, day))
    tally.add(Meant(Kind.NONE), PaymentDate(Kind.NONE))
    figures = tally.figures()
    assert (figures["promised"], figures["strict"], figures["wrong"]) == (3, 66.7, 33.3)
    assert (figures["undated"], figures["invented_none"], figures["invented_past"]) == (1, 0, None)


def test_a_row_is_read_with_everything_that_it_accepts() -> None:
    expect = {"kind": "date", "date": "2026-12-05", "alternatives": ["2026-12-06"], "also_kind": ["range"]}
    row = read_row({"id": "a", "text": "五号", "now": "2026-11-21T10:00:00+08:00", "expect": expect})
    assert row.meant == Meant(Kind.DATE, FIFTH, frozenset({SIXTH}), frozenset({Kind.RANGE}))


@pytest.mark.parametrize(
    "row",
    [
        {"now": "2026-11-21T10:00:00+08:00", "expect": {"kind": "none"}},
        {"text": "五号", "now": "2026-11-21T10:00:00+08:00", "expect": {"kind": "someday"}},
        {"text": "五号", "now": "2026-11-21T10:00:00+08:00", "expect": {"kind": "date", "date": 5}},
        {"text": "五号", "now": "today", "expect": {"kind": "none"}},
    ],
)
def test_a_row_that_is_none_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_row(row)

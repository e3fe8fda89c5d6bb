"""The days of the demo: everything is written as if today were `ANCHOR`, then moved.

For another today every day moves by the same number of days, first and last days of periods too, and no amount
changes: on 2026-12-01 the fourth quarter of the demo runs from 11 October 2026 to 10 January 2027. So one table of
cases holds for every day, and what is 20 days overdue on one is 20 days overdue on all.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from bot.clock import SHANGHAI
from bot.ledger.periods import Span, read_billing_period

ANCHOR = date(2026, 11, 21)
EARLIEST, LATEST = date(2005, 1, 1), date(2095, 12, 31)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moves days that are written for `ANCHOR` to an estate whose present is `today`.

    Raises:
        ValueError: the year of bills would leave the days that the ledger knows.
    """

    today: date

    def __post_init__(self) -> None:
        """Check the day."""
        if not EARLIEST <= self.today <= LATEST:
            raise ValueError(f"the demo's day lies between {EARLIEST} and {LATEST}, not on {self.today}")

    def day(self, written: date) -> date:
        """Return the day that `written` is in this estate."""
        return written + (self.today - ANCHOR)

    def span(self, written: Span) -> Span:
        """Return the period that `written` is in this estate."""
        return Span(self.day(written.first), self.day(written.last))

    def moment(self, written: date, minute: int) -> datetime:
        """Return the moment `minute` minutes after midnight (Shanghai) of a day that was written for `ANCHOR`."""
        return datetime.combine(self.day(written), time(minute // 60, minute % 60), tzinfo=SHANGHAI)


def from_anchor(days: int) -> date:
    """Return the day so many days after `ANCHOR`, before it when negative."""
    return ANCHOR + timedelta(days=days)


@cache
def written_span(period: str) -> Span:
    """Read a period of the cast: 2026Q4, 2026H1, 2026-10.

    Raises:
        ValueError: it is none.
    """
    span = read_billing_period(period, today=ANCHOR)
    if span is None:
        raise ValueError(f"{period} is no period")
    return span

"""The time: the only module that asks the system what time it is.

Every rule takes `now` (aware, Asia/Shanghai) or `today` as a parameter; only the edges hold a `Clock`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in Asia/Shanghai."""


def system_clock() -> datetime:
    """Return the machine's present moment in Asia/Shanghai."""
    return datetime.now(tz=UTC).astimezone(SHANGHAI)


def fixed_clock(moment: datetime) -> Clock:
    """Return a clock that stands still at `moment` (the `--at` option)."""
    there = as_shanghai(moment)
    return lambda: there


def as_shanghai(moment: datetime) -> datetime:
    """Return the same moment in Asia/Shanghai; a naive value is read as Shanghai wall time."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI)


def shanghai_day(moment: datetime) -> date:
    """Return the calendar day in Shanghai on which `moment` falls."""
    return as_shanghai(moment).date()


def read_moment(text: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is Shanghai wall time, a bare date is its 08:30.

    Raises:
        ValueError: `text` is no ISO moment.
    """
    if len(text) == 10:
        return as_shanghai(datetime.fromisoformat(text).replace(hour=8, minute=30))
    return as_shanghai(datetime.fromisoformat(text))


def to_ms(moment: datetime) -> int:
    """Return whole milliseconds since 1970 UTC: the form of the times of messages in the database."""
    return int(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Return the moment, in Asia/Shanghai, of whole milliseconds since 1970 UTC."""
    return datetime.fromtimestamp(ms / 1000, tz=SHANGHAI)


class TickingClock:
    """The system's clock ahead by what `look` says; `look` is asked four times a second at most."""

    def __init__(self, look: Callable[[], timedelta]) -> None:
        """Ask `look` when the clock is first read."""
        self._look, self._ahead, self._looked = look, timedelta(0), float("-inf")

    def __call__(self) -> datetime:
        """Return the present moment, aware, in Asia/Shanghai."""
        at = monotonic()
        if at - self._looked > 0.25:
            self._looked, self._ahead = at, self._look()
        return system_clock() + self._ahead

    def look_again(self) -> None:
        """Ask `look` at the next reading: the clock was moved."""
        self._looked = float("-inf")

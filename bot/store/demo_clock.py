"""The demo's clock: one row that every process reads, so that a visitor can look at tomorrow. It never goes back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, insert, inspect, select, update
from sqlmodel import Field, Session, SQLModel

from bot.clock import Clock, TickingClock
from bot.store.engine import Store


class DemoClock(SQLModel, table=True):
    """How far the demo's present is ahead of the machine's, in milliseconds; one row with id 1."""

    __tablename__ = "demo_clock"

    id: int = Field(primary_key=True)
    ahead_ms: int = Field(sa_type=BigInteger)


DEMO_CLOCK: Any = inspect(DemoClock).local_table


class ClockGoesBack(Exception):
    """The wished moment lies before the demo's present."""


def read_ahead(session: Session) -> timedelta:
    """Return how far the demo's present is ahead."""
    ahead = session.connection().execute(select(DEMO_CLOCK.c.ahead_ms).where(DEMO_CLOCK.c.id == 1)).scalar()
    return timedelta(milliseconds=ahead or 0)


def demo_clock(store: Store) -> Clock:
    """Return the clock that follows the row; it looks at it a few times a second at most."""

    def look() -> timedelta:
        with store.reading() as session:
            return read_ahead(session)

    return TickingClock(look)


def advance(session: Session, *, now: datetime, to: datetime) -> None:
    """Move the demo's present from `now` forward to `to`.

    Raises:
        ClockGoesBack: `to` is before `now`.
    """
    if to < now:
        raise ClockGoesBack(f"{to:%Y-%m-%d %H:%M}")
    ahead = int((read_ahead(session) + (to - now)).total_seconds() * 1000)
    moved = update(DEMO_CLOCK).where(DEMO_CLOCK.c.id == 1).values(ahead_ms=ahead)
    if session.connection().execute(moved).rowcount == 0:
        session.connection().execute(insert(DEMO_CLOCK).values(id=1, ahead_ms=ahead))

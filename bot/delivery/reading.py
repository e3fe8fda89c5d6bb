"""Reading a local channel's messages: accepted rows are new to the person, and delivered once they were shown."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from bot.delivery.service import OUTBOX


def take_new(session: Session, conv_key: str, *, now_ms: int) -> list[Row[Any]]:
    """Return the messages of a conversation that were not shown yet, in order, and mark them delivered."""
    fresh = select(OUTBOX).where(OUTBOX.c.conv_key == conv_key, OUTBOX.c.state == "accepted").order_by(OUTBOX.c.id)
    rows = list(session.connection().execute(fresh).all())
    if rows:
        shown = OUTBOX.c.id.in_([row.id for row in rows])
        session.connection().execute(update(OUTBOX).where(shown).values(state="delivered", delivered_ms=now_ms))
    return rows

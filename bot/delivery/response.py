"""Replies that ride in the response to a platform's delivery (WeChat's passive reply)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select, update
from sqlmodel import Session

from bot.clock import to_ms
from bot.delivery.claim import facts_of, hold_back, mark
from bot.delivery.rules import DeliveryPolicy, Go, may_send
from bot.delivery.service import OUTBOX, Address, Words, queue


@dataclass(frozen=True, slots=True)
class Response:
    """The response of a platform's delivery: which inbox row it belongs to, and how many bytes of text it takes."""

    conv_key: str
    inbox_id: int
    max_bytes: int


def hand_over(session: Session, to: Response, *, policy: DeliveryPolicy, now: datetime) -> None:
    """Give the waiting replies of a conversation to a response, up to the row that it belongs to (passive reply).

    Replies go in order as long as they fit, the first one always; what does not fit stays for the sender or for the
    next response. A row that the sender has claimed is the sender's, so nothing goes out both ways.
    """
    room = to.max_bytes
    carried: list[int] = []
    for row in session.connection().execute(_waiting_replies(session, to)).all():
        decision = may_send(facts_of(row, unprompted=0), policy=policy, now=now)
        if not isinstance(decision, Go):
            hold_back(session, row, decision, now=now)
            continue
        room -= _size(row)
        if carried and room < 0:
            break
        carried.append(row.id)
    mark(session, carried, state="accepted", accepted_ms=to_ms(now), answered_in=to.inbox_id)


def _waiting_replies(session: Session, to: Response) -> Select[Any]:
    wanted = (
        select(OUTBOX)
        .where(OUTBOX.c.conv_key == to.conv_key, OUTBOX.c.state == "queued", OUTBOX.c.reply_to <= to.inbox_id)
        .order_by(OUTBOX.c.id)
    )
    return wanted.with_for_update() if session.connection().dialect.name == "postgresql" else wanted


def _size(row: Row[Any]) -> int:
    """Return the bytes of a reply with its choices as numbered lines."""
    lines = [row.payload["text"], *(f"00. {label}" for label, _ in row.payload["choices"])]
    return len("\n".join(lines).encode()) + len("\n\n")


def say_in_response(session: Session, address: Address, words: Words, *, key: str, to: Response, now: datetime) -> None:
    """Queue a message that the response of an inbox row carries at once."""
    queue(session, address, words, key=key, now=now, reply_to=to.inbox_id)
    own = and_(OUTBOX.c.key == key, OUTBOX.c.state == "queued")
    values = {"state": "accepted", "accepted_ms": to_ms(now), "answered_in": to.inbox_id}
    session.connection().execute(update(OUTBOX).where(own).values(values))


def handed_over(session: Session, inbox_id: int) -> list[Row[Any]]:
    """Return what the response of this inbox row carried, in order: the same rows whenever it is asked."""
    wanted = select(OUTBOX).where(OUTBOX.c.answered_in == inbox_id).order_by(OUTBOX.c.id)
    return list(session.connection().execute(wanted).all())

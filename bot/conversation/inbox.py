"""The inbox: a message is kept, committed, and only then worked on.

The unique key makes a platform's repeated delivery one row; a row that a crash left `received` is run again, so
nothing is lost, and its outbox keys are the same, so nothing is said twice (spec/conversation.md §2).
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, inspect, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.clock import from_ms, to_ms
from bot.conversation.tables import Inbox, InboxState
from bot.messages import Attachment, Channel, ChatKind, Incoming, Kind, Location
from bot.understanding.normalise import clean

INBOX: Any = inspect(Inbox).local_table

# Every message runs these, so they are built once.
_KEEP = {
    module.dialect.name: module.insert(INBOX).on_conflict_do_nothing(index_elements=["key"]).returning(INBOX.c.id)
    for module in (sqlite, postgresql)
}
_BY_KEY = select(INBOX.c.id).where(INBOX.c.key == bindparam("wanted"))
_OLDEST = select(func.min(INBOX.c.id)).where(INBOX.c.conv_key == bindparam("wanted"), INBOX.c.state == "received")
_WAITING = select(INBOX).where(INBOX.c.id == bindparam("wanted"), INBOX.c.state == "received")
_EARLIER = INBOX.alias("earlier")
_TAKE_TURN = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("wanted"), INBOX.c.state == "received")
    .where(
        ~exists().where(
            _EARLIER.c.conv_key == bindparam("conversation"),
            _EARLIER.c.state == "received",
            _EARLIER.c.id < bindparam("wanted"),
        )
    )
    .values(state=InboxState.DONE.value)
)
_SET_STATE = update(INBOX).where(INBOX.c.id == bindparam("wanted")).values(state=bindparam("new_state"))


@dataclass(frozen=True, slots=True)
class Received:
    """A kept message. `fresh` is False for a repeated delivery."""

    inbox_id: int
    conv_key: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row whose turn has not run yet."""

    inbox_id: int
    attempts: int
    incoming: Incoming


def receive(session: Session, incoming: Incoming) -> Received:
    """Keep one message; the caller commits before it acknowledges anything to the platform."""
    connection = session.connection()
    values = {
        "key": incoming.key,
        "conv_key": incoming.conv_key,
        "payload": _as_payload(incoming),
        "raw": incoming.raw or None,
        "state": InboxState.RECEIVED.value,
        "attempts": 0,
        "received_ms": to_ms(incoming.received_at),
    }
    inbox_id = connection.execute(_KEEP[connection.dialect.name], values).scalar()
    if inbox_id is not None:
        return Received(int(inbox_id), incoming.conv_key, fresh=True)
    there = connection.execute(_BY_KEY, {"wanted": incoming.key}).scalar_one()
    return Received(int(there), incoming.conv_key, fresh=False)


def next_id(session: Session, conv_key: str) -> int | None:
    """Return the oldest row of a conversation whose turn has not run."""
    return session.connection().execute(_OLDEST, {"wanted": conv_key}).scalar()


def take_turn(session: Session, conv_key: str, inbox_id: int) -> bool:
    """Mark a row done if its turn comes now: it waits, and none before it in its conversation does.

    It is the first statement of the turn's transaction; when the turn fails, the row waits again.
    """
    taken = session.connection().execute(_TAKE_TURN, {"wanted": inbox_id, "conversation": conv_key})
    return taken.rowcount == 1


def waiting(session: Session, inbox_id: int) -> Waiting | None:
    """Return a row with its message if its turn has not run."""
    row = session.connection().execute(_WAITING, {"wanted": inbox_id}).first()
    return Waiting(row.id, row.attempts, _from_payload(row)) if row else None


def state_of(session: Session, inbox_id: int) -> InboxState:
    """Return whether the turn of a row has run, has not, or failed for good."""
    return InboxState(session.connection().execute(select(INBOX.c.state).where(INBOX.c.id == inbox_id)).scalar_one())


def left_over(session: Session, *, received_before: datetime, limit: int = 500) -> list[str]:
    """Return the conversations with rows that nobody has run since `received_before` (inclusive)."""
    old = (
        select(INBOX.c.conv_key)
        .where(INBOX.c.state == "received", INBOX.c.received_ms <= to_ms(received_before))
        .group_by(INBOX.c.conv_key)
        .order_by(func.min(INBOX.c.id))
        .limit(limit)
    )
    return list(session.connection().execute(old).scalars())


def set_state(session: Session, inbox_id: int, state: InboxState) -> None:
    """Move a row to `done` or `dead`."""
    session.connection().execute(_SET_STATE, {"wanted": inbox_id, "new_state": state.value})


def count_attempt(session: Session, inbox_id: int) -> int:
    """Note that a turn failed and return how often it has."""
    more = update(INBOX).where(INBOX.c.id == inbox_id).values(attempts=INBOX.c.attempts + 1).returning(INBOX.c.attempts)
    return int(session.connection().execute(more).scalar_one())


def count_since(session: Session, conv_key: str, *, since: datetime, up_to: int) -> int:
    """Count the messages of a conversation after `since` up to row `up_to`, that one included."""
    counted = select(func.count()).where(
        INBOX.c.conv_key == conv_key, INBOX.c.id <= up_to, INBOX.c.received_ms > to_ms(since)
    )
    return int(session.connection().execute(counted).scalar_one())


def conversation_of(session: Session, inbox_id: int) -> str | None:
    """Return the conversation that an inbox row belongs to."""
    return session.connection().execute(select(INBOX.c.conv_key).where(INBOX.c.id == inbox_id)).scalar()


def last_id(session: Session, conv_key: str) -> int | None:
    """Return the newest row of a conversation."""
    return session.connection().execute(select(func.max(INBOX.c.id)).where(INBOX.c.conv_key == conv_key)).scalar()


def last_texts(session: Session, conv_key: str, *, limit: int) -> list[str]:
    """Return the newest texts that a person wrote, oldest first."""
    wanted = select(INBOX.c.payload).where(INBOX.c.conv_key == conv_key).order_by(INBOX.c.id.desc()).limit(limit)
    texts = [payload.get("text", "") for payload in session.connection().execute(wanted).scalars()]
    return [text for text in reversed(texts) if text]


def drop_raw(session: Session, *, received_before: datetime) -> int:
    """Forget what the platforms sent beside the messages, 30 days later (spec/conversation.md §5); return how many."""
    old = update(INBOX).where(INBOX.c.raw.is_not(None), INBOX.c.received_ms < to_ms(received_before))
    return session.connection().execute(old.values(raw=null())).rowcount


def _as_payload(incoming: Incoming) -> dict[str, Any]:
    return {
        "channel": incoming.channel.value,
        "account": incoming.account,
        "chat_id": incoming.chat_id,
        "sender_id": incoming.sender_id,
        "kind": incoming.kind.value,
        "chat_kind": incoming.chat_kind.value,
        "text": clean(incoming.text),
        "choice_token": incoming.choice_token,
        "media": [asdict(file) for file in incoming.media],
        "location": asdict(incoming.location) if incoming.location else None,
        "event": incoming.event,
        "reply_to": incoming.reply_to,
        "addressed": incoming.addressed,
        "sent_at": incoming.sent_at,
    }


def _from_payload(row: Row[Any]) -> Incoming:
    values = dict(row.payload)
    values["channel"] = Channel(values["channel"])
    values["kind"] = Kind(values["kind"])
    values["chat_kind"] = ChatKind(values["chat_kind"])
    values["media"] = tuple(Attachment(**file) for file in values["media"])
    values["location"] = Location(**values["location"]) if values["location"] else None
    return Incoming(key=row.key, received_at=from_ms(row.received_ms), raw=row.raw or {}, **values)

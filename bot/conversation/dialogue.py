"""Loading and saving dialogues (rows of `conversation`): plain objects, one statement each way.

A dialogue is changed under its lock only: a turn holds the lock of its own conversation; whoever else changes one (a
staff member's turn, a tick) takes it first, so that no change is lost between two processes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, String, bindparam, cast, insert, inspect, select, update
from sqlmodel import Session

from bot.conversation.tables import Conversation
from bot.delivery.service import Address
from bot.messages import ChatKind, Incoming, conversation_key
from bot.store.engine import lock, try_lock

CONVERSATION: Any = inspect(Conversation).local_table
CHANGING = (
    "mode",
    "human_task_id",
    "human_until_ms",
    "stack",
    "prompt",
    "context",
    "version",
    "last_in_ms",
)
_FIND = select(CONVERSATION).where(CONVERSATION.c.conv_key == bindparam("wanted"))
_SAVE = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in CHANGING})
)
_BEGIN = insert(CONVERSATION)
HAS_FORM: ColumnElement[bool] = cast(CONVERSATION.c.stack, String) != "[]"
"""The condition that a form is under way; it keeps a tick from locking everybody who wrote today."""


def find(session: Session, conv_key: str) -> Conversation | None:
    """Return a dialogue; the caller holds its lock or only reads."""
    row = session.connection().execute(_FIND, {"wanted": conv_key}).first()
    return _of(row) if row is not None else None


def find_locked(session: Session, conv_key: str) -> Conversation | None:
    """Take the lock of a dialogue and return it, to be changed."""
    lock(session, conv_key)
    return find(session, conv_key)


def find_where(session: Session, *conditions: ColumnElement[bool]) -> list[Conversation]:
    """Return the dialogues that meet the conditions and that nobody is at work on, locked, to be changed.

    One that is being changed right now is passed over: the next tick finds it again.
    """
    wanted = select(CONVERSATION.c.conv_key).where(*conditions).order_by(CONVERSATION.c.id)
    keys = session.connection().execute(wanted).scalars().all()
    found = []
    for conv_key in keys:
        if try_lock(session, conv_key):
            again = select(CONVERSATION).where(CONVERSATION.c.conv_key == conv_key, *conditions)
            row = session.connection().execute(again).first()
            found += [_of(row)] if row is not None else []
    return found


def find_or_begin(session: Session, incoming: Incoming) -> Conversation:
    """Return the dialogue of a message; the first message begins it. The caller holds its lock."""
    conversation = find(session, incoming.conv_key)
    if conversation is not None:
        return conversation
    begun: dict[str, Any] = {
        "conv_key": incoming.conv_key,
        "channel": incoming.channel.value,
        "account": incoming.account,
        "chat_id": incoming.chat_id,
        "sender_id": incoming.sender_id,
        "in_group": incoming.chat_kind is ChatKind.GROUP,
        "mode": "bot",
        "stack": [],
        "context": {},
        "version": 0,
        "last_in_ms": 0,
    }
    session.connection().execute(_BEGIN, begun)
    return _of(session.connection().execute(_FIND, {"wanted": incoming.conv_key}).one())


def save(session: Session, conversation: Conversation) -> None:
    """Write a dialogue back."""
    values = {f"new_{name}": getattr(conversation, name) for name in CHANGING}
    session.connection().execute(_SAVE, {"row": conversation.id, **values})


def address_of(conversation: Conversation, *, person_id: int | None = None) -> Address:
    """Return where messages of a dialogue go."""
    return Address(
        conv_key=conversation.conv_key,
        channel=conversation.channel,
        account=conversation.account,
        chat_id=conversation.chat_id,
        sender_id=conversation.sender_id,
        in_group=conversation.in_group,
        person_id=person_id,
    )


def move_chat(session: Session, *, channel: str, account: str, old: str, new: str) -> None:
    """Follow a chat to its new id (a Telegram group that became a supergroup): its dialogues go on there.

    Who has written under the new id already goes on with that dialogue; the old one is left behind.
    """
    there = select(CONVERSATION.c.id, CONVERSATION.c.sender_id).where(
        CONVERSATION.c.channel == channel, CONVERSATION.c.account == account, CONVERSATION.c.chat_id == old
    )
    rows: Sequence[Row[Any]] = session.connection().execute(there).all()
    for row in rows:
        conv_key = conversation_key(channel, account, new, row.sender_id)
        if find_locked(session, conv_key) is None:
            moved = update(CONVERSATION).where(CONVERSATION.c.id == row.id).values(chat_id=new, conv_key=conv_key)
            session.connection().execute(moved)


def _of(row: Row[Any]) -> Conversation:
    return Conversation(**row._mapping)

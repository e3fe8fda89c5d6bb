"""The least that a durable turn can cost: five statements in one transaction of the same store."""

from typing import Any

from sqlalchemy import bindparam, insert, inspect, select, update

from bot.conversation.tables import Conversation, Inbox
from bot.delivery.tables import Outbox
from bot.store.engine import Store

INBOX: Any = inspect(Inbox).local_table
CONVERSATION: Any = inspect(Conversation).local_table
OUTBOX: Any = inspect(Outbox).local_table

KEEP = insert(INBOX).returning(INBOX.c.id)
FIND = select(CONVERSATION).where(CONVERSATION.c.conv_key == bindparam("wanted"))
MOVE = update(CONVERSATION).where(CONVERSATION.c.conv_key == bindparam("wanted"))
SAY = insert(OUTBOX)
FINISH = update(INBOX).where(INBOX.c.id == bindparam("wanted")).values(state="done")


def begin(store: Store, person: str) -> None:
    """Make the conversation that the five statements work on."""
    with store.writing() as session:
        session.connection().execute(
            insert(CONVERSATION),
            {
                "conv_key": _key(person),
                **_where(person),
                "in_group": False,
                "mode": "bot",
                "stack": [],
                "context": {},
                "version": 0,
                "last_in_ms": 0,
            },
        )


def turn(store: Store, person: str, question: str, number: int) -> None:
    """Insert inbox, select conversation, update conversation, insert outbox, update inbox; commit."""
    with store.writing() as session:
        connection = session.connection()
        received = {"key": f"bare:{number}", "conv_key": _key(person), "payload": {"text": question}}
        inbox_id = connection.execute(KEEP, {**received, "state": "received", "attempts": 0, "received_ms": 0}).scalar()
        found = connection.execute(FIND, {"wanted": _key(person)}).one()
        changed = {"wanted": _key(person), "version": found.version + 1, "last_in_ms": number}
        connection.execute(MOVE, changed)
        said = {"key": f"bare:{number}", "conv_key": _key(person), **_where(person), "in_group": False}
        payload = {"text": question, "choices": [], "files": [], "sensitive": False, "private_link": False}
        state = {"state": "accepted", "attempts": 1, "created_ms": 0, "due_ms": 0, "reply_to": inbox_id}
        connection.execute(SAY, {**said, "purpose": "reply", "payload": payload, **state})
        connection.execute(FINISH, {"wanted": inbox_id})


def _key(person: str) -> str:
    return f"bare:{person}"


def _where(person: str) -> dict[str, str]:
    return {"channel": "web", "account": "bare", "chat_id": person, "sender_id": person}

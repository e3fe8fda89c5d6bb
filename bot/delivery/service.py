"""Queueing messages, and recording what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.clock import to_ms
from bot.delivery.outlet import Accepted, NotAccepted, Outcome, Outgoing, Uncertain, Undeliverable
from bot.delivery.rules import DeliveryPolicy
from bot.delivery.tables import Outbox, OutboxState
from bot.messages import Attachment, Choice, Purpose
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind

OUTBOX: Any = inspect(Outbox).local_table
_QUEUE = {
    module.dialect.name: module.insert(OUTBOX).on_conflict_do_nothing(index_elements=["key"])
    for module in (sqlite, postgresql)
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: the conversation of one person in one chat."""

    conv_key: str
    channel: str
    account: str
    chat_id: str
    sender_id: str
    in_group: bool = False
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, ready for any channel; the sender leaves it alone until `not_before`."""

    text: str
    purpose: Purpose
    choices: tuple[Choice, ...] = ()
    files: tuple[Attachment, ...] = ()
    sensitive: bool = False
    private_link: bool = False
    letters: bool = False
    not_before: datetime | None = None
    not_after: datetime | None = None
    house: str | None = None


def queue(
    session: Session,
    to: Address,
    words: Words,
    *,
    key: str,
    now: datetime,
    reply_to: int | None = None,
) -> None:
    """Queue one message, once for its key, in the caller's transaction."""
    row = {
        "key": key,
        "conv_key": to.conv_key,
        "channel": to.channel,
        "account": to.account,
        "chat_id": to.chat_id,
        "sender_id": to.sender_id,
        "in_group": to.in_group,
        "person_id": to.person_id,
        "house": words.house,
        "purpose": words.purpose.value,
        "payload": _payload(words),
        "state": OutboxState.QUEUED.value,
        "attempts": 0,
        "reply_to": reply_to,
        "created_ms": to_ms(now),
        "due_ms": to_ms(words.not_before or now),
        "not_after_ms": to_ms(words.not_after) if words.not_after else None,
    }
    connection = session.connection()
    connection.execute(_QUEUE[connection.dialect.name], row)


def _payload(words: Words) -> dict[str, Any]:
    return {
        "text": words.text,
        "choices": [[choice.label, choice.token] for choice in words.choices],
        "files": [[f.sha256, f.mime, f.size, f.name] for f in words.files],
        "sensitive": words.sensitive,
        "private_link": words.private_link,
        "letters": words.letters,
    }


def outgoing(row: Row[Any]) -> Outgoing:
    """Return the message of an outbox row as an outlet gets it."""
    payload = row.payload
    return Outgoing(
        outbox_id=row.id,
        account=row.account,
        chat_id=row.chat_id,
        sender_id=row.sender_id,
        purpose=Purpose(row.purpose),
        text=payload["text"],
        choices=tuple(Choice(label, token) for label, token in payload["choices"]),
        files=tuple(Attachment(sha256, mime, size, name) for sha256, mime, size, name in payload["files"]),
        private_link=payload["private_link"],
        letters=payload["letters"],
    )


def record(session: Session, row: Row[Any], outcome: Outcome, *, policy: DeliveryPolicy, now: datetime) -> None:
    """Write down what became of a claimed message; only a surely not accepted one is tried again."""
    match outcome:
        case Accepted(platform_msg_id):
            values: dict[str, Any] = {
                "state": "accepted",
                "accepted_ms": to_ms(now),
                "platform_msg_id": platform_msg_id,
                "code": None,
            }
        case NotAccepted(code, retry_after_s) if row.attempts < policy.retries:
            wait = max(retry_after_s, policy.retry_wait_s * 2**row.attempts)
            values = {"state": "queued", "due_ms": to_ms(now + timedelta(seconds=wait)), "code": code}
        case NotAccepted(code) | Undeliverable(code):
            values = {"state": "failed", "code": code}
        case Uncertain(code):
            values = {"state": "unknown", "code": code}
    still_ours = and_(OUTBOX.c.id == row.id, OUTBOX.c.state == "sending")
    changed = session.connection().execute(update(OUTBOX).where(still_ours).values(values)).rowcount
    if changed and values["state"] in ("failed", "unknown"):
        _undelivered(session, row, str(values["code"]), now=now)


def _undelivered(session: Session, row: Row[Any], code: str, *, now: datetime) -> None:
    new = NewTask(
        key=f"undelivered:{row.id}",
        kind=TaskKind.ALERT,
        title=f"消息未确认送达（{code}），请决定是否人工联系",
        detail={"outbox": row.id, "code": code, "purpose": row.purpose},
        conv_key=row.conv_key,
        person_id=row.person_id,
    )
    open_task(session, new, now=now)


def reap(session: Session, *, policy: DeliveryPolicy, now: datetime) -> int:
    """Mark as unknown what a process claimed and never reported: it may have been sent, so a person decides."""
    stale = to_ms(now - timedelta(seconds=policy.lease_s))
    dead = select(OUTBOX).where(OUTBOX.c.state == "sending", OUTBOX.c.claimed_ms <= stale)
    rows = session.connection().execute(dead).all()
    for row in rows:
        record(session, row, Uncertain("SENDER_DIED"), policy=policy, now=now)
    return len(rows)

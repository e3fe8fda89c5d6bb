"""Queueing messages, claiming them, and recording what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, inspect, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session

from bot.clock import from_ms, to_ms
from bot.delivery.outlet import Accepted, NotAccepted, Outcome, Outgoing, Uncertain, Undeliverable
from bot.delivery.rules import Decision, DeliveryPolicy, Drop, Go, Guard, SendFacts, Wait, may_send
from bot.delivery.tables import WAITING, Outbox, OutboxState
from bot.messages import Attachment, Choice, Purpose
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind

OUTBOX: Any = inspect(Outbox).local_table


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
    """What a message says, ready for any channel."""

    text: str
    purpose: Purpose
    choices: tuple[Choice, ...] = ()
    files: tuple[Attachment, ...] = ()
    sensitive: bool = False
    private_link: bool = False
    letters: bool = False
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
    due: datetime | None = None,
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
        "due_ms": to_ms(due or now),
        "not_after_ms": to_ms(words.not_after) if words.not_after else None,
    }
    session.connection().execute(_insert_once(session).values(row))


def _insert_once(session: Session) -> Any:
    dialect = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    return dialect.insert(OUTBOX).on_conflict_do_nothing(index_elements=["key"])


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


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims, for which channels, how many; `conv_key` narrows it to one conversation.

    `gap_ms` keeps two messages of one chat apart on the channels that are not local.
    """

    worker: str
    channels: tuple[str, ...]
    local: frozenset[str]
    limit: int = 50
    gap_ms: int = 0
    conv_key: str | None = None


def claim(
    session: Session, what: Claim, *, guards: Mapping[Purpose, Guard], policy: DeliveryPolicy, now: datetime
) -> list[Row[Any]]:
    """Claim what is due, in the order of each conversation, after checking every row once more.

    Returns the rows that must be sent now. They are `sending` (committed before the call) for a platform and
    `accepted` for a local channel. Rows that may not go out are marked blocked, expired or dropped with their code.
    """
    taken: list[Row[Any]] = []
    for row in session.connection().execute(_due(session, what, now)).all():
        decision = _decide(session, row, guards=guards, policy=policy, now=now)
        if _record_decision(session, row, decision, what=what, now=now):
            taken.append(row)
    return taken


def _due(session: Session, what: Claim, now: datetime) -> Select[Any]:
    earlier = aliased(OUTBOX)
    first = ~exists().where(
        and_(
            earlier.c.conv_key == OUTBOX.c.conv_key,
            earlier.c.id < OUTBOX.c.id,
            or_(
                earlier.c.state == "sending",
                and_(
                    earlier.c.state == "queued",
                    or_(earlier.c.due_ms <= to_ms(now), earlier.c.attempts > 0, earlier.c.reply_to.is_not(None)),
                ),
                earlier.c.accepted_ms > to_ms(now) - what.gap_ms,
            ),
        )
    )
    wanted = (
        select(OUTBOX)
        .where(OUTBOX.c.state.in_(WAITING), OUTBOX.c.due_ms <= to_ms(now), OUTBOX.c.channel.in_(what.channels))
        .order_by(OUTBOX.c.due_ms, OUTBOX.c.id)
        .limit(what.limit)
    )
    if what.conv_key is not None:
        wanted = wanted.where(OUTBOX.c.conv_key == what.conv_key)
    if set(what.channels) - what.local:
        wanted = wanted.where(or_(OUTBOX.c.channel.in_(what.local), first))
    return wanted.with_for_update(skip_locked=True) if session.connection().dialect.name == "postgresql" else wanted


def _decide(
    session: Session, row: Row[Any], *, guards: Mapping[Purpose, Guard], policy: DeliveryPolicy, now: datetime
) -> Decision:
    purpose = Purpose(row.purpose)
    facts = SendFacts(
        purpose=purpose,
        in_group=row.in_group,
        sensitive=row.payload["sensitive"],
        is_reply=row.reply_to is not None,
        not_after=from_ms(row.not_after_ms) if row.not_after_ms is not None else None,
        unprompted=0 if row.reply_to is not None else _unprompted(session, row, policy=policy, now=now),
    )
    decision = may_send(facts, policy=policy, now=now)
    if not isinstance(decision, Go):
        return decision
    if purpose not in guards:
        return Drop("NO_GUARD", alert=True)
    return guards[purpose](session, row, now)


def _unprompted(session: Session, row: Row[Any], *, policy: DeliveryPolicy, now: datetime) -> int:
    since = to_ms(now - timedelta(minutes=policy.unprompted_minutes))
    counted = select(func.count()).where(
        OUTBOX.c.conv_key == row.conv_key, OUTBOX.c.reply_to.is_(None), OUTBOX.c.accepted_ms > since
    )
    return int(session.connection().execute(counted).scalar_one())


def _record_decision(session: Session, row: Row[Any], decision: Decision, *, what: Claim, now: datetime) -> bool:
    match decision:
        case Go() if row.channel in what.local:
            values: dict[str, Any] = {"state": "accepted", "accepted_ms": to_ms(now), "attempts": row.attempts + 1}
        case Go():
            values = {
                "state": "sending",
                "claimed_ms": to_ms(now),
                "claimed_by": what.worker,
                "attempts": row.attempts + 1,
            }
        case Wait(until, code):
            values = {"state": "blocked", "due_ms": to_ms(until), "code": code}
        case Drop(code, alert):
            values = {"state": "expired" if code == "EXPIRED" else "dropped", "code": code}
            if alert:
                _alert(session, row, code, now=now)
    session.connection().execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(values))
    return isinstance(decision, Go)


def _alert(session: Session, row: Row[Any], code: str, *, now: datetime) -> None:
    new = NewTask(
        key=f"alert:{code}:{row.conv_key}:{now:%Y%m%d}",
        kind=TaskKind.ALERT,
        title=f"消息被拦下（{code}）",
        detail={"outbox": row.id, "code": code},
        conv_key=row.conv_key,
    )
    open_task(session, new, now=now)


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
            _undelivered(session, row, code, now=now)
        case Uncertain(code):
            values = {"state": "unknown", "code": code}
            _undelivered(session, row, code, now=now)
    still_ours = and_(OUTBOX.c.id == row.id, OUTBOX.c.state == "sending")
    session.connection().execute(update(OUTBOX).where(still_ours).values(values))


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


def hand_over(session: Session, *, conv_key: str, inbox_id: int, now: datetime) -> None:
    """Give the waiting replies of a conversation to the response of inbox row `inbox_id` (passive reply)."""
    waiting = and_(
        OUTBOX.c.conv_key == conv_key,
        OUTBOX.c.state == "queued",
        OUTBOX.c.reply_to.is_not(None),
        or_(OUTBOX.c.not_after_ms.is_(None), OUTBOX.c.not_after_ms > to_ms(now)),
    )
    values = {"state": "accepted", "accepted_ms": to_ms(now), "answered_in": inbox_id}
    session.connection().execute(update(OUTBOX).where(waiting).values(values))


def handed_over(session: Session, inbox_id: int) -> list[Row[Any]]:
    """Return what the response of this inbox row carried, in order: the same rows whenever it is asked."""
    wanted = select(OUTBOX).where(OUTBOX.c.answered_in == inbox_id).order_by(OUTBOX.c.id)
    return list(session.connection().execute(wanted).all())


def messages_since(session: Session, *, since_ms: int, limit: int = 100_000) -> Iterable[Row[Any]]:
    """Return all messages queued since a moment, oldest first."""
    wanted = select(OUTBOX).where(OUTBOX.c.created_ms >= since_ms).order_by(OUTBOX.c.id).limit(limit)
    return session.connection().execute(wanted).all()

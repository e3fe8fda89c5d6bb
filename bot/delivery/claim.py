"""Claiming what is due: in order within a conversation, checked once more, by one sender only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from bot.clock import from_ms, to_ms
from bot.delivery.rules import Decision, DeliveryPolicy, Drop, Go, Guard, SendFacts, Wait, may_send
from bot.delivery.service import OUTBOX
from bot.delivery.tables import WAITING
from bot.messages import Purpose
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind


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


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim found: the rows to send, and how many were due; held back ones may have made way for others."""

    rows: list[Row[Any]]
    due: int


def claim(
    session: Session, what: Claim, *, guards: Mapping[Purpose, Guard], policy: DeliveryPolicy, now: datetime
) -> Claimed:
    """Claim what is due, in the order of each conversation, after checking every row once more.

    The rows that must be sent now are `sending` (committed before the call) for a platform and
    `accepted` for a local channel. Rows that may not go out are marked blocked, expired or dropped with their code.
    """
    taken: list[Row[Any]] = []
    due = session.connection().execute(_due(session, what, now)).all()
    for row in due:
        decision = _decide(session, row, taken, guards=guards, policy=policy, now=now)
        if isinstance(decision, Go):
            taken.append(row)
        else:
            hold_back(session, row, decision, now=now)
    at = to_ms(now)
    local = [row.id for row in taken if row.channel in what.local]
    mark(session, local, state="accepted", accepted_ms=at)
    away = [row.id for row in taken if row.channel not in what.local]
    mark(session, away, state="sending", claimed_ms=at, claimed_by=what.worker)
    return Claimed(taken, len(due))


def mark(session: Session, ids: Sequence[int], **values: Any) -> None:
    """Write down that one more attempt begins with these rows."""
    if ids:
        claimed = update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(attempts=OUTBOX.c.attempts + 1, **values)
        session.connection().execute(claimed)


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
    session: Session,
    row: Row[Any],
    taken: Sequence[Row[Any]],
    *,
    guards: Mapping[Purpose, Guard],
    policy: DeliveryPolicy,
    now: datetime,
) -> Decision:
    unprompted = 0 if row.reply_to is not None else _unprompted(session, row, taken, policy=policy, now=now)
    decision = may_send(facts_of(row, unprompted=unprompted), policy=policy, now=now)
    if not isinstance(decision, Go):
        return decision
    purpose = Purpose(row.purpose)
    if purpose not in guards:
        return Drop("NO_GUARD", alert=True)
    return guards[purpose](session, row, now)


def facts_of(row: Row[Any], *, unprompted: int) -> SendFacts:
    """Return what the rule looks at of a row."""
    return SendFacts(
        purpose=Purpose(row.purpose),
        in_group=row.in_group,
        sensitive=row.payload["sensitive"],
        is_reply=row.reply_to is not None,
        not_after=from_ms(row.not_after_ms) if row.not_after_ms is not None else None,
        unprompted=unprompted,
    )


def _unprompted(
    session: Session, row: Row[Any], taken: Sequence[Row[Any]], *, policy: DeliveryPolicy, now: datetime
) -> int:
    since = to_ms(now - timedelta(minutes=policy.unprompted_minutes))
    counted = select(func.count()).where(
        OUTBOX.c.conv_key == row.conv_key, OUTBOX.c.reply_to.is_(None), OUTBOX.c.accepted_ms > since
    )
    beside = sum(1 for each in taken if each.conv_key == row.conv_key and each.reply_to is None)
    return int(session.connection().execute(counted).scalar_one()) + beside


def hold_back(session: Session, row: Row[Any], decision: Wait | Drop, *, now: datetime) -> None:
    """Write down why a row does not go out now, or not at all."""
    match decision:
        case Wait(until, code):
            later = max(until, now + timedelta(seconds=1))
            values: dict[str, Any] = {"state": "blocked", "due_ms": to_ms(later), "code": code}
        case Drop(code, alert):
            values = {"state": "expired" if code == "EXPIRED" else "dropped", "code": code}
            if alert:
                _alert(session, row, code, now=now)
    session.connection().execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(values))


def _alert(session: Session, row: Row[Any], code: str, *, now: datetime) -> None:
    new = NewTask(
        key=f"alert:{code}:{row.conv_key}:{now:%Y%m%d}",
        kind=TaskKind.ALERT,
        title=f"消息被拦下（{code}）",
        detail={"outbox": row.id, "code": code},
        conv_key=row.conv_key,
    )
    open_task(session, new, now=now)

"""Claiming what is due: in order within a conversation, checked once more, by one sender only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, literal_column, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from bot.clock import from_ms, to_ms
from bot.delivery.rules import Decision, DeliveryPolicy, Drop, Go, Guard, SendFacts, Wait, may_send
from bot.delivery.service import OUTBOX
from bot.delivery.tables import WAITING
from bot.messages import Purpose
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind

# Spelled out as in the index `ix_outbox_due`: with bound values SQLite would read every message ever sent instead.
_WAITS = OUTBOX.c.state.in_([literal_column(f"'{state}'") for state in WAITING])


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
    due = _due(session, what, now)
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


def _due(session: Session, what: Claim, now: datetime) -> Sequence[Row[Any]]:
    connection, at = session.connection(), to_ms(now)
    wanted = _due_query(
        in_order=bool(set(what.channels) - what.local),
        one_conversation=what.conv_key is not None,
        skip_locked=connection.dialect.name == "postgresql",
    )
    values = {
        "now": at,
        "gap_since": at - what.gap_ms,
        "channels": what.channels,
        "local": tuple(what.local),
        "conv": what.conv_key,
        "most": what.limit,
    }
    return connection.execute(wanted, values).all()


@cache
def _due_query(*, in_order: bool, one_conversation: bool, skip_locked: bool) -> Select[Any]:
    """Return the query for what is due; it is built once for each kind, because it runs after every turn."""
    wanted = (
        select(OUTBOX)
        .where(_WAITS, OUTBOX.c.due_ms <= bindparam("now"))
        .where(OUTBOX.c.channel.in_(bindparam("channels", expanding=True)))
        .order_by(OUTBOX.c.due_ms, OUTBOX.c.id)
        .limit(bindparam("most"))
    )
    if one_conversation:
        wanted = wanted.where(OUTBOX.c.conv_key == bindparam("conv"))
    if in_order:
        local = OUTBOX.c.channel.in_(bindparam("local", expanding=True))
        wanted = wanted.where(or_(local, _comes_first()))
    return wanted.with_for_update(skip_locked=True) if skip_locked else wanted


def _comes_first() -> Any:
    """Return the condition that no earlier message of the conversation is on its way or waits for its turn."""
    earlier = aliased(OUTBOX)
    waits = or_(earlier.c.due_ms <= bindparam("now"), earlier.c.attempts > 0, earlier.c.reply_to.is_not(None))
    blocks = or_(
        earlier.c.state == "sending",
        and_(earlier.c.state == "queued", waits),
        earlier.c.accepted_ms > bindparam("gap_since"),
    )
    return ~exists().where(earlier.c.conv_key == OUTBOX.c.conv_key, earlier.c.id < OUTBOX.c.id, blocks)


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

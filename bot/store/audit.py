"""The audit (留痕): who changed what, when, from which channel. Rows are only ever added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, insert, inspect, select
from sqlmodel import Column, Field, Session, SQLModel

from bot.clock import to_ms


class Audit(SQLModel, table=True):
    """One change. `what` is a stable dotted name such as bill.voided, `subject` the row it was done to (bill:12)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject"), Index("ix_audit_at", "at_ms"))

    id: int | None = Field(default=None, primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    actor: str
    channel: str
    what: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


AUDIT: Any = inspect(Audit).local_table


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `staff:LOGIN`, `resident:ID` or `system`, and the channel from which (cli, web, console, tick)."""

    name: str
    channel: str


def leave_trace(
    session: Session, by: Actor, what: str, subject: str, *, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Add one row in the transaction of the change; `detail` holds ids and figures, never names or phones."""
    leave_traces(session, by, what, [(subject, detail or {})], now=now)


def leave_traces(
    session: Session, by: Actor, what: str, changes: Iterable[tuple[str, Mapping[str, Any]]], *, now: datetime
) -> None:
    """Add a row for each of many changes of one kind: its subject and its detail."""
    common = {"at_ms": to_ms(now), "actor": by.name, "channel": by.channel, "what": what}
    rows = [{**common, "subject": subject, "detail": dict(detail)} for subject, detail in changes]
    if rows:
        session.connection().execute(insert(AUDIT), rows)


def traces_of(session: Session, subject: str) -> list[Any]:
    """Return what was done to one row, the oldest first."""
    wanted = select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.id)
    return list(session.connection().execute(wanted))

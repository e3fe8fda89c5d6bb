"""The outbox: a row for each message, from the moment it was decided until the truth about its delivery is known."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, text
from sqlmodel import Column, Field, SQLModel


class OutboxState(StrEnum):
    """The truth about a message (spec/dunning.md §3). `accepted`: the platform took it; nobody says 已送达 for that."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    DROPPED = "dropped"


WAITING = (OutboxState.QUEUED, OutboxState.BLOCKED)
OUT = (OutboxState.ACCEPTED, OutboxState.DELIVERED, OutboxState.READ)


class Outbox(SQLModel, table=True):
    """One message to one chat. Times are whole milliseconds since 1970 UTC.

    `key` is unique: a turn that runs twice queues once. `reply_to` is the inbox row that it answers, None for a
    message that the person did not ask for. `answered_in` is the inbox row in whose response it was handed over
    (a channel with passive replies), so that a repeated delivery gets the same bytes. `code` says why it waits,
    was dropped or failed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued','sending','accepted','delivered','read','failed','unknown','blocked','expired',"
            "'dropped')",
            name="ck_outbox_state",
        ),
        Index(
            "ix_outbox_due",
            "due_ms",
            "id",
            sqlite_where=text("state IN ('queued','blocked')"),
            postgresql_where=text("state IN ('queued','blocked')"),
        ),
        Index(
            "ix_outbox_sending",
            "claimed_ms",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("ix_outbox_conv_key", "conv_key", "id"),
        Index("ix_outbox_created", "created_ms"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    conv_key: str
    channel: str
    account: str
    chat_id: str
    sender_id: str
    in_group: bool = False
    person_id: int | None = None
    house: str | None = None
    purpose: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = OutboxState.QUEUED
    code: str | None = None
    attempts: int = 0
    reply_to: int | None = Field(default=None, index=True)
    answered_in: int | None = Field(default=None, index=True)
    created_ms: int = Field(sa_type=BigInteger)
    due_ms: int = Field(sa_type=BigInteger)
    not_after_ms: int | None = Field(default=None, sa_type=BigInteger)
    claimed_ms: int | None = Field(default=None, sa_type=BigInteger)
    claimed_by: str | None = None
    accepted_ms: int | None = Field(default=None, sa_type=BigInteger)
    delivered_ms: int | None = Field(default=None, sa_type=BigInteger)
    platform_msg_id: str | None = None

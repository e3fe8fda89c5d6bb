"""The table of questions that nobody could answer: scrubbed, counted, clustered (spec/conversation.md §9)."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlmodel import Column, Field, SQLModel


class UnansweredState(StrEnum):
    """`new` until somebody of the staff has looked."""

    NEW = "new"
    LINKED = "linked"
    FAQ = "faq"
    IGNORED = "ignored"


class Unanswered(SQLModel, table=True):
    """One wording that was not understood. `sample` holds no phone, name or house; times are ms since 1970 UTC.

    `cluster` is the id of the oldest row that reads alike (itself when it is the first).
    """

    __tablename__ = "unanswered"
    __table_args__ = (
        CheckConstraint("state IN ('new','linked','faq','ignored')", name="ck_unanswered_state"),
        Index("ix_unanswered_last_seen", "last_seen_ms"),
    )

    id: int | None = Field(default=None, primary_key=True)
    norm_hash: str = Field(unique=True)
    sample: str
    n: int = 1
    cluster: int | None = Field(default=None, index=True)
    first_seen_ms: int = Field(sa_type=BigInteger)
    last_seen_ms: int = Field(sa_type=BigInteger)
    top3: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str = UnansweredState.NEW
    by_staff: str | None = None

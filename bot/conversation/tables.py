"""Inbox, conversation and turn log. Times are whole milliseconds since 1970 UTC (spec/conversation.md §5)."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, text
from sqlmodel import Column, Field, SQLModel


class InboxState(StrEnum):
    """`received` until its turn has committed; `dead` when the turn failed twice."""

    RECEIVED = "received"
    DONE = "done"
    DEAD = "dead"


class Mode(StrEnum):
    """Who answers: the program, or a person while the program is silent."""

    BOT = "bot"
    HUMAN = "human"


class Inbox(SQLModel, table=True):
    """One message as it came, kept before anything is done with it. `key` unique: the same delivery is one row.

    `raw` is what the platform sent beside it (redacted by its channel); it is forgotten after 30 days.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("state IN ('received','done','dead')", name="ck_inbox_state"),
        Index(
            "ix_inbox_waiting",
            "conv_key",
            "id",
            sqlite_where=text("state = 'received'"),
            postgresql_where=text("state = 'received'"),
        ),
        Index("ix_inbox_conv_key", "conv_key", "id"),
        Index(
            "ix_inbox_raw",
            "received_ms",
            sqlite_where=text("raw IS NOT NULL"),
            postgresql_where=text("raw IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    conv_key: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    raw: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    state: str = InboxState.RECEIVED
    attempts: int = 0
    received_ms: int = Field(sa_type=BigInteger)


class Conversation(SQLModel, table=True):
    """The dialogue with one person in one chat.

    `stack`: the frames of flows under way, the last one is on top. `prompt`: the choices that are live.
    `context`: what the next message may refer to (last answer, a task to rate, held photos, a confirmation asked).
    """

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("mode IN ('bot','human')", name="ck_conversation_mode"),
        Index("ix_conversation_chat", "channel", "account", "chat_id"),
        Index("ix_conversation_last_in", "last_in_ms"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conv_key: str = Field(unique=True)
    channel: str
    account: str
    chat_id: str
    sender_id: str
    in_group: bool = False
    mode: str = Mode.BOT
    human_task_id: int | None = None
    human_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    stack: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    prompt: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    context: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    version: int = 0
    last_in_ms: int = Field(default=0, sa_type=BigInteger)


class TurnLog(SQLModel, table=True):
    """What a turn understood and did, append-only: evidence, and material to replay."""

    __tablename__ = "turn_log"

    id: int | None = Field(default=None, primary_key=True)
    inbox_id: int = Field(unique=True)
    conversation_id: int = Field(index=True)
    at_ms: int = Field(sa_type=BigInteger)
    action: str
    label: str | None = None
    score: int | None = None
    entry_version: int | None = None
    flow: str | None = None
    step: str | None = None

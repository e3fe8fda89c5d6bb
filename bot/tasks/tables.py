"""The table of tasks: a row for each thing that a person must do, with its number for both sides."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Column, Field, SQLModel

TaskId = NewType("TaskId", int)


class TaskKind(StrEnum):
    """What must be done."""

    HANDOFF = "handoff"
    EMERGENCY = "emergency"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    UNANSWERED = "unanswered"
    MATCH_PAYMENT = "match_payment"
    POST_BILLS = "post_bills"
    COMMITMENT = "commitment"
    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    BILL_QUESTION = "bill_question"
    BINDING = "binding"
    OPT_OUT = "opt_out"
    SUGGESTION = "suggestion"
    PROGRESS = "progress"
    ESCALATION = "escalation"
    ALERT = "alert"


class TaskState(StrEnum):
    """`open` until a person took it, `taken` until done; `cancelled` by the resident or as a false alarm."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(SQLModel, table=True):
    """One thing to do. `id` is the number that residents and staff see as 登记号.

    `key` makes it once: the same message run twice opens one task. `incomplete` marks 信息不全: a draft that the
    resident never finished. `detail` holds what was said, by the names of the flow's steps. `rating` is 1 to 5.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state IN ('open','taken','done','cancelled')", name="ck_task_state"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="ck_task_rating"),
        Index("ix_task_state_department", "state", "department"),
        Index("ix_task_conv_key", "conv_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    department: str
    title: str
    state: str = TaskState.OPEN
    incomplete: bool = False
    estate_id: int | None = Field(default=None, foreign_key="estate.id")
    house_id: int | None = Field(default=None, foreign_key="house.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    assignee_id: int | None = Field(default=None, foreign_key="staff.id")
    conv_key: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    due_at: datetime | None = None
    done_at: datetime | None = None
    rating: int | None = None


class TaskEvent(SQLModel, table=True):
    """What happened to a task, append-only: who, when, what. `actor` is `staff:LOGIN`, `resident` or `system`."""

    __tablename__ = "task_event"

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    at: datetime
    actor: str
    what: str
    note: str = ""

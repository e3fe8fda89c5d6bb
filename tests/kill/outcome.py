"""What is left in the database when all is over, without what chance decides (ids and times)."""

import re
from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.conversation.tables import Conversation, Inbox, InboxState, TurnLog
from bot.delivery.tables import Outbox, OutboxState
from bot.store.engine import Store
from bot.tasks.tables import Task, TaskEvent

_NUMBER = re.compile(r"(登记号|接|回|完成) \d+")


@dataclass(frozen=True, slots=True)
class Answer:
    """A message to somebody: what it says, which choices it offers, whether and how often it went out."""

    text: str
    choices: tuple[str, ...]
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Messages with their states; answers by conversation, in order; tasks with what happened; turns that ran."""

    inbox: list[tuple[str, str]]
    answers: dict[str, list[Answer]]
    tasks: list[tuple[str, str, str]]
    task_events: list[str]
    turns: dict[str, int]
    logged: int


def without_number(words: str) -> str:
    """Return words without a task's number: on PostgreSQL a transaction that was undone has used one up."""
    return _NUMBER.sub(r"\1 N", words)


def read_outcome(store: Store) -> Outcome:
    """Read the database."""
    with store.reading() as session:
        inbox = session.exec(select(Inbox).order_by(col(Inbox.conv_key), col(Inbox.id))).all()
        tasks = session.exec(select(Task).order_by(col(Task.id))).all()
        events = session.exec(select(TaskEvent).order_by(col(TaskEvent.id))).all()
        return Outcome(
            inbox=[(row.key, row.state) for row in inbox],
            answers=_answers(session),
            tasks=[(task.kind, task.title, task.state) for task in tasks],
            task_events=[event.what for event in events],
            turns={row.conv_key: row.version for row in session.exec(select(Conversation)).all()},
            logged=len(session.exec(select(TurnLog.id)).all()),
        )


def _answers(session: Session) -> dict[str, list[Answer]]:
    answers: dict[str, list[Answer]] = defaultdict(list)
    for row in session.exec(select(Outbox).order_by(col(Outbox.id))).all():
        choices = tuple(label for label, _token in row.payload["choices"])
        answers[row.conv_key].append(Answer(without_number(row.payload["text"]), choices, row.state, row.attempts))
    return dict(answers)


def is_settled(store: Store, *, messages: int) -> bool:
    """Return whether so many messages were kept, all had their turn, and nothing waits to go out."""
    waiting = (OutboxState.QUEUED, OutboxState.SENDING)
    with store.reading() as session:
        kept = session.exec(select(Inbox.state)).all()
        due = session.exec(select(Outbox.id).where(col(Outbox.state).in_(waiting))).first()
    return len(kept) == messages and InboxState.RECEIVED not in kept and due is None

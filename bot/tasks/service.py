"""Opening tasks and moving them on. Every change leaves a `task_event`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.tasks.tables import Task, TaskEvent, TaskKind, TaskState

DEPARTMENTS = {
    TaskKind.HANDOFF: "客服",
    TaskKind.EMERGENCY: "值班",
    TaskKind.REPAIR: "工程",
    TaskKind.COMPLAINT: "客服",
    TaskKind.UNANSWERED: "客服",
    TaskKind.MATCH_PAYMENT: "财务",
    TaskKind.POST_BILLS: "财务",
    TaskKind.COMMITMENT: "客服",
    TaskKind.HARDSHIP: "客服",
    TaskKind.DISPUTE: "财务",
    TaskKind.BILL_QUESTION: "财务",
    TaskKind.BINDING: "客服",
    TaskKind.OPT_OUT: "客服",
    TaskKind.SUGGESTION: "客服",
    TaskKind.PROGRESS: "客服",
    TaskKind.ESCALATION: "管理",
    TaskKind.ALERT: "管理",
}
"""Which department does which kind."""

ALIVE = (TaskState.OPEN, TaskState.TAKEN)


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a task is opened with."""

    key: str
    kind: TaskKind
    title: str
    detail: dict[str, Any] = field(default_factory=dict)
    conv_key: str | None = None
    estate_id: int | None = None
    house_id: int | None = None
    person_id: int | None = None
    incomplete: bool = False
    due_at: datetime | None = None


def open_task(session: Session, new: NewTask, *, now: datetime, actor: str = "system") -> Task:
    """Open a task once: the same key again gives the task that is there, unchanged."""
    there = session.exec(select(Task).where(Task.key == new.key)).first()
    if there:
        return there
    task = Task(
        key=new.key,
        kind=new.kind,
        department=DEPARTMENTS[new.kind],
        title=new.title[:80],
        detail=new.detail,
        conv_key=new.conv_key,
        estate_id=new.estate_id,
        house_id=new.house_id,
        person_id=new.person_id,
        incomplete=new.incomplete,
        created_at=now,
        due_at=new.due_at,
    )
    session.add(task)
    session.flush()
    note_event(session, task, actor=actor, what="task.opened", now=now)
    return task


def complete_draft(session: Session, task: Task, new: NewTask, *, now: datetime) -> Task:
    """Fill a rescued draft with what the resident added later: it is no longer 信息不全."""
    task.title, task.detail = new.title[:80], new.detail
    task.house_id, task.estate_id = new.house_id, new.estate_id
    task.incomplete = False
    session.add(task)
    note_event(session, task, actor="resident", what="task.completed_by_resident", now=now)
    return task


def take(session: Session, task: Task, *, staff_id: int, login: str, now: datetime) -> bool:
    """Let one staff member take an open task; the second one gets False."""
    if _state_now(session, task) != TaskState.OPEN:
        return False
    task.state, task.assignee_id = TaskState.TAKEN, staff_id
    session.add(task)
    note_event(session, task, actor=f"staff:{login}", what="task.taken", now=now)
    return True


def finish(session: Session, task: Task, *, login: str, note: str, now: datetime) -> bool:
    """Mark a task done with what was done; a finished or cancelled one gives False."""
    if _state_now(session, task) not in ALIVE:
        return False
    task.state, task.done_at = TaskState.DONE, now
    session.add(task)
    note_event(session, task, actor=f"staff:{login}", what="task.done", note=note, now=now)
    return True


def cancel(session: Session, task: Task, *, actor: str, note: str, now: datetime) -> bool:
    """Take an open task back; a finished or cancelled one gives False."""
    if _state_now(session, task) not in ALIVE:
        return False
    task.state, task.done_at = TaskState.CANCELLED, now
    session.add(task)
    note_event(session, task, actor=actor, what="task.cancelled", note=note, now=now)
    return True


def rate(session: Session, task: Task, *, rating: int, now: datetime) -> None:
    """Keep how content the resident is with a done task, 1 to 5."""
    task.rating = rating
    session.add(task)
    note_event(session, task, actor="resident", what="task.rated", note=str(rating), now=now)


def open_tasks(session: Session, *, department: str | None = None, estates: set[int] | None = None) -> list[Task]:
    """List what is not done, oldest first; `None` means every department, every estate."""
    wanted = select(Task).where(col(Task.state).in_(ALIVE)).order_by(col(Task.id))
    if department is not None:
        wanted = wanted.where(Task.department == department)
    rows = session.exec(wanted).all()
    return [row for row in rows if estates is None or row.estate_id is None or row.estate_id in estates]


def tasks_of_conversation(session: Session, conv_key: str, *, kind: TaskKind | None = None) -> list[Task]:
    """List the tasks that came from one conversation, newest first."""
    wanted = select(Task).where(Task.conv_key == conv_key).order_by(col(Task.id).desc())
    if kind is not None:
        wanted = wanted.where(Task.kind == kind)
    return list(session.exec(wanted).all())


def note_event(session: Session, task: Task, *, actor: str, what: str, now: datetime, note: str = "") -> None:
    """Write one line of the task's history."""
    if task.id is None:
        raise ValueError("the task is not stored yet")
    session.add(TaskEvent(task_id=task.id, at=now, actor=actor, what=what, note=note))


def _state_now(session: Session, task: Task) -> str:
    """Return the state of a task that nobody else can change any more until this transaction ends."""
    session.refresh(task, with_for_update=True)
    return task.state

"""A resident's wish that a person must act on: the task, the card for staff, the number for the resident.

Later parts put bills, commitments and binding by code in place of these; a person's answer is what is true today.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.conversation.flows import Slots
from bot.conversation.turn import Said, Turn
from bot.handlers.place import own_house, page_staff, phones, reply_time, task_estate, who_words
from bot.tasks.service import ALIVE, NewTask, note_event, open_task
from bot.tasks.tables import Task, TaskKind


@dataclass(frozen=True, slots=True)
class Request:
    """What a wish becomes: the task's kind, the words of its title, and the template of the answer.

    `template` gets the number of the task, when a person answers, and of `with_phone` also the desk's phone.
    """

    kind: TaskKind
    title: str
    template: str
    label: str
    daily: bool = False
    with_phone: bool = False
    with_time: bool = True


def ask_a_person(turn: Turn, session: Session, request: Request, slots: Slots) -> Said:
    """Open the task of a wish (a `daily` one once a day for a conversation), page staff, and answer with its number.

    Asked again while a person is at it, the words are added to the task, and the resident is told so.
    """
    house = slots.get("house") or own_house(turn)
    estate_id = task_estate(turn, session, house)
    new = _task(turn, request, slots, house, estate_id)
    task = open_task(session, new, now=turn.now, actor="resident")
    if task.state not in ALIVE:
        task = open_task(session, replace(new, key=f"{new.key}:{turn.inbox_id}"), now=turn.now, actor="resident")
    said = next((str(slots[name]) for name in ("when", "what", "description") if name in slots), turn.story)
    page_staff(
        session,
        turn.know,
        task,
        turn.words("staff.card", number=task.id, title=task.title, what=said[:200]),
        key=str(turn.inbox_id),
        now=turn.now,
    )
    if task.detail.get("inbox") != turn.inbox_id:
        note_event(session, task, actor="resident", what="task.asked_again", note=said[:500], now=turn.now)
        return Said((turn.say("request.again", number=task.id),), "flow", request.label)
    return Said((turn.say(request.template, **_facts(turn, session, request, task)),), "flow", request.label)


def _task(turn: Turn, request: Request, slots: Slots, house: dict[str, Any] | None, estate_id: int | None) -> NewTask:
    once = f"{turn.now:%Y%m%d}" if request.daily else str(turn.inbox_id)
    return NewTask(
        key=f"{request.kind}:{turn.conversation.conv_key}:{once}",
        kind=request.kind,
        title=f"{who_words(turn, house)} {request.title}",
        detail={"said": turn.story, "inbox": turn.inbox_id, **slots},
        conv_key=turn.conversation.conv_key,
        estate_id=estate_id,
        house_id=(house or {}).get("house_id"),
        person_id=turn.identity.person_id,
    )


def _facts(turn: Turn, session: Session, request: Request, task: Task) -> dict[str, Any]:
    facts: dict[str, Any] = {"number": task.id}
    if request.with_time:
        until = reply_time(turn, session)
        facts["when"] = turn.words("when.closed", until=until) if until else turn.words("when.open")
    if request.with_phone:
        facts["desk_phone"] = phones(turn, session)["desk_phone"]
    return facts

"""What staff do by message today: see what is open, take it, write to the resident, finish it, give it back.

`待办` · `看 12` · `接 12` · `回 12 …` · `完成 12 …` · `结束 12` · `误报 12`. Every command echoes what it did; what
goes to a resident is shown as it was sent. Who may do it: staff whose scope has the task's house or estate; the
department's own people and those who deal with residents. Everything else a staff member writes is a question.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from bot.conversation.dialogue import find_locked, save
from bot.conversation.prompts import live_options
from bot.conversation.tables import Conversation, Mode
from bot.conversation.turn import Said, Turn
from bot.estate.tables import HouseId
from bot.handlers import handoff
from bot.handlers.place import title_for_resident
from bot.messages import Attachment
from bot.people.access import FIGURE_ROLES, Who, may_see_house
from bot.people.service import mask_name
from bot.people.tables import Person, Staff
from bot.tasks import service as tasks
from bot.tasks.tables import Task, TaskKind
from bot.texts.forbidden import Scope

_VERBS = {
    "看": ("看一下", "查看", "看看", "看"),
    "接": ("接单", "接手", "接受", "接了", "接"),
    "回": ("回复", "答复", "回"),
    "完成": ("完成了", "已完成", "完成", "办完了", "办完", "已办完"),
    "结束": ("结束",),
    "误报": ("误报",),
}
"""Each command and the ways of writing it, the longest first."""
_WORDS = {word: verb for verb, words in _VERBS.items() for word in words}
_ANY_VERB = "|".join(_WORDS)
_NUMBER = r"(\d{1,9})(?:号(?!楼|线|院|门|房))?"
_COMMAND = re.compile(rf"\s*({_ANY_VERB})\s*#?\s*{_NUMBER}(?![\d号栋楼年月日点])[\s:：,，]*(.*?)\s*", re.DOTALL)
_TURNED = re.compile(rf"\s*#?{_NUMBER}\s*({_ANY_VERB})[\s:：,，]*(.*?)\s*", re.DOTALL)
_HALF = re.compile(rf"({_ANY_VERB})(?:\s.*)?", re.DOTALL)
_NUMBER_ALONE = re.compile(rf"\s*#?{_NUMBER}\s*")
_LISTS = frozenset(
    {*("待办", "代办", "待办事项", "我的待办", "今日待办", "今天待办", "待办列表"), *("任务", "我的任务", "今日任务")}
    | {"部门单", "我的单", "列表"}
)
OF_RESIDENTS = frozenset({"paid", "commit", "hardship", "dispute", "arrears", "bind", "optout", "pay"})
"""Forms in which a resident speaks for their own house: staff have none."""
MOST_LISTED = 15
KEY_OF_STAFF = "desk:"
"""How the outbox keys of messages begin that a person wrote."""
RATE_HOURS = 7 * 24


def hear(turn: Turn, session: Session) -> Said | None:
    """Follow a staff command; None for everybody else and for what is no command."""
    if turn.identity.kind is not Who.STAFF:
        return None
    if turn.heard.norm in _LISTS or turn.heard.command in ("menu", "start", "mine"):
        return _list(turn, session)
    read = _read(turn.text) if turn.is_said else None
    if read is None:
        return _hear_half(turn)
    verb, number, rest = read
    task = session.get(Task, number)
    if task is None or not _may(turn, session, task):
        return Said((turn.say("desk.no_such_task", number=number),), "command")
    return COMMANDS[verb](turn, session, task, rest)


def _read(text: str) -> tuple[str, int, str] | None:
    """Read 接 12, 接单12号, 12 完成 换了软管: the command, the number, the rest."""
    told = _COMMAND.fullmatch(text)
    if told is not None:
        return _WORDS[told[1]], int(told[2]), told[3]
    turned = _TURNED.fullmatch(text)
    return (_WORDS[turned[2]], int(turned[1]), turned[3]) if turned is not None else None


def _hear_half(turn: Turn) -> Said | None:
    """Ask for the number of a command without one; money matters of a house are not asked here."""
    half = _HALF.fullmatch(turn.heard.norm.strip(" 。.!"))
    if half is not None:
        return Said((turn.say("desk.what_number", verb=_WORDS[half[1]]),), "command")
    reading = turn.heard.reading
    if reading.action == "flow" and str(reading.label).removeprefix("flow:") in OF_RESIDENTS:
        return Said((turn.say("desk.not_here"),), "command")
    return None


def hear_number(turn: Turn, session: Session) -> Said | None:
    """Show the task whose number a staff member wrote and nothing else."""
    read = _NUMBER_ALONE.fullmatch(turn.text) if turn.identity.kind is Who.STAFF and turn.is_said else None
    if read is None or live_options(turn):
        return None
    task = session.get(Task, int(read[1]))
    if task is None or not _may(turn, session, task):
        return Said((turn.say("desk.no_such_task", number=read[1]),), "command")
    return _show(turn, session, task, "")


def hear_help(turn: Turn, _session: Session) -> Said | None:
    """Show the commands to a staff member whose message was understood as nothing."""
    if turn.identity.kind is not Who.STAFF:
        return None
    return Said((turn.say("desk.help"),), "miss")


def _may(turn: Turn, session: Session, task: Task) -> bool:
    if task.house_id is not None and not may_see_house(session, turn.identity, HouseId(task.house_id)):
        return False
    estates = {scope.estate_id for scope in turn.identity.scope}
    if task.estate_id is not None and task.estate_id not in estates:
        return False
    return turn.identity.role in FIGURE_ROLES or task.department in (turn.identity.department, "值班")


def _list(turn: Turn, session: Session) -> Said:
    estates = {int(scope.estate_id) for scope in turn.identity.scope}
    there = [task for task in tasks.open_tasks(session, estates=estates) if _may(turn, session, task)]
    if not there:
        return Said((turn.say("desk.empty"),), "command")
    there.sort(key=lambda task: (task.kind != TaskKind.EMERGENCY, task.id))
    lines = "\n".join(_line(turn, task) for task in there[:MOST_LISTED])
    return Said((turn.say("desk.list", count=len(there), lines=lines),), "command")


def _line(turn: Turn, task: Task) -> str:
    mark = turn.words("desk.incomplete") if task.incomplete else ""
    return turn.words("desk.line", number=task.id, department=task.department, title=f"{mark}{task.title}")


def _show(turn: Turn, session: Session, task: Task, _rest: str) -> Said:
    told = "\n".join(task.detail.get("last") or [])
    said = str(task.detail.get("description") or task.detail.get("said") or told)[:300]
    who = _resident_name(session, task)
    state = turn.words(f"tasks.state.{task.state}")
    shown = turn.say("desk.task", number=task.id, title=task.title, who=who, state=state, said=said or "—")
    photos = tuple(Attachment(*each) for each in task.detail.get("_files") or ())
    return Said((replace(shown, files=photos),), "command")


def _take(turn: Turn, session: Session, task: Task, _rest: str) -> Said:
    staff = _staff(turn, session)
    if tasks.take(session, task, staff_id=staff.id, login=staff.login, now=turn.now):
        return Said((turn.say("desk.taken", number=task.id),), "command")
    by = session.get(Staff, task.assignee_id) if task.assignee_id else None
    return Said((turn.say("desk.taken_before", number=task.id, by=by.name if by else "同事"),), "command")


def _answer(turn: Turn, session: Session, task: Task, rest: str) -> Said:
    """Write to the resident; a sentence that the law forbids is refused before anybody reads it."""
    if not rest:
        return Said((turn.say("desk.what_text", number=task.id),), "command")
    found = turn.know.forbidden.found_in(rest, Scope.STAFF)
    if found:
        return Said((turn.say("desk.forbidden", why=found[0].reason),), "command")
    theirs = _private_dialogue(turn, session, task)
    if theirs is None:
        return Said((turn.say("desk.no_chat", number=task.id),), "command")
    staff = _staff(turn, session)
    tasks.take(session, task, staff_id=staff.id, login=staff.login, now=turn.now)
    text = turn.words("desk.to_resident", name=f"{staff.name[0]}{_title(staff)}", text=rest)
    if theirs.mode == Mode.BOT:
        text = f"{text}\n{turn.words('desk.takes_over')}"
    key = f"{KEY_OF_STAFF}{turn.inbox_id}"
    handoff.write_to_resident(turn, session, theirs, task, text=text, key=key)
    tasks.note_event(
        session, task, actor=f"staff:{staff.login}", what="task.wrote_to_resident", note=rest, now=turn.now
    )
    return Said((turn.say("desk.sent", who=_resident_name(session, task), text=rest),), "command")


def _done(turn: Turn, session: Session, task: Task, rest: str) -> Said:
    if len(rest) < 4:
        return Said((turn.say("desk.what_done", number=task.id),), "command")
    found = turn.know.forbidden.found_in(rest, Scope.STAFF)
    if found:
        return Said((turn.say("desk.forbidden", why=found[0].reason),), "command")
    staff = _staff(turn, session)
    if not tasks.finish(session, task, login=staff.login, note=rest, now=turn.now):
        return Said((turn.say("desk.closed_already", number=task.id),), "command")
    theirs = _private_dialogue(turn, session, task)
    if theirs is None:
        return Said((turn.say("desk.done", number=task.id),), "command")
    text = turn.words("ticket.done", number=task.id, title=title_for_resident(turn, task), note=rest)
    key = f"{KEY_OF_STAFF}{turn.inbox_id}"
    handoff.tell_resident(turn, session, theirs, task, text=text, key=key)
    _ask_rating(session, turn, theirs, task)
    return Said((turn.say("desk.done_told", number=task.id, who=_resident_name(session, task)),), "command")


def _private_dialogue(turn: Turn, session: Session, task: Task) -> Conversation | None:
    """Return the resident's dialogue, locked, unless there is none or it is in a group."""
    if task.conv_key is None or task.conv_key == turn.conversation.conv_key:
        return turn.conversation if task.conv_key else None
    theirs = find_locked(session, task.conv_key)
    return None if theirs is None or theirs.in_group else theirs


def _ask_rating(session: Session, turn: Turn, theirs: Conversation, task: Task) -> None:
    until = int((turn.now.timestamp() + RATE_HOURS * 3600) * 1000)
    noted = {"value": task.id, "until": until}
    theirs.context = {**theirs.context, "rate": noted, "done": noted}
    theirs.stack = [frame for frame in theirs.stack if frame["draft_id"] != task.id]
    if theirs.human_task_id == task.id:
        handoff.give_back(session, theirs, turn.know, actor="staff", now=turn.now, quiet=True)
    save(session, theirs)


def _give_back(turn: Turn, session: Session, task: Task, _rest: str) -> Said:
    theirs = _private_dialogue(turn, session, task)
    staff = _staff(turn, session)
    if theirs is not None and theirs.human_task_id == task.id:
        handoff.give_back(session, theirs, turn.know, actor=f"staff:{staff.login}", now=turn.now)
    tasks.finish(session, task, login=staff.login, note="结束人工对话", now=turn.now)
    return Said((turn.say("desk.given_back", number=task.id),), "command")


def _false_alarm(turn: Turn, session: Session, task: Task, rest: str) -> Said:
    staff = _staff(turn, session)
    if not tasks.cancel(session, task, actor=f"staff:{staff.login}", note=rest or "误报", now=turn.now):
        return Said((turn.say("desk.closed_already", number=task.id),), "command")
    return Said((turn.say("desk.false_alarm", number=task.id),), "command")


def _staff(turn: Turn, session: Session) -> Staff:
    staff = session.get(Staff, turn.identity.staff_id)
    if staff is None:
        raise LookupError(f"staff {turn.identity.staff_id} is gone")
    return staff


def _title(staff: Staff) -> str:
    return {"building_manager": "管家", "engineer": "师傅"}.get(staff.role, "同事")


def _resident_name(session: Session, task: Task) -> str:
    person = session.get(Person, task.person_id) if task.person_id else None
    return mask_name(person.name) if person else "住户"


COMMANDS: dict[str, Callable[[Turn, Session, Task, str], Said]] = {
    "看": _show,
    "接": _take,
    "回": _answer,
    "完成": _done,
    "结束": _give_back,
    "误报": _false_alarm,
}
"""What each command does with the task whose number follows it."""

"""Repairs and complaints (报修, 投诉): what, where, a confirmation; then a task with a number for the right department.

As few questions as possible: what the first sentence already says is not asked again. A draft that says enough is
never lost: the sweeper makes it a task marked 信息不全 (spec/conversation.md §5).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.conversation import flows
from bot.conversation.flows import Flow, Frame, Slots, Step
from bot.conversation.tables import Conversation
from bot.conversation.turn import Said, Turn
from bot.estate.service import only_estate
from bot.handlers import house_step
from bot.handlers.place import page_staff, phones, reply_time, task_estate, title_for_resident
from bot.messages import Option, Reply
from bot.people.tables import Account
from bot.tasks import service as tasks
from bot.tasks.service import NewTask
from bot.tasks.tables import Task, TaskKind
from bot.understanding.normalise import is_empty, normalise
from bot.understanding.result import Unclear, Understood
from bot.understanding.words import is_question
from bot.understanding.yesno import read_yes_no

KINDS = {"repair": TaskKind.REPAIR, "complaint": TaskKind.COMPLAINT}
NAMES = {"repair": "报修", "complaint": "投诉"}
MIN_CHARS = 2
BARE = frozenset(
    {"报修", "我要报修", "维修", "我要投诉", "投诉", "投诉建议", "举报", "我要举报", "有问题", "要报修", "申请维修"}
)
SHORT_FAULTS = frozenset(
    {"漏水", "滴水", "渗水", "停电", "停水", "跳闸", "断电", "堵了", "坏了", "灯坏", "门坏", "异响"}
)
"""Words that name a fault and not where: the description that follows is added to them."""
SUBMIT = frozenset({"提交", "提交吧", "确认提交", "马上提交", "可以提交"})
DRAFT_MIN_CHARS = 6
OF_A_REPORT = frozenset({"flow:repair", "flow:complaint", "flow:suggestion", "flow:dispute"})
"""Wishes whose words may be part of a report."""
NO_MORE = frozenset(
    {"没了", "没有了", "没别的了", "没有别的了", "没补充", "没有补充", "就这些", "就这样", "没其他的了"}
)
UNSOLVED_MAX_CHARS = 40
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TAKE_BACK = re.compile(r".{0,6}(?:取消|撤销|撤回|撤了|撤掉).{0,6}(?:投诉|报修|工单|登记|单子).{0,3}")
_UNSOLVED = re.compile(
    r"没(?:有)?(?:解决|修好|处理好|弄好|好)|还(?:没|是没)|还是?(?:在)?(?:漏|坏|堵|吵|臭|响|不)|又(?:漏|坏|堵|吵|响|不)|(?:没|没有)(?:人)?(?:来|修|管)"
)


def _ask_description(turn: Turn, _session: Session, frame: Frame) -> Reply:
    return turn.say(f"{frame.flow}.ask_description")


def _read_description(turn: Turn, _session: Session, frame: Frame) -> Understood[Any] | Unclear:
    if is_empty(turn.text) or len(normalise(turn.text)) < MIN_CHARS:
        return Unclear("too_short")
    word = frame.slots.get("_word")
    return Understood(f"{word}，{turn.text}"[:2000] if word else turn.text[:2000])


def _ask_confirm(turn: Turn, _session: Session, frame: Frame) -> Reply:
    options = (Option("提交", "step:yes"), Option("修改", "flowop:change"), Option("取消", "word:cancel"))
    files = frame.slots.get("_files", [])
    return turn.say(
        "report.confirm",
        options=options,
        name=NAMES[frame.flow],
        what=str(frame.slots["description"])[:150],
        house=frame.slots["house"]["code"],
        photos=f"，照片 {len(files)} 张" if files else "",
    )


def _read_confirm(turn: Turn, session: Session, frame: Frame) -> Understood[Any] | Unclear:
    if normalise(turn.text).strip(" 。.!") in SUBMIT:
        return Understood("yes")
    if normalise(turn.text).strip(" 。.!") in NO_MORE:
        return Unclear("no_more")
    match read_yes_no(turn.text, turn.know.words):
        case Understood(True):
            return Understood("yes")
        case Understood(_):
            return Unclear("no")
    return _read_addition(turn, session, frame)


def _read_addition(turn: Turn, session: Session, frame: Frame) -> Understood[Any] | Unclear:
    """Take 不对，是3-1-502 as the house, a few more words as part of the story."""
    if house_step.names_only_a_house(turn.text):
        house = house_step.read(turn, session, frame)
        return Understood({"house": house.value}) if isinstance(house, Understood) else Unclear("house")
    said = normalise(turn.text)
    reading = turn.heard.reading
    asks_else = reading.action == "answer" or (reading.action == "flow" and reading.label not in OF_A_REPORT)
    if len(said) >= DRAFT_MIN_CHARS and not asks_else:
        return Understood({"add": turn.text[:1000]})
    tells = (
        len(said) >= MIN_CHARS and _HAN.search(said) is not None and said not in (*turn.know.words.stop_words, *BARE)
    )
    if tells and not asks_else and reading.action != "smalltalk" and not is_question(turn.text, turn.know.words):
        return Understood({"add": turn.text[:1000]})
    return Unclear("not_yes_or_no")


def hear_unsolved(turn: Turn, session: Session) -> Said | None:
    """Take 还是漏 after 已处理 for the same matter once more: it is registered anew, with the number of the first."""
    number = turn.noted("done")
    task = session.get(Task, int(number)) if number is not None and turn.is_said else None
    name = next((name for name, kind in KINDS.items() if task is not None and kind == task.kind), None)
    if task is None or name is None or len(turn.text) > UNSOLVED_MAX_CHARS or not _UNSOLVED.search(turn.heard.norm):
        return None
    turn.forget("rate")
    turn.forget("done")
    before = str(task.detail.get("description", "")).splitlines()[:1]
    told = "".join(before)[:60]
    known = {"description": f"{turn.text}（{task.id} 号“{told}”办完后）", "house": task.detail.get("house")}
    return flows.start(turn, session, name, {slot: value for slot, value in known.items() if value})


def hear_take_back(turn: Turn, session: Session) -> Said | None:
    """Offer to take back the newest open report when a resident no longer wants it."""
    if not turn.is_said or turn.conversation.stack or not _TAKE_BACK.fullmatch(turn.heard.norm.strip(" 。.!~")):
        return None
    mine = tasks.tasks_of_conversation(session, turn.conversation.conv_key)
    task = next((task for task in mine if task.kind in KINDS.values() and task.state in tasks.ALIVE), None)
    if task is None:
        return None
    options = (Option("撤回", f"takeback:{task.id}"), Option("不撤回", "word:mine"))
    title = title_for_resident(turn, task)
    return Said((turn.say("report.take_back", options=options, number=task.id, title=title),), "suggest")


def take_back(turn: Turn, session: Session, number: str) -> Said:
    """Cancel a report of this conversation and tell who had it."""
    task = session.get(Task, int(number))
    if task is None or task.conv_key != turn.conversation.conv_key:
        return Said((turn.say("flow.nothing_open"),), "command")
    if tasks.cancel(session, task, actor="resident", note="住户撤回", now=turn.now):
        card = turn.words("staff.taken_back", number=task.id, title=task.title)
        page_staff(session, turn.know, task, card, key=str(turn.inbox_id), now=turn.now)
    return Said((turn.say("report.taken_back", number=task.id),), "command")


STEPS = (
    Step("description", _ask_description, _read_description, free_text=True),
    house_step.HOUSE_STEP,
    Step("confirm", _ask_confirm, _read_confirm),
)


def _title(name: str) -> Any:
    def title(slots: Slots) -> str:
        said = str(slots.get("description", "")).strip().replace("\n", " ")
        return f"{name}『{said[:12]}』" if said else name

    return title


def _prefill(name: str) -> Any:
    def prefill(turn: Turn, _session: Session) -> Slots:
        slots = house_step.known(turn)
        held = turn.noted("held")
        if held:
            turn.forget("held")
            slots["_files"] = held
        place = turn.noted("held_place")
        if place:
            turn.forget("held_place")
            slots["_place"] = place
        about = turn.chose or turn.heard.reading.label in (f"flow:{name}", "flow:complaint", "flow:repair")
        story = normalise(turn.story).strip(" 。.!？?，,")
        if about and story not in BARE and len(story) >= (DRAFT_MIN_CHARS if turn.chose else MIN_CHARS):
            slots["description"] = turn.story[:2000]
        elif about and story in SHORT_FAULTS:
            slots["_word"] = story
        return slots

    return prefill


def _new_task(flow: str, frame: Frame, *, key: str, conv_key: str, person_id: int | None, incomplete: bool) -> NewTask:
    slots = frame.slots
    house = slots.get("house") or {"code": None, "house_id": None, "estate_id": None}
    what = str(slots.get("description", "")) or f"{NAMES[flow]}（未写明内容）"
    where = house["code"] or "房号不详"
    return NewTask(
        key=key,
        kind=KINDS[flow],
        title=f"{where} {' '.join(what.split())[:40]}",
        detail={name: value for name, value in slots.items() if name != "confirm"},
        conv_key=conv_key,
        estate_id=house["estate_id"],
        house_id=house["house_id"],
        person_id=person_id,
        incomplete=incomplete,
    )


def _finish(turn: Turn, session: Session, frame: Frame) -> Said:
    """Open the task (or complete the rescued one), page who is on duty, and tell the resident its number."""
    added = frame.slots.get("confirm")
    if isinstance(added, dict):
        return _with_addition(turn, session, frame, added)
    _link_objection(frame)
    conv_key = turn.conversation.conv_key
    key = f"{frame.flow}:{conv_key}:{turn.inbox_id}"
    new = _new_task(frame.flow, frame, key=key, conv_key=conv_key, person_id=turn.identity.person_id, incomplete=False)
    if new.estate_id is None:
        new = replace(new, estate_id=task_estate(turn, session, None))
    draft = session.get(Task, frame.draft_id) if frame.draft_id else None
    task = (
        tasks.complete_draft(session, draft, new, now=turn.now)
        if draft and draft.state in tasks.ALIVE
        else tasks.open_task(session, new, now=turn.now, actor="resident")
    )
    page_staff(
        session,
        turn.know,
        task,
        turn.words("staff.card", number=task.id, title=task.title, what=new.detail["description"]),
        key=str(turn.inbox_id),
        now=turn.now,
    )
    until = reply_time(turn, session)
    known = phones(turn, session)
    key = "report.taken_open" if not until else "report.taken_closed"
    facts: dict[str, Any] = {"number": task.id, "duty_phone": known["duty_phone"]} | ({"until": until} if until else {})
    return Said((turn.say(key, **facts),), "flow", f"flow:{frame.flow}")


def _with_addition(turn: Turn, session: Session, frame: Frame, added: Slots) -> Said:
    kept = {name: value for name, value in frame.slots.items() if name != "confirm"}
    told = {"description": f"{kept['description']}\n补充：{added['add']}"} if "add" in added else added
    frame.slots = {**kept, **told}
    turn.conversation.stack = [*turn.conversation.stack, frame.as_json()]
    return Said(flows.ask_again(turn, session), "flow", f"flow:{frame.flow}")


def _link_objection(frame: Frame) -> None:
    """Keep that the grievance is a reason not to pay: it holds reminders later, and never starts a dunning text."""
    said = normalise(str(frame.slots.get("description", "")))
    if "不交" in said or "不缴" in said or "拒交" in said:
        frame.slots = {**frame.slots, "linked_objection": True}


def _rescue(session: Session, conversation: Conversation, frame: Frame, now: datetime) -> int | None:
    """Make a task (信息不全) of a draft that says enough; whoever writes again is offered to finish it."""
    said = str(frame.slots.get("description", ""))
    if len(said) < DRAFT_MIN_CHARS and not frame.slots.get("_files"):
        return None
    key = f"draft:{conversation.conv_key}:{frame.started_ms}"
    person_id = _person_of(session, conversation)
    new = _new_task(frame.flow, frame, key=key, conv_key=conversation.conv_key, person_id=person_id, incomplete=True)
    if new.estate_id is None:
        new = replace(new, estate_id=only_estate(session))
    return tasks.open_task(session, new, now=now).id


def _person_of(session: Session, conversation: Conversation) -> int | None:
    bound = select(Account.person_id).where(
        Account.channel == conversation.channel,
        Account.account == conversation.account,
        Account.sender_id == conversation.sender_id,
        col(Account.ended_at).is_(None),
    )
    return session.exec(bound).first()


def withdraw(turn: Turn, session: Session, number: str) -> Said:
    """Cancel the rescued task of a draft that the resident throws away."""
    task = session.get(Task, int(number))
    if task is not None and task.conv_key == turn.conversation.conv_key:
        tasks.cancel(session, task, actor="resident", note="住户作废草稿", now=turn.now)
    return Said((), "command")


def _flow(name: str) -> Flow:
    return Flow(
        name=name,
        version=1,
        label=f"flow:{name}",
        steps=STEPS,
        title=_title(NAMES[name]),
        finish=_finish,
        prefill=_prefill(name),
        rescue=_rescue,
        bare=BARE,
    )


FLOWS: Sequence[Flow] = (_flow("repair"), _flow("complaint"))

"""Danger comes first, in every mode: safety words, a task, the people on duty are paged (spec/conversation.md §10)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session

from bot.clock import shanghai_day, to_ms
from bot.conversation.dialogue import CONVERSATION, address_of, find_where, save
from bot.conversation.knowledge import Knowledge
from bot.conversation.tables import Conversation, Mode
from bot.conversation.turn import Said, Turn
from bot.delivery import service as delivery
from bot.estate.service import only_estate
from bot.handlers.place import estate_settings, own_house, page_staff, phones
from bot.messages import Option, Purpose, Reply
from bot.people.access import Identity, who_is
from bot.people.service import mask_name
from bot.tasks.service import ALIVE, NewTask, note_event, open_task
from bot.tasks.tables import Task, TaskKind
from bot.understanding.emergency import Certainty
from bot.understanding.houses import find_houses
from bot.understanding.normalise import normalise
from bot.understanding.result import Understood
from bot.understanding.yesno import read_yes_no

OTHER = "other"
ALL_WELL = frozenset(
    {"没事", "没事的", "没事了", "已经没事了", "现在没事", "不是现在", "没有发生", "问问", "就问问", "随便问问"}
)
OVER = frozenset(
    {"没事了", "现在没事了", "已经没事了", "误报", "搞错了", "弄错了", "虚惊一场", "看错了", "已经出来了", "已经灭了"}
)
"""How a person begins who takes a danger back."""
_PLACE = re.compile(r"[0-9一二三四五六七八九十]{1,3}\s*(?:栋|幢|座|号楼|单元|楼|层)")
OUTSIDE_A_HOME = frozenset({"lift", "falling", "violence"})
"""Kinds that the asker's own house does not place."""
YES_BY_SILENCE = frozenset({"fire", "gas", "lift", "self_harm"})
"""Kinds for which silence after the question means yes."""


def hear(turn: Turn, session: Session) -> Said | None:
    """Answer a danger that is happening; ask once when it may be happening.

    The patterns name the danger. Where only the wording resembles one, people are paged if it does so beyond doubt
    (`alarm_score`); else the person is asked, and the question names 119, 120 and 110.
    """
    danger, reading = turn.heard.emergency, turn.heard.reading
    if danger is not None and danger.certainty is Certainty.NOW:
        return raise_alarm(turn, session, danger.kind, said=turn.text)
    if not turn.incoming.addressed:
        return None
    kind = danger.kind if danger else OTHER
    resembles = reading.action == "emergency"
    if resembles and reading.candidates[0].score >= turn.know.conversation.alarm_score:
        return raise_alarm(turn, session, kind, said=turn.text)
    if danger is not None and reading.action not in ("answer", "flow"):
        return _ask(turn, kind)
    heard = _hear_answer(turn, session) or _hear_more(turn, session)
    return heard or (_ask(turn, kind) if resembles else None)


def _ask(turn: Turn, kind: str) -> Said:
    turn.note("alarm_asked", {"kind": kind, "said": turn.story, "inbox": turn.inbox_id})
    options = (Option("是，正在发生", f"alarm:{kind}"), Option("不是", "alarm:no"))
    return Said((turn.say("emergency.ask", options=options),), "suggest", "emergency")


def on_suggested(turn: Turn, _session: Session, _rest: str) -> Said:
    """Ask whether it is happening now when 现在有紧急情况 was chosen among several."""
    return _ask(turn, OTHER)


def _hear_answer(turn: Turn, session: Session) -> Said | None:
    """Hear a plain yes or no to 现在正在发生吗, also when its buttons are gone."""
    asked = turn.noted("alarm_asked")
    if asked is None or not turn.is_said:
        return None
    if turn.heard.norm.strip(" 。.!") in ALL_WELL:
        return on_choice(turn, session, "no")
    match read_yes_no(turn.text, turn.know.words):
        case Understood(happening):
            return on_choice(turn, session, asked["kind"] if happening else "no")
        case _:
            return None


def _hear_more(turn: Turn, session: Session) -> Said | None:
    """Pass on what a person adds in the minutes after an alarm, above all where it is: it is no new question.

    没事了 is passed on too, and takes nothing back: that is for whoever has looked.
    """
    number = turn.noted("alarm")
    if number is None or turn.in_group or not turn.is_said or turn.heard.command is not None:
        return None
    is_over = turn.heard.norm.startswith(tuple(OVER))
    names_place = bool(find_houses(turn.text)) or _PLACE.search(turn.heard.norm) is not None
    waits = turn.heard.reading.action in ("miss", "suggest") or turn.heard.reading.label == "flow:status"
    task = session.get(Task, int(number)) if is_over or names_place or waits else None
    if task is None or task.state not in ALIVE or turn.conversation.mode == Mode.HUMAN:
        return None
    note_event(session, task, actor="resident", what="emergency.added", note=turn.text[:500], now=turn.now)
    card = turn.words("staff.emergency_more", number=task.id, said=turn.text[:200])
    paged = page_staff(session, turn.know, task, card, key=str(turn.inbox_id), now=turn.now, purpose=Purpose.EMERGENCY)
    key = f"emergency.{'over' if is_over else 'more'}{'' if paged else '_unpaged'}"
    facts: dict[str, Any] = {} if paged else {"duty_phone": phones(turn, session)["duty_phone"]}
    return Said((turn.say(key, **facts),), "emergency", "emergency", keep_prompt=True)


def on_choice(turn: Turn, session: Session, what: str) -> Said:
    """Follow the answer to 现在正在发生吗."""
    asked = turn.noted("alarm_asked")
    turn.forget("alarm_asked")
    if what == "no":
        return Said((turn.say("emergency.calm"),), "command")
    return raise_alarm(turn, session, what, said=asked["said"] if asked else turn.text)


def raise_alarm(turn: Turn, session: Session, kind: str, *, said: str) -> Said:
    """Say the safety words, open one task for this danger, and page who is on duty. The dialogue stays as it was."""
    turn.forget("alarm_asked")
    alarm = Alarm(turn.conversation, turn.identity, kind, said)
    raised = open_alarm(session, turn.know, alarm, now=turn.now)
    turn.note("alarm", raised.task.id, minutes=turn.know.conversation.emergency_repeat_minutes)
    words = safety_words(turn.know, kind, paged=raised.paged, duty_phone=phones(turn, session)["duty_phone"])
    placed = bool(find_houses(said)) or _PLACE.search(normalise(said)) is not None
    asks_where = not placed and not turn.in_group and (own_house(turn) is None or kind in OUTSIDE_A_HOME)
    text = f"{words}\n{turn.words('emergency.where')}" if asks_where else words
    return Said((Reply(text, purpose=Purpose.EMERGENCY),), "emergency", "emergency", keep_prompt=True)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Who told of which danger, in which conversation, in which words."""

    conversation: Conversation
    identity: Identity
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The task of a danger, and in how many chats people on duty were paged."""

    task: Task
    paged: int


def open_alarm(session: Session, know: Knowledge, alarm: Alarm, *, now: datetime) -> Raised:
    """Open the task of a danger, once in ten minutes for each conversation and kind, and page the people on duty."""
    render = know.templates.render
    house = alarm.identity.houses[0] if len(alarm.identity.houses) == 1 else None
    who = (
        f"{house.code if house else ''} {mask_name(alarm.identity.name)}".strip()
        if alarm.identity.name
        else "未绑定住户"
    )
    repeat = timedelta(minutes=know.conversation.emergency_repeat_minutes)
    title = render("emergency.title", kind=render(f"emergency.kind.{alarm.kind}"), who=who)
    new = NewTask(
        key=f"emergency:{alarm.conversation.conv_key}:{alarm.kind}:{int(now.timestamp() // repeat.total_seconds())}",
        kind=TaskKind.EMERGENCY,
        title=title,
        detail={"said": alarm.said, "kind": alarm.kind},
        conv_key=alarm.conversation.conv_key,
        estate_id=house.estate_id if house else only_estate(session),
        house_id=house.house_id if house else None,
        person_id=alarm.identity.person_id,
    )
    task = open_task(session, new, now=now, actor="resident")
    card = render("staff.emergency_card", number=task.id, title=title, said=alarm.said[:120])
    paged = page_staff(session, know, task, card, key="alarm", now=now, purpose=Purpose.EMERGENCY)
    return Raised(task, paged)


def safety_words(know: Knowledge, kind: str, *, paged: int, duty_phone: str) -> str:
    """Return what to do first in this danger, and truthfully whether somebody was told."""
    told = know.templates.render("emergency.paged" if paged else "emergency.unpaged", duty_phone=duty_phone)
    return f"{know.templates.render(f'emergency.{kind}')}\n{told}"


def raise_unanswered(session: Session, know: Knowledge, *, now: datetime) -> int:
    """Treat silence after 现在正在发生吗 as yes for the dangers in which nobody can type; return how many."""
    wait = timedelta(minutes=know.conversation.emergency_confirm_minutes)
    window = (to_ms(now - timedelta(hours=2)), to_ms(now - wait))
    raised = 0
    asked = cast(CONVERSATION.c.context, String).contains('"alarm_asked"')
    for conversation in find_where(session, CONVERSATION.c.last_in_ms.between(*window), asked):
        noted = conversation.context["alarm_asked"]
        conversation.context = {name: kept for name, kept in conversation.context.items() if name != "alarm_asked"}
        save(session, conversation)
        if noted["value"]["kind"] in YES_BY_SILENCE:
            _raise_late(session, know, conversation, noted["value"], now=now)
            raised += 1
    return raised


def _raise_late(
    session: Session, know: Knowledge, conversation: Conversation, asked: dict[str, Any], *, now: datetime
) -> None:
    identity = who_is(
        session,
        channel=conversation.channel,
        account=conversation.account,
        sender_id=conversation.sender_id,
        today=shanghai_day(now),
    )
    raised = open_alarm(session, know, Alarm(conversation, identity, asked["kind"], asked["said"]), now=now)
    estate_id = identity.houses[0].estate_id if identity.houses else None
    settings = estate_settings(session, know, estate_id)
    duty_phone = settings.duty_phone if settings else "（见公告栏）"
    words = safety_words(know, asked["kind"], paged=raised.paged, duty_phone=duty_phone)
    message = delivery.Words(words, Purpose.EMERGENCY)
    delivery.queue(session, address_of(conversation), message, key=f"alarm:{asked['inbox']}", now=now)

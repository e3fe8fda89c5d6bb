"""The other wishes: a suggestion, progress of an earlier report, a person, binding a house, no more messages."""

from sqlmodel import Session

from bot.conversation.flows import Flow, Frame, Slots, Step
from bot.conversation.turn import Said, Turn
from bot.handlers import commands, house_step
from bot.handlers.handoff import hand_off
from bot.handlers.requests import Request, ask_a_person
from bot.messages import Reply
from bot.tasks import service as tasks
from bot.tasks.tables import TaskKind, TaskState
from bot.understanding.normalise import normalise
from bot.understanding.result import Unclear, Understood

SUGGESTION = Request(TaskKind.SUGGESTION, "的建议或表扬", "suggestion.taken", "flow:suggestion", with_time=False)
PROGRESS = Request(TaskKind.PROGRESS, "询问办理进度", "status.taken", "flow:status", daily=True, with_phone=True)
BINDING = Request(TaskKind.BINDING, "办理房号绑定或变更", "bind.taken", "flow:bind", daily=True, with_phone=True)
OPT_OUT = Request(TaskKind.OPT_OUT, "要求不再发送提醒", "optout.taken", "flow:optout", daily=True, with_time=False)
UNLISTED = (TaskKind.PROGRESS, TaskKind.ALERT, TaskKind.UNANSWERED)
BARE = frozenset({"建议", "我有建议", "表扬", "意见", "我有个建议", "提建议"})


def _ask_what(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    return turn.say("suggestion.ask")


def _read_what(turn: Turn, _session: Session, _frame: Frame) -> Understood[str] | Unclear:
    return Understood(turn.text[:2000]) if len(normalise(turn.text)) >= 2 else Unclear("too_short")


def _prefill_suggestion(turn: Turn, _session: Session) -> Slots:
    if turn.is_said and turn.heard.reading.label == "flow:suggestion":
        return {} if normalise(turn.text) in BARE else {"what": turn.text[:2000]}
    return {}


def _finish_suggestion(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, SUGGESTION, frame.slots)


def _finish_status(turn: Turn, session: Session, frame: Frame) -> Said:
    """List what was registered here, done or not; who registered nothing here is answered by a person."""
    mine = tasks.tasks_of_conversation(session, turn.conversation.conv_key)
    if any(task.kind not in UNLISTED and task.state != TaskState.CANCELLED for task in mine):
        return commands.do(turn, session, "mine")
    return ask_a_person(turn, session, PROGRESS, frame.slots)


def _finish_human(turn: Turn, session: Session, _frame: Frame) -> Said:
    return hand_off(turn, session, "asked")


def _finish_bind(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, BINDING, frame.slots)


def _finish_opt_out(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, OPT_OUT, frame.slots)


FLOWS = (
    Flow(
        "suggestion",
        1,
        "flow:suggestion",
        (Step("what", _ask_what, _read_what, free_text=True),),
        lambda _: "建议",
        _finish_suggestion,
        _prefill_suggestion,
        bare=BARE,
    ),
    Flow("status", 1, "flow:status", (), lambda _: "办理进度", _finish_status),
    Flow("human", 1, "flow:human", (), lambda _: "人工", _finish_human),
    Flow("bind", 1, "flow:bind", (house_step.HOUSE_STEP,), lambda _: "房号绑定", _finish_bind),
    Flow("optout", 1, "flow:optout", (), lambda _: "停发提醒", _finish_opt_out),
)

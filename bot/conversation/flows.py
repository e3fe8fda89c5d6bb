"""Forms in a chat: a stack of frames with cancel, back, interruption, resume and expiry (spec/conversation.md §5–§7).

A frame is plain data in `conversation.stack`; the definition of its flow is code. A frame whose flow changed since
keeps its answers and goes on at the first step that is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import to_ms
from bot.conversation.tables import Conversation
from bot.conversation.turn import Said, Turn
from bot.messages import MOST_FILES, Attachment, Kind, Option, Reply
from bot.understanding.result import Unclear, Understood

MAX_DEPTH = 2
REJECTS_FOR_HELP = 2
REJECTS_FOR_A_PERSON = 3
MAX_FILES = MOST_FILES
CANCEL_OPTIONS = (Option("确定取消", "flowop:cancel"), Option("继续填写", "flowop:resume"))

Slots = dict[str, Any]


@dataclass(slots=True)
class Frame:
    """One form under way. `sources` says which message filled a slot; `draft_id` is the task that rescued it."""

    flow: str
    version: int
    slots: Slots
    tries: int
    started_ms: int
    touched_ms: int
    sources: dict[str, str]
    draft_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the frame as the database keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form.

    `read` gives the value or why it is unclear. `free_text`: any text may be the answer, so a question needs care.
    `letters`: digits are data here, so choices are A, B. `wanted`: whether this step is asked, given the answers.
    """

    name: str
    ask: Callable[[Turn, Session, Frame], Reply]
    read: Callable[[Turn, Session, Frame], Understood[Any] | Unclear]
    free_text: bool = False
    letters: bool = False
    wanted: Callable[[Slots], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Flow:
    """A form: its steps, what it is called (with its answers so far), and what happens when all is answered.

    `prefill` gives what is known before the first question. `rescue` makes a task of a draft worth keeping; None: it
    just lapses. `bare`: words that name the wish and tell nothing of it. A flow without steps is finished at once.
    """

    name: str
    version: int
    label: str
    steps: tuple[Step, ...]
    title: Callable[[Slots], str]
    finish: Callable[[Turn, Session, Frame], Said]
    prefill: Callable[[Turn, Session], Slots] = lambda _turn, _session: {}
    rescue: Callable[[Session, Conversation, Frame, datetime], int | None] | None = None
    bare: frozenset[str] = frozenset()


def frames(conversation: Conversation) -> list[Frame]:
    """Return the forms under way, the one on top last."""
    return [Frame(**frame) for frame in conversation.stack]


def top(turn: Turn) -> tuple[Flow, Frame] | None:
    """Return the form on top, None when there is none."""
    if not turn.conversation.stack:
        return None
    frame = Frame(**turn.conversation.stack[-1])
    return turn.routes.flows[frame.flow], frame


def save(conversation: Conversation, frame: Frame) -> None:
    """Write the frame on top back."""
    conversation.stack = [*conversation.stack[:-1], frame.as_json()]


def pop(conversation: Conversation) -> None:
    """Take the form on top away."""
    conversation.stack = conversation.stack[:-1]


def current_step(flow: Flow, frame: Frame) -> Step | None:
    """Return the first step that is wanted and not answered."""
    return next((s for s in flow.steps if s.name not in frame.slots and s.wanted(frame.slots)), None)


def is_idle(frame: Frame, *, now: datetime, idle_minutes: int) -> bool:
    """Return whether a form was left alone for so long that the person must be asked whether to go on."""
    return to_ms(now) - frame.touched_ms >= idle_minutes * 60_000


def is_stale(frame: Frame, *, now: datetime, draft_hours: int) -> bool:
    """Return whether a draft is too old to offer."""
    return to_ms(now) - frame.touched_ms >= draft_hours * 3_600_000


def start(turn: Turn, session: Session, name: str, slots: Mapping[str, Any] | None = None) -> Said:
    """Begin a form with what is already known; beyond two at once, the ones under way come first."""
    flow = turn.routes.flows[name]
    _forget_sleepers(turn)
    if flow.steps and len(turn.conversation.stack) >= MAX_DEPTH:
        under_way = "、".join(turn.routes.flows[f.flow].title(f.slots) for f in frames(turn.conversation))
        return Said((turn.say("flow.too_many", under_way=under_way), *_ask(turn, session).replies), "flow", flow.label)
    known = dict(slots or {})
    at = to_ms(turn.now)
    sources = dict.fromkeys(known, turn.incoming.key)
    frame = Frame(flow.name, flow.version, known, 0, at, at, sources)
    turn.conversation.stack = [*turn.conversation.stack, frame.as_json()]
    return proceed(turn, session)


def _forget_sleepers(turn: Turn) -> None:
    """Make room on a full stack: a form that sleeps was rescued by the sweeper or lapses."""
    if len(turn.conversation.stack) < MAX_DEPTH:
        return
    idle = turn.know.conversation.flow_idle_minutes
    awake = [frame for frame in frames(turn.conversation) if not is_idle(frame, now=turn.now, idle_minutes=idle)]
    turn.conversation.stack = [frame.as_json() for frame in awake]


def proceed(turn: Turn, session: Session, *, before: tuple[Reply, ...] = ()) -> Said:
    """Ask the next missing step of the form on top, or finish it and come back to the one below."""
    there = top(turn)
    if there is None:
        return Said(before, "flow")
    flow, frame = there
    if current_step(flow, frame) is not None:
        asked = _ask(turn, session)
        return Said((*before, *asked.replies), "flow", flow.label)
    pop(turn.conversation)
    below = len(turn.conversation.stack)
    said = flow.finish(turn, session, frame)
    if len(turn.conversation.stack) > below:
        return Said((*before, *said.replies), said.action, said.label)
    return _resume_below(turn, session, Said((*before, *said.replies), said.action, said.label or flow.label))


def _resume_below(turn: Turn, session: Session, said: Said) -> Said:
    there = top(turn)
    if there is None:
        return said
    flow, frame = there
    back = turn.say("flow.resumed", title=flow.title(frame.slots))
    finished = tuple(replace(reply, options=()) for reply in said.replies)
    return Said((*finished, back, *_ask(turn, session).replies), said.action, said.label)


def _ask(turn: Turn, session: Session) -> Said:
    there = top(turn)
    if there is None:
        return Said((), "flow")
    flow, frame = there
    step = current_step(flow, frame)
    if step is None:
        return Said((), "flow", flow.label)
    frame.touched_ms = to_ms(turn.now)
    frame.version = flow.version
    save(turn.conversation, frame)
    return Said((step.ask(turn, session, frame),), "flow", flow.label)


def ask_again(turn: Turn, session: Session) -> tuple[Reply, ...]:
    """Return the question of the current step once more."""
    return _ask(turn, session).replies


def accept(turn: Turn, session: Session, value: object) -> Said:
    """Take a value for the current step and go on."""
    there = top(turn)
    if there is None:
        return Said((), "flow")
    flow, frame = there
    step = current_step(flow, frame)
    if step is not None:
        frame.slots = {**frame.slots, step.name: value}
        frame.sources = {**frame.sources, step.name: turn.incoming.key}
        frame.tries = 0
        turn.forget("cancelling")
        save(turn.conversation, frame)
    return proceed(turn, session)


def reject(turn: Turn, session: Session, why: str) -> Said:
    """Say why the answer was not clear; the second time with an example and a way out, the third time a person."""
    there = top(turn)
    if there is None:
        return Said((), "flow")
    flow, frame = there
    step = current_step(flow, frame)
    frame.tries += 1
    turn.forget("cancelling")
    save(turn.conversation, frame)
    if frame.tries >= REJECTS_FOR_A_PERSON:
        return turn.routes.do(turn, session, "handoff:form")
    said = turn.say(f"{step.name if step else 'flow'}.unclear.{why}")
    asked = ask_again(turn, session)
    if frame.tries < REJECTS_FOR_HELP or not asked:
        return Said((said, *asked), "flow", flow.label)
    last = asked[-1]
    ways = [way for way in (Option("转人工", "word:human"), Option("取消", "word:cancel")) if way not in last.options]
    helped = Reply(f"{last.text}\n{turn.words('flow.help')}", options=(*last.options, *ways))
    return Said((said, *asked[:-1], helped), "flow", flow.label)


def back(turn: Turn, session: Session) -> Said:
    """Go to the question before: its answer is asked anew. On the first one it says so and asks it again."""
    there = top(turn)
    if there is None:
        return Said((turn.say("flow.nothing_to_go_back"),), "command")
    flow, frame = there
    now_at = current_step(flow, frame)
    names = [step.name for step in flow.steps]
    before = names[: names.index(now_at.name)] if now_at else names
    answered = [name for name in before if name in frame.slots]
    if not answered:
        return Said((turn.say("flow.first_step"), *ask_again(turn, session)), "command", flow.label)
    frame.slots = {name: value for name, value in frame.slots.items() if name != answered[-1]}
    frame.tries = 0
    save(turn.conversation, frame)
    return Said(ask_again(turn, session), "command", flow.label)


def change(turn: Turn, session: Session, name: str) -> Said:
    """Ask one answered question of the form on top anew."""
    there = top(turn)
    if there is None:
        return Said((turn.say("flow.nothing_to_go_back"),), "command")
    flow, frame = there
    frame.slots = {slot: value for slot, value in frame.slots.items() if slot != name}
    frame.tries = 0
    save(turn.conversation, frame)
    return Said(ask_again(turn, session), "command", flow.label)


def cancel(turn: Turn, session: Session) -> Said:
    """Cancel the form on top: with answers in it, it asks once; said again, or confirmed, it is gone."""
    there = top(turn)
    if there is None:
        return Said((turn.say("flow.nothing_to_cancel"),), "command")
    flow, frame = there
    asking = turn.noted("cancelling") == frame.started_ms
    if has_answers(frame) and not asking:
        turn.note("cancelling", frame.started_ms, minutes=turn.know.conversation.prompt_minutes)
        asked = turn.say("flow.confirm_cancel", options=CANCEL_OPTIONS, title=flow.title(frame.slots))
        return Said((asked,), "command", flow.label)
    return drop(turn, session)


def drop(turn: Turn, session: Session) -> Said:
    """Throw the form on top away and come back to the one below."""
    there = top(turn)
    if there is None:
        return Said((turn.say("flow.nothing_to_cancel"),), "command")
    flow, frame = there
    turn.forget("cancelling")
    pop(turn.conversation)
    if frame.draft_id is not None:
        turn.routes.do(turn, session, f"withdraw:{frame.draft_id}")
    gone = Said((turn.say("flow.cancelled", title=flow.title(frame.slots)),), "command", flow.label)
    return _resume_below(turn, session, gone)


def has_answers(frame: Frame) -> bool:
    """Return whether the person already told something; their house may have been known before."""
    return any(not name.startswith("_") and name != "house" for name in frame.slots)


def attach(turn: Turn, files: tuple[Attachment, ...]) -> bool:
    """Add files to the form on top, nine at most; False when there is no form."""
    there = top(turn)
    if there is None:
        return False
    _, frame = there
    kept = [*frame.slots.get("_files", []), *([f.sha256, f.mime, f.size, f.name] for f in files)]
    _add(turn, frame, "_files", kept[:MAX_FILES])
    return True


def note_place(turn: Turn, place: list[Any]) -> bool:
    """Add a sent location (degrees north, east, label) to the form on top; False when there is no form."""
    there = top(turn)
    if there is None:
        return False
    _add(turn, there[1], "_place", place)
    return True


def _add(turn: Turn, frame: Frame, name: str, value: Any) -> None:
    frame.slots = {**frame.slots, name: value}
    frame.touched_ms = to_ms(turn.now)
    save(turn.conversation, frame)


def correct(turn: Turn, session: Session) -> Said | None:
    """Follow an edited message: if it filled a slot of the form on top, that answer changes."""
    there = top(turn)
    if there is None or turn.incoming.kind is not Kind.EDITED or turn.incoming.reply_to is None:
        return None
    flow, frame = there
    slot = next((name for name, key in frame.sources.items() if key == turn.incoming.reply_to), None)
    step = next((s for s in flow.steps if s.name == slot), None)
    if step is None:
        return None
    match step.read(turn, session, frame):
        case Understood(value):
            frame.slots = {**frame.slots, step.name: value}
            save(turn.conversation, frame)
            return Said((turn.say("flow.corrected"), *ask_again(turn, session)), "flow", flow.label)
        case _:
            return None


def rescue_idle(
    session: Session, conversation: Conversation, flows: Mapping[str, Flow], *, now: datetime, idle: timedelta
) -> int:
    """Make tasks (信息不全) of the idle drafts of one conversation that are worth it; return how many."""
    rescued, changed = 0, []
    for frame in frames(conversation):
        rescue = flows[frame.flow].rescue if frame.flow in flows else None
        idle_long = to_ms(now) - frame.touched_ms >= idle.total_seconds() * 1000
        if idle_long and frame.draft_id is None and rescue is not None:
            frame.draft_id = rescue(session, conversation, frame, now)
            rescued += frame.draft_id is not None
        changed.append(frame.as_json())
    if rescued:
        conversation.stack = changed
    return rescued

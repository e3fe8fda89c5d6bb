"""Choices and forms: pressing, answering a step, interrupting, coming back (spec/conversation.md §6–§7)."""

from dataclasses import replace

from sqlmodel import Session

from bot.conversation import flows, prompts
from bot.conversation.flows import Flow, Frame, Step
from bot.conversation.prompts import Chosen, Stale
from bot.conversation.turn import Said, Turn
from bot.handlers import smalltalk
from bot.messages import Option, Reply
from bot.understanding.result import Unclear, Understood
from bot.understanding.words import is_question, starts_as_question
from bot.understanding.yesno import read_yes_no

NEIGHBOURS = frozenset({"flow:repair", "flow:complaint", "flow:suggestion", "flow:status", "flow:dispute"})
"""Wishes whose words are alike: a report may mention all of them."""
LONG_STORY = 40
"""A longer text tells what happened, whatever it asks on the way."""
YES_OR_NO = frozenset({"flowop", "switch", "alarm"})
CHANGES = (Option("改内容", "flowop:description"), Option("改房号", "flowop:house"), Option("不改了", "flowop:resume"))
NEVER_MIND = frozenset({"算了", "算了吧", "不用了", "不需要", "不需要了", "不必了", "不要了", "先不了", "没事了"})


def hear_idle(turn: Turn, session: Session) -> Said | None:
    """Offer a form that was left alone for half an hour; the message itself is answered first, if it says something.

    A draft older than a day is not offered any more.
    """
    policy = turn.know.conversation
    kept = [
        f
        for f in flows.frames(turn.conversation)
        if not flows.is_stale(f, now=turn.now, draft_hours=policy.draft_hours)
    ]
    if len(kept) < len(turn.conversation.stack):
        turn.conversation.stack = [frame.as_json() for frame in kept]
    if not kept or not _sleeps(turn, kept[-1]) or turn.noted("offered") == kept[-1].touched_ms:
        return None
    turn.note("offered", kept[-1].touched_ms)
    turn.conversation.prompt = None
    if _fits(turn, session, kept[-1]):
        return Said((_offer(turn, kept[-1]),), "flow", f"flow:{kept[-1].flow}")
    asleep, turn.conversation.stack = turn.conversation.stack, []
    said = turn.routes.listen(turn, session)
    began = turn.conversation.stack
    turn.conversation.stack = [*asleep, *began]
    if began:
        return said
    offer = _offer(turn, kept[-1])
    answered = said.action in ("answer", "flow", "emergency", "human", "command")
    replies = tuple(replace(reply, options=()) for reply in said.replies) if answered else ()
    return Said((*replies, offer), said.action if answered else "flow", said.label)


def _fits(turn: Turn, session: Session, frame: Frame) -> bool:
    """Return whether a message is a late answer to the form's question: it asks for nothing new."""
    step = flows.current_step(turn.routes.flows[frame.flow], frame)
    if step is None or step.free_text or not turn.is_said:
        return False
    return isinstance(step.read(turn, session, frame), Understood)


def _offer(turn: Turn, frame: Frame) -> Reply:
    flow = turn.routes.flows[frame.flow]
    options = (Option("继续", "flowop:resume"), Option("作废", "flowop:drop"))
    return turn.say("flow.offer", options=options, title=flow.title(frame.slots))


def _sleeps(turn: Turn, frame: Frame) -> bool:
    return flows.is_idle(frame, now=turn.now, idle_minutes=turn.know.conversation.flow_idle_minutes)


def awake(turn: Turn) -> tuple[Flow, Frame, Step] | None:
    """Return the form on top with its current step; None when there is none or it sleeps."""
    there = flows.top(turn)
    if there is None or _sleeps(turn, there[1]):
        return None
    step = flows.current_step(*there)
    return (*there, step) if step is not None else None


def hear_choice(turn: Turn, session: Session) -> Said | None:
    """Do what a pressed button, a number or the words of an option mean; an old button is told so."""
    match prompts.read_pressed(turn, session):
        case Chosen(option):
            if turn.incoming.choice_token:
                turn.note("pressed", turn.incoming.choice_token, minutes=5)
            turn.chose = True
            if option.do.startswith("faq:") and awake(turn):
                return _answer_and_return(turn, session, option.do)
            return turn.routes.do(turn, session, option.do)
        case Stale() as why:
            return _stale(turn, why)
        case _:
            return _hear_yes_or_no(turn, session)


def _hear_yes_or_no(turn: Turn, session: Session) -> Said | None:
    """Take a plain yes or no as a choice between two: 是 after 确定取消吗 is no answer to the form."""
    options = prompts.live_options(turn)
    if len(options) != 2 or not turn.is_said or options[0].do.partition(":")[0] not in YES_OR_NO:
        return None
    if options[0].do == "flowop:data":
        return None
    match read_yes_no(turn.text, turn.know.words):
        case Understood(is_yes):
            turn.chose = True
            return turn.routes.do(turn, session, options[0 if is_yes else 1].do)
        case _:
            return None


def _stale(turn: Turn, why: Stale) -> Said:
    again = prompts.prompt_again(turn)
    said = turn.say(f"choice.{why}")
    if again is None or why is not Stale.EXPIRED:
        return Said((said,), "command", keep_prompt=True)
    return Said((said, again), "command", keep_prompt=True)


def hear_step(turn: Turn, session: Session) -> Said | None:
    """Read the answer of a structured step; what its parser takes is an answer, whatever else it resembles."""
    there = awake(turn)
    if there is None or not turn.is_said or there[2].free_text:
        return None
    _, frame, step = there
    match step.read(turn, session, frame):
        case Understood(value):
            return flows.accept(turn, session, value)
        case Unclear(_):
            return None


def hear_interruption(turn: Turn, session: Session) -> Said | None:
    """Hear a question or another wish inside a form: answer it and ask once more, or offer to switch."""
    there = awake(turn)
    if there is None or not turn.is_said:
        return None
    flow, _, step = there
    kind_words = smalltalk.polite_words(turn)
    if kind_words is not None:
        return _return(turn, session, Said((Reply(kind_words),), "smalltalk", "smalltalk"))
    reading, policy = turn.heard.reading, turn.know.conversation
    score = reading.candidates[0].score if reading.candidates else 0.0
    if reading.action == "flow" and _is_other(turn, flow, step) and score >= policy.switch_score:
        return _offer_switch(turn, session, str(reading.label))
    if (reading.label == flow.label and not step.free_text) or _is_bare(turn, flow):
        return Said(flows.ask_again(turn, session), "flow", flow.label)
    if step.free_text:
        asks = starts_as_question(turn.text, turn.know.words)
        short = len(turn.text) <= LONG_STORY
        asks = asks or (short and is_question(turn.text, turn.know.words) and score >= policy.question_score)
        return _ask_which(turn, flow) if asks and reading.action == "answer" else None
    if reading.action == "answer" and score >= policy.interruption_score:
        return _answer_and_return(turn, session, str(reading.label))
    return None


def _is_other(turn: Turn, flow: Flow, step: Step) -> bool:
    """Return whether a message asks for another form; inside a description, neighbours of it are its content."""
    label = str(turn.heard.reading.label)
    if step.free_text and flow.label in NEIGHBOURS and label in NEIGHBOURS:
        return label != flow.label and _is_bare(turn, turn.routes.flows[label.removeprefix("flow:")])
    kept_inside = ("human", "optout") if step.free_text else ("human",)
    return label != flow.label and label.removeprefix("flow:") not in kept_inside


def _is_bare(turn: Turn, flow: Flow) -> bool:
    return turn.heard.norm.strip(" 。.!?~") in flow.bare


def _offer_switch(turn: Turn, session: Session, label: str) -> Said:
    name = label.removeprefix("flow:")
    there = flows.top(turn)
    if len(turn.conversation.stack) >= flows.MAX_DEPTH:
        return flows.start(turn, session, name)
    title = there[0].title(there[1].slots) if there else ""
    wish = turn.routes.flows[name].title({})
    options = (Option("是，先办这个", f"switch:{name}"), Option("先填完", "flowop:resume"))
    return Said((turn.say("flow.switch", options=options, title=title, wish=wish),), "suggest", label)


def _ask_which(turn: Turn, flow: Flow) -> Said:
    turn.note("doubted", {"text": turn.text, "key": turn.incoming.key}, minutes=turn.know.conversation.prompt_minutes)
    label = str(turn.heard.reading.label)
    options = (Option(f"这是{flow.title({})}内容", "flowop:data"), Option("我想问这个问题", label))
    return Said((turn.say("flow.which", options=options),), "suggest", label)


def _answer_and_return(turn: Turn, session: Session, label: str) -> Said:
    """Answer, then ask the step once more in the same message; the slot never takes the question (Rasa #3100)."""
    return _return(turn, session, turn.routes.do(turn, session, label))


def _return(turn: Turn, session: Session, said: Said) -> Said:
    """Come back from an aside: its words and the question of the form in one message."""
    asked = flows.ask_again(turn, session)[-1]
    back = turn.words("flow.return", ask=asked.text)
    reply = Reply(f"{said.replies[-1].text}\n{back}", options=asked.options)
    return Said((reply,), said.action, said.label, said.score, said.entry_version)


def hear_free_text(turn: Turn, session: Session) -> Said | None:
    """Take any text as the answer of a free-text step; a structured step that could not read it says why."""
    there = awake(turn)
    if there is None or not turn.is_said:
        return None
    _, frame, step = there
    if turn.heard.norm.strip(" 。.!,~") in NEVER_MIND:
        return flows.cancel(turn, session)
    match step.read(turn, session, frame):
        case Understood(value):
            return flows.accept(turn, session, value)
        case Unclear(why):
            return flows.reject(turn, session, why)


def on_wish(turn: Turn, session: Session, name: str) -> Said:
    """Begin a form that a person asks for in plain words; inside another one it is offered first."""
    there = awake(turn)
    if there is not None and there[0].name != name:
        return _offer_switch(turn, session, f"flow:{name}")
    return on_flow(turn, session, name)


def on_flow(turn: Turn, session: Session, name: str) -> Said:
    """Begin a form that an option names; what the form on top already is, it stays."""
    there = flows.top(turn)
    if there is not None and there[0].name == name and not _sleeps(turn, there[1]):
        return Said(flows.ask_again(turn, session), "flow", there[0].label)
    return flows.start(turn, session, name, turn.routes.flows[name].prefill(turn, session))


def on_switch(turn: Turn, session: Session, name: str) -> Said:
    """Begin another form on top of the one under way, which is resumed afterwards."""
    return flows.start(turn, session, name, turn.routes.flows[name].prefill(turn, session))


def on_step(turn: Turn, session: Session, value: str) -> Said:
    """Take the value of a chosen option for the current step."""
    return flows.accept(turn, session, value)


def on_flow_operation(turn: Turn, session: Session, what: str) -> Said:
    """Resume, drop, cancel, or take a doubted text as data."""
    if what in ("drop", "cancel"):
        return flows.drop(turn, session)
    turn.forget("cancelling")
    if what == "change":
        return Said((turn.say("flow.change", options=CHANGES),), "flow")
    if what in ("description", "house"):
        return flows.change(turn, session, what)
    doubted = turn.noted("doubted")
    if what == "data" and doubted is not None:
        turn.forget("doubted")
        return flows.accept(turn, session, doubted["text"])
    asked = flows.ask_again(turn, session)
    if not asked:
        return Said((turn.say("flow.nothing_to_cancel"),), "command")
    return Said(asked, "flow")

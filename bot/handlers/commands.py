"""Global words: only as the whole message, at any point of a dialogue (spec/conversation.md §6)."""

import re

from sqlmodel import Session, select

from bot.conversation import flows
from bot.conversation.prompts import live_options
from bot.conversation.turn import NONE_OF_THESE, Said, Turn
from bot.delivery.tables import Outbox, OutboxState
from bot.handlers.handoff import hand_off
from bot.handlers.place import title_for_resident
from bot.messages import Option
from bot.people.access import Who
from bot.tasks import service as tasks
from bot.tasks.tables import Task
from bot.understanding.normalise import normalise
from bot.understanding.words import is_none_of_these

MENU = (
    Option("查费用、缴费", "flow:pay"),
    Option("报修", "flow:repair"),
    Option("投诉建议", "flow:complaint"),
    Option("常见问题", "word:questions"),
    Option("转人工", "word:human"),
)
QUESTIONS = ("how_to_pay", "vacancy", "theft", "construction_defects", "service_scope", "contact")
_RATING = re.compile(r"评(?:价|分)?:?\s*([1-5])\s*(?:分|星)?")
_BARE_DIGIT = re.compile(r"[0-9]{1,2}")


def hear(turn: Turn, session: Session) -> Said | None:
    """Follow a global word; a rating for which nothing waits is told so."""
    if turn.is_said and _RATING.fullmatch(normalise(turn.text)):
        return Said((turn.say("rate.nothing"),), "command")
    command = turn.heard.command
    return do(turn, session, command) if command is not None and command in WORDS else None


def hear_lonely_number(turn: Turn, session: Session) -> Said | None:
    """Answer a bare number, or 都不是, to which no live choice belongs: it chose nothing, so the menu is shown."""
    said = normalise(turn.text).strip(" .。、")
    if not _BARE_DIGIT.fullmatch(said) and not is_none_of_these(turn.text, turn.know.words):
        return None
    score = turn.noted("rate")
    if score is not None and said in "12345":
        return _rate(turn, session, int(score), int(said))
    if live_options(turn):
        return _outside_the_options(turn, session, said)
    expired = turn.conversation.prompt is not None
    return Said((turn.say("choice.none_live" if not expired else "choice.expired", options=MENU),), "command")


def _outside_the_options(turn: Turn, session: Session, said: str) -> Said:
    """Meet a number that no live option has; 0 is 都不是 also where it is not written."""
    if said.isdecimal() and int(said):
        return Said((turn.say("choice.outside", most=len(live_options(turn))),), "command", keep_prompt=True)
    return turn.routes.do(turn, session, NONE_OF_THESE)


def do(turn: Turn, session: Session, word: str) -> Said:
    """Do what a global word says."""
    return WORDS[word](turn, session)


def show_menu(turn: Turn, _session: Session) -> Said:
    """Show what can be done; a form under way stays."""
    return Said((turn.say("menu", options=MENU),), "command")


def _questions(turn: Turn, _session: Session) -> Said:
    options = [Option(turn.know.entries[name].title, f"faq:{name}") for name in QUESTIONS]
    return Said((turn.say("menu.questions", options=options),), "command")


def _restart(turn: Turn, session: Session) -> Said:
    turn.conversation.stack = []
    for name in ("cancelling", "offered", "misses", "held"):
        turn.forget(name)
    return show_menu(turn, session)


def _human(turn: Turn, session: Session) -> Said:
    if turn.identity.kind is Who.STAFF:
        return Said((turn.say("desk.hello"),), "command")
    return hand_off(turn, session, "asked")


def _pay(turn: Turn, session: Session) -> Said:
    """Begin 缴费; inside another form it is offered, and that form is kept."""
    return turn.routes.do(turn, session, "wish:pay")


def _mine(turn: Turn, session: Session) -> Said:
    mine = tasks.tasks_of_conversation(session, turn.conversation.conv_key)
    shown = [task for task in mine if task.kind not in ("alert", "unanswered")][:5]
    if not shown:
        return Said((turn.say("tasks.none", options=MENU[1:3]),), "flow", "flow:status")
    lines = "\n".join(
        turn.words("tasks.line", number=t.id, title=title_for_resident(turn, t), state=_state(turn, t)) for t in shown
    )
    options = (Option("问同事进度", "word:human"), *MENU[1:3])
    return Said((turn.say("tasks.list", lines=lines, options=options),), "flow", "flow:status")


def _state(turn: Turn, task: Task) -> str:
    return turn.words(f"tasks.state.{task.state}")


def _to_bot(turn: Turn, _session: Session) -> Said:
    return Said((turn.say("handoff.is_bot", options=MENU),), "command")


def _pending(turn: Turn, session: Session) -> Said:
    """Let waiting results ride in the response to this message; it says something only when there are none."""
    wanted = select(Outbox.id).where(
        Outbox.conv_key == turn.conversation.conv_key,
        Outbox.state == OutboxState.QUEUED,
        Outbox.reply_to != None,  # noqa: E711
    )
    if session.exec(wanted).first() is not None:
        return Said((), "command")
    return Said((turn.say("turn.nothing_pending"),), "command")


def hear_rating(turn: Turn, session: Session) -> Said | None:
    """Take 评5 for the last finished task."""
    read, number = _RATING.fullmatch(normalise(turn.text)), turn.noted("rate")
    if read is None or number is None or not turn.is_said:
        return None
    return _rate(turn, session, int(number), int(read[1]))


def _rate(turn: Turn, session: Session, number: int, rating: int) -> Said:
    turn.forget("rate")
    task = session.get(Task, number)
    if task is not None:
        tasks.rate(session, task, rating=rating, now=turn.now)
    key = "rate.thanks" if rating >= 3 else "rate.sorry"
    return Said((turn.say(key),), "command", keep_prompt=True)


WORDS = {
    "cancel": flows.cancel,
    "back": flows.back,
    "restart": _restart,
    "menu": show_menu,
    "start": show_menu,
    "human": _human,
    "mine": _mine,
    "pay": _pay,
    "to_bot": _to_bot,
    "pending": _pending,
    "more": _pending,
    "questions": _questions,
}
"""What each global word does; `useful` and `useless` are for the answers themselves (resident_faq)."""

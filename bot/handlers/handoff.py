"""Handing a conversation to a person and back (spec/conversation.md §9).

While a person has it the program is silent, but for danger and for the word 机器人. Four hours of silence, the
resident's word, or the staff member's 结束 bring it back; both edges are in the task's history.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import as_shanghai, to_ms
from bot.conversation import inbox
from bot.conversation.dialogue import CONVERSATION, address_of, find_where, save
from bot.conversation.knowledge import Knowledge
from bot.conversation.tables import Conversation, Mode
from bot.conversation.turn import Said, Turn
from bot.delivery import service as delivery
from bot.handlers.place import own_house, page_staff, phones, reply_time, task_estate, who_words
from bot.messages import Purpose, Reply
from bot.people.access import Who
from bot.tasks.service import NewTask, note_event, open_task
from bot.tasks.tables import Task, TaskKind
from bot.understanding.words import read_command

TURNS_SHOWN = 10


def hand_off(turn: Turn, session: Session, why: str) -> Said:
    """Open the task with what was said lately, fall silent, and say once when a person will answer."""
    house = own_house(turn)
    texts = inbox.last_texts(session, turn.conversation.conv_key, limit=TURNS_SHOWN)
    lines = [text for text in texts if read_command(text, turn.know.words) is None]
    about = f"：{lines[-1][:30]}" if lines else ""
    new = NewTask(
        key=f"handoff:{turn.inbox_id}",
        kind=TaskKind.HANDOFF,
        title=f"{who_words(turn, house)} 请求人工{about}",
        detail={"why": why, "last": lines, "draft": turn.conversation.stack},
        conv_key=turn.conversation.conv_key,
        estate_id=task_estate(turn, session, house),
        house_id=house["house_id"] if house else None,
        person_id=turn.identity.person_id,
    )
    task = open_task(session, new, now=turn.now, actor="resident")
    _give_to_person(turn.conversation, task, turn.know, now=turn.now)
    card = turn.words("staff.handoff_card", number=task.id, title=task.title, last="\n".join(lines[-3:]))
    page_staff(session, turn.know, task, card, key=str(turn.inbox_id), now=turn.now)
    return Said((_promise(turn, session, task),), "human", "flow:human")


def hear_on_bot_side(turn: Turn, session: Session) -> Said | None:
    """Give the conversation back before a message is read, when the person's time is over."""
    conversation = turn.conversation
    if conversation.mode == Mode.HUMAN and to_ms(turn.now) >= (conversation.human_until_ms or 0):
        give_back(session, conversation, turn.know, actor="system", now=turn.now, quiet=True)
        if turn.heard.reading.action != "emergency":
            turn.echo.append(turn.say("handoff.back"))
    return None


def hear(turn: Turn, session: Session) -> Said | None:
    """Be silent while a person has the conversation, and pass on what the resident writes."""
    if turn.conversation.mode != Mode.HUMAN or turn.identity.kind is Who.STAFF:
        return None
    if turn.heard.command == "to_bot":
        give_back(session, turn.conversation, turn.know, actor="resident", now=turn.now, quiet=True)
        return Said((turn.say("handoff.back"),), "command")
    task = session.get(Task, turn.conversation.human_task_id)
    if task is not None:
        _extend(turn.conversation, turn.know, now=turn.now)
        said = turn.text or turn.words("staff.no_text")
        relayed = turn.words("staff.relayed", number=task.id, who=who_words(turn, own_house(turn)), said=said[:500])
        page_staff(session, turn.know, task, relayed, key=str(turn.inbox_id), now=turn.now)
    return Said((), "human", keep_prompt=True)


def give_back(
    session: Session, conversation: Conversation, know: Knowledge, *, actor: str, now: datetime, quiet: bool = False
) -> None:
    """Let the program answer again; the resident is told once, unless the answer that follows says so itself."""
    task = session.get(Task, conversation.human_task_id) if conversation.human_task_id else None
    conversation.mode, conversation.human_until_ms, conversation.human_task_id = Mode.BOT, None, None
    save(session, conversation)
    if task is None:
        return
    note_event(session, task, actor=actor, what="handoff.given_back", now=now)
    if not quiet:
        words = delivery.Words(know.templates.render("handoff.back"), Purpose.TICKET)
        delivery.queue(session, address_of(conversation), words, key=f"back:{task.id}:{to_ms(now)}", now=now)


def give_back_silent(session: Session, know: Knowledge, *, now: datetime) -> int:
    """Give back every conversation in which nobody wrote for four hours; return how many.

    At night nobody is woken by the notice: whoever writes gets it with the answer, the others in the morning.
    """
    window = know.delivery.windows.get(Purpose.TICKET)
    if window and not window.start <= as_shanghai(now).time() < window.end:
        return 0
    over = find_where(session, CONVERSATION.c.mode == "human", CONVERSATION.c.human_until_ms <= to_ms(now))
    for conversation in over:
        give_back(session, conversation, know, actor="system", now=now)
    return len(over)


def write_to_resident(turn: Turn, session: Session, theirs: Conversation, task: Task, *, text: str, key: str) -> None:
    """Send a staff member's words to the resident of a task; the conversation is a person's from then on.

    Who has the conversation already keeps it, and a form under way stays for later.
    """
    kept = theirs.stack
    if theirs.mode == Mode.HUMAN and theirs.human_task_id is not None:
        _extend(theirs, turn.know, now=turn.now)
    else:
        _give_to_person(theirs, task, turn.know, now=turn.now)
        theirs.stack = kept
    save(session, theirs)
    tell_resident(turn, session, theirs, task, text=text, key=key)


def tell_resident(turn: Turn, session: Session, theirs: Conversation, task: Task, *, text: str, key: str) -> None:
    """Send words about a task to its resident, whose dialogue stays as it is."""
    to = address_of(theirs, person_id=task.person_id)
    answers = inbox.last_id(session, theirs.conv_key)
    delivery.queue(session, to, delivery.Words(text, Purpose.REPLY), key=key, now=turn.now, reply_to=answers)


def _promise(turn: Turn, session: Session, task: Task) -> Reply:
    until, known = reply_time(turn, session), phones(turn, session)
    if not until:
        return turn.say("handoff.open", number=task.id, desk_phone=known["desk_phone"])
    return turn.say("handoff.closed", number=task.id, until=until, duty_phone=known["duty_phone"])


def _give_to_person(conversation: Conversation, task: Task, know: Knowledge, *, now: datetime) -> None:
    conversation.mode, conversation.human_task_id = Mode.HUMAN, task.id
    conversation.stack, conversation.prompt = [], None
    _extend(conversation, know, now=now)


def _extend(conversation: Conversation, know: Knowledge, *, now: datetime) -> None:
    conversation.human_until_ms = to_ms(now + timedelta(hours=know.conversation.human_silence_hours))

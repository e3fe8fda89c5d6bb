"""Groups: silent unless addressed, nothing personal ever (spec/conversation.md §11)."""

from sqlmodel import Session

from bot.conversation.turn import Said, Turn
from bot.faq.compose import compose
from bot.handlers.place import facts_for_answer, task_estate
from bot.messages import ChatKind, Kind, Reply
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind


def hear(turn: Turn, session: Session) -> Said | None:
    """Answer in a group: a general question by its entry, a fault of a public place by a number, all else in private."""
    if turn.incoming.chat_kind is not ChatKind.GROUP:
        return None
    if not turn.incoming.addressed:
        return Said((), "ignored", keep_prompt=True)
    if turn.incoming.kind is Kind.CHOICE:
        return None
    reading = turn.heard.reading
    if reading.label == "flow:repair":
        return _public_fault(turn, session)
    if reading.action == "answer" and reading.label is not None:
        entry = turn.know.entries[reading.label.removeprefix("faq:")]
        opener = turn.words("faq.unsigned_opener")
        said = compose(entry, facts_for_answer(turn, session), demo=turn.know.demo, opener=opener)
        return Said((Reply(said.text),), "answer", reading.label, entry_version=said.version)
    if reading.action == "smalltalk":
        return Said((turn.say("group.hello"),), "smalltalk", "smalltalk")
    private = turn.say("group.private")
    return Said((Reply(private.text, private_link=True),), "private", reading.label)


def _public_fault(turn: Turn, session: Session) -> Said:
    new = NewTask(
        key=f"group:{turn.inbox_id}",
        kind=TaskKind.REPAIR,
        title=f"公共区域：{turn.text[:40]}",
        detail={"description": turn.text, "public_area": True},
        conv_key=turn.conversation.conv_key,
        estate_id=task_estate(turn, session, None),
        person_id=turn.identity.person_id,
    )
    task = open_task(session, new, now=turn.now, actor="resident")
    return Said((turn.say("group.fault_taken", number=task.id),), "flow", "flow:repair")

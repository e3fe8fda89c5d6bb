"""Groups: silent unless addressed, nothing personal ever (spec/conversation.md §11)."""

from sqlmodel import Session

from bot.conversation.turn import WORDLESS, Said, Turn
from bot.faq.compose import compose
from bot.handlers.place import facts_for_answer, task_estate
from bot.messages import ChatKind, Reply
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind
from bot.understanding.houses import find_houses

PUBLIC_PLACES = (
    "大堂",
    "楼道",
    "走廊",
    "楼梯",
    "电梯",
    "门禁",
    "单元门",
    "大门",
    "路灯",
    "车库",
    "地库",
    "花园",
    "小区",
)
FAULTS = (
    "坏",
    "不亮",
    "漏",
    "堵",
    "掉",
    "裂",
    "打不开",
    "关不上",
    "停了",
    "不动",
    "倒了",
    "脏",
    "臭",
    "积水",
    "失灵",
    "没反应",
)
HOMES = ("我家", "我们家", "家里", "屋里", "户内")


def hear(turn: Turn, session: Session) -> Said | None:
    """Answer in a group: a general question by its entry, a public fault by a number, all else in private."""
    if turn.incoming.chat_kind is not ChatKind.GROUP:
        return None
    if not turn.incoming.addressed:
        return Said((), "ignored", keep_prompt=True)
    if turn.incoming.kind in WORDLESS:
        return None
    reading = turn.heard.reading
    if _tells_of_a_public_fault(turn):
        return _public_fault(turn, session)
    if reading.action == "answer" and reading.label is not None:
        entry = turn.know.entries[reading.label.removeprefix("faq:")]
        opener = turn.words("faq.unsigned_opener")
        said = compose(entry, facts_for_answer(turn, session, wanted=entry.facts), demo=turn.know.demo, opener=opener)
        return Said((Reply(said.text),), "answer", reading.label, entry_version=said.version)
    if reading.action == "smalltalk":
        return Said((turn.say("group.hello"),), "smalltalk", "smalltalk")
    private = turn.say("group.private")
    return Said((Reply(private.text, private_link=True),), "private", reading.label)


def _tells_of_a_public_fault(turn: Turn) -> bool:
    """Return whether a message tells of a fault in a public place; a home is nobody's business here."""
    reading, said = turn.heard.reading, turn.heard.norm
    if said in turn.routes.flows["repair"].bare or reading.action == "answer":
        return False
    named = any(place in said for place in PUBLIC_PLACES) and any(fault in said for fault in FAULTS)
    if reading.label != "flow:repair" and not named:
        return False
    return not find_houses(turn.text) and not any(home in said for home in HOMES)


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

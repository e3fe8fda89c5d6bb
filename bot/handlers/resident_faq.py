"""Answering questions from the knowledge base, offering choices when unsure, admitting when nothing fits."""

import re

from sqlmodel import Session

from bot.conversation.turn import NONE_OF_THESE, Said, Turn
from bot.faq import unanswered
from bot.faq.compose import compose
from bot.handlers.commands import MENU
from bot.handlers.place import facts_for_answer, own_house, page_staff, reply_time, task_estate, who_words
from bot.messages import Option, Reply
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind
from bot.understanding.words import is_abuse, speaks_of_grief, speaks_of_hardship, threatens_to_escalate

OFFER_A_PERSON = 2
GIVE_TO_A_PERSON = 3
ONE_WORD = 2
LINES_OF_A_REPEATED_ANSWER = 2
_FAULT = re.compile(
    r"漏水|漏得|都漏|滴水|渗水|不亮|堵了|堵住|坏了|坏掉|是坏|打不开|关不上|积水|失灵|没反应|跳闸|停电|停水|断电|很臭|臭得|异响|太吵"
)


def hear_flow(turn: Turn, session: Session) -> Said | None:
    """Begin the flow that a message asks for."""
    reading = turn.heard.reading
    if reading.action != "flow" or reading.label is None:
        return None
    turn.forget("misses")
    return turn.routes.do(turn, session, reading.label)


def hear_answer(turn: Turn, session: Session) -> Said | None:
    """Answer a question that was understood."""
    reading = turn.heard.reading
    if reading.action != "answer" or reading.label is None:
        return None
    entry_id = reading.label.removeprefix("faq:")
    if turn.noted("topic") == reading.label:
        return _again(turn, session, entry_id)
    said = answer(turn, session, entry_id)
    return said if reading.also is None else _with_second_topic(turn, said, reading.also)


def _with_second_topic(turn: Turn, said: Said, label: str) -> Said:
    """Answer one thing of two, and put the other first among what can be chosen next."""
    full = said.replies[0]
    others = [option for option in full.options if option.do != label]
    options = (Option(turn.know.titles[label], label), *others)
    both = Reply(f"{full.text}\n{turn.words('faq.also')}", options)
    return Said((both,), said.action, said.label, said.score, said.entry_version)


def _again(turn: Turn, session: Session, entry_id: str) -> Said:
    """Do not tell the same answer twice in a row: its beginning, and what can be done when it did not help."""
    if turn.heard.norm not in turn.know.words.stop_words and len(turn.heard.norm) <= ONE_WORD:
        return Said((turn.say("miss.one_word", word=turn.heard.norm),), "miss", keep_prompt=True)
    said = answer(turn, session, entry_id)
    full = said.replies[0]
    beginning = "\n".join(full.text.splitlines()[:LINES_OF_A_REPEATED_ANSWER])
    person = Option("转人工", "word:human")
    options = full.options if any(option.do.endswith("human") for option in full.options) else (*full.options, person)
    short = Reply(f"{beginning}\n{turn.words('faq.again')}", options)
    return Said((short,), said.action, said.label, said.score, said.entry_version)


def answer(turn: Turn, session: Session, entry_id: str) -> Said:
    """Say an entry with the facts of this house and estate, and what can be done next."""
    entry = turn.know.entries[entry_id]
    opener = turn.words("faq.unsigned_opener")
    said = compose(entry, facts_for_answer(turn, session, wanted=entry.facts), demo=turn.know.demo, opener=opener)
    turn.forget("misses")
    turn.keep_story()
    turn.note("topic", entry.label, minutes=turn.know.conversation.context_minutes)
    candidates = turn.heard.reading.candidates
    score = candidates[0].score if candidates and candidates[0].label == entry.label else None
    return Said((Reply(said.text, said.options),), "answer", entry.label, score, said.version)


def hear_feedback(turn: Turn, session: Session) -> Said | None:
    """Take 有用 and 没用 as a word about the last answer; 没用 keeps the question and offers a person."""
    topic = turn.noted("topic")
    if turn.heard.command not in ("useful", "useless") or (topic is None and turn.heard.command == "useless"):
        return None
    if turn.heard.command == "useful":
        return Said((turn.say("feedback.useful"),), "feedback", topic)
    turn.forget("topic")
    told = turn.noted("story")
    _keep(turn, session, told["text"] if told else turn.text)
    options = (Option("转人工", "word:human"), Option("常见问题", "word:questions"))
    return Said((turn.say("feedback.useless", options=options),), "feedback", topic)


def hear_fault(turn: Turn, session: Session) -> Said | None:
    """Offer a report for what sounds broken, in words that no form took; long stories hide it among other things."""
    reading = turn.heard.reading
    offered = {each.label for each in reading.candidates} if reading.action == "suggest" else set()
    if not _FAULT.search(turn.heard.norm) or "flow:repair" in offered:
        return None
    _keep(turn, session)
    turn.keep_story()
    options = (Option("报修", "flow:repair"), Option("投诉", "flow:complaint"))
    none = Option(turn.words("suggest.none"), NONE_OF_THESE)
    return Said((turn.say("fault.ask", options=(*options, none)),), "suggest")


def hear_suggestion(turn: Turn, session: Session) -> Said | None:
    """Offer what may be meant, at most three, and 都不是."""
    reading = turn.heard.reading
    if reading.action != "suggest":
        return None
    _keep(turn, session)
    turn.keep_story()
    options = [Option(turn.know.titles[each.label], each.label) for each in reading.candidates]
    none = Option(turn.words("suggest.none"), NONE_OF_THESE)
    return Said((turn.say("suggest.ask", options=(*options, none)),), "suggest", score=reading.candidates[0].score)


def on_none_of_these(turn: Turn, session: Session, _rest: str) -> Said:
    """Hear that no offered choice was meant: ask for other words, later for a person."""
    return _miss(turn, session, "miss.rephrase")


def hear_threat(turn: Turn, session: Session) -> Said | None:
    """Pass an announced 12345, press or court to the manager; nobody debates (spec/conversation.md §13)."""
    if not threatens_to_escalate(turn.text, turn.know.words) or turn.heard.reading.action in ("answer", "flow"):
        return None
    house = own_house(turn)
    new = NewTask(
        key=f"escalation:{turn.conversation.conv_key}:{turn.now:%Y%m%d}",
        kind=TaskKind.ESCALATION,
        title=f"{who_words(turn, house)} 表示要向外投诉",
        detail={"said": turn.text},
        conv_key=turn.conversation.conv_key,
        estate_id=task_estate(turn, session, house),
        house_id=house["house_id"] if house else None,
        person_id=turn.identity.person_id,
    )
    task = open_task(session, new, now=turn.now, actor="resident")
    page_staff(
        session,
        turn.know,
        task,
        turn.words("staff.card", number=task.id, title=task.title, what=turn.text[:200]),
        key=str(turn.inbox_id),
        now=turn.now,
    )
    return Said((turn.say("threat.calm", options=MENU[1:3]),), "smalltalk")


def hear_grief(turn: Turn, session: Session) -> Said | None:
    """Meet who is being dunned in grief with sympathy and a person, whatever else the words resemble."""
    reading = turn.heard.reading
    dunned = "催" in turn.heard.norm or reading.label in ("flow:optout", "flow:hardship")
    if not dunned or reading.action == "answer" or not speaks_of_grief(turn.text, turn.know.words):
        return None
    return _meet_hardship(turn, session)


def hear_grief_or_abuse(turn: Turn, session: Session) -> Said | None:
    """Meet grief and hardship with a person, abuse with one calm line; only where no topic was understood."""
    if turn.heard.reading.action in ("answer", "flow"):
        return None
    if speaks_of_grief(turn.text, turn.know.words) or speaks_of_hardship(turn.text, turn.know.words):
        return _meet_hardship(turn, session) if _about_paying(turn) else None
    if is_abuse(turn.text, turn.know.words):
        options = (Option("转人工", "word:human"), Option("投诉", "flow:complaint"))
        return Said((turn.say("abuse.calm", options=options),), "smalltalk", "smalltalk")
    return None


def _meet_hardship(turn: Turn, session: Session) -> Said:
    said = turn.routes.do(turn, session, "flow:hardship")
    return Said((turn.say("hardship.heard"), *said.replies), said.action, said.label)


def _about_paying(turn: Turn) -> bool:
    return any(word in turn.heard.norm for word in ("交", "缴", "费", "钱", "催"))


def hear_nothing(turn: Turn, session: Session) -> Said:
    """Admit not to know: examples first, then a person offered, then a person (spec/conversation.md §8)."""
    _keep(turn, session)
    return _miss(turn, session, "miss.first")


def _keep(turn: Turn, session: Session, text: str | None = None) -> None:
    names = [turn.identity.name] if turn.identity.name else []
    unanswered.keep(session, text or turn.text, turn.heard.reading.candidates, names=names, now=turn.now)


def _miss(turn: Turn, session: Session, first: str) -> Said:
    misses = int(turn.noted("misses") or 0) + 1
    turn.note("misses", misses, minutes=turn.know.conversation.prompt_minutes)
    if misses >= GIVE_TO_A_PERSON:
        return _to_service(turn, session)
    turn.keep_story()
    if misses >= OFFER_A_PERSON:
        options = (Option("转人工", "word:human"), Option("常见问题", "word:questions"))
        return Said((turn.say("miss.offer_person", options=options),), "miss")
    return Said((turn.say(first, options=MENU if first == "miss.first" else ()),), "miss")


def _to_service(turn: Turn, session: Session) -> Said:
    turn.forget("misses")
    house = own_house(turn)
    new = NewTask(
        key=f"unanswered:{turn.inbox_id}",
        kind=TaskKind.UNANSWERED,
        title=f"{who_words(turn, house)} 咨询未解答：{turn.story[:30]}",
        detail={"said": turn.story},
        conv_key=turn.conversation.conv_key,
        estate_id=task_estate(turn, session, house),
        house_id=house["house_id"] if house else None,
        person_id=turn.identity.person_id,
    )
    task = open_task(session, new, now=turn.now, actor="resident")
    page_staff(
        session,
        turn.know,
        task,
        turn.words("staff.card", number=task.id, title=task.title, what=turn.story[:200]),
        key=str(turn.inbox_id),
        now=turn.now,
    )
    until = reply_time(turn, session)
    when = turn.words("when.closed", until=until) if until else turn.words("when.open")
    return Said((turn.say("miss.to_service", number=task.id, when=when),), "miss")

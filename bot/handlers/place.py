"""Where a turn happens: the estate, its phones and hours, the asker's houses, who is on duty there."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.conversation.knowledge import Knowledge
from bot.conversation.turn import Turn
from bot.delivery import service as delivery
from bot.delivery.service import Address, Words
from bot.estate.service import code_of_estate, only_estate
from bot.estate.settings import EstateSettings, estate_facts
from bot.estate.tables import EstateId, House
from bot.faq.facts import HOUSE_FACTS
from bot.messages import ChatKind, Purpose, conversation_key
from bot.people import service as people
from bot.people.access import HouseRef, Who, may_see_figures
from bot.tasks.tables import Task
from bot.workdays import OfficeHours, Segment, words_for

WATCH = "值班"
USUAL_HOURS = (Segment(time(9), time(12)), Segment(time(13), time(17)))


def estate_id_of(turn: Turn) -> EstateId | None:
    """Return the estate that a person belongs to: of their first house, or of a staff member's scope."""
    if turn.identity.houses:
        return turn.identity.houses[0].estate_id
    return turn.identity.scope[0].estate_id if turn.identity.scope else None


def task_estate(turn: Turn, session: Session, house: dict[str, Any] | None) -> int | None:
    """Return the estate that a task belongs to: of its house, else of its person, else the only one there is."""
    return (house or {}).get("estate_id") or estate_id_of(turn) or only_estate(session)


def estate_settings(session: Session, know: Knowledge, estate_id: EstateId | None) -> EstateSettings | None:
    """Return the settings of an estate; with a single one, it is that one also for who belongs to none."""
    if estate_id is not None:
        return know.estates.of(code_of_estate(session, estate_id))
    return next(iter(know.estates.root.values())) if len(know.estates.root) == 1 else None


def settings_of(turn: Turn, session: Session) -> EstateSettings | None:
    """Return the settings of the asker's estate."""
    codes = [*(house.estate for house in turn.identity.houses), *(scope.estate for scope in turn.identity.scope)]
    known = codes[0] if codes else ""
    return turn.know.estates.of(known) if known else estate_settings(session, turn.know, None)


def facts_for_answer(turn: Turn, session: Session, *, wanted: Collection[str]) -> dict[str, str]:
    """Return the facts that an answer may use: of the estate for everybody, of a house for who may see figures.

    In a group nothing of a house is known, whoever asks (spec/conversation.md §11). A house is looked up only when
    one of its facts is `wanted`.
    """
    settings = settings_of(turn, session)
    facts = estate_facts(settings)
    if turn.incoming.chat_kind is ChatKind.GROUP or turn.identity.kind is not Who.RESIDENT:
        return facts
    if not HOUSE_FACTS.intersection(wanted) or len(turn.identity.houses) != 1:
        return facts
    if not may_see_figures(session, turn.identity, turn.identity.houses[0].house_id):
        return facts
    house = session.get(House, turn.identity.houses[0].house_id)
    return facts if house is None else {**facts, **people.facts_of_house(session, house, settings)}


def phones(turn: Turn, session: Session) -> dict[str, str]:
    """Return the desk's and the duty phone; where nobody set them, words that still tell where to look."""
    settings = settings_of(turn, session)
    if settings is None:
        return {"desk_phone": "物业服务中心（电话见公告栏）", "duty_phone": "物业值班室（电话见公告栏）"}
    return {"desk_phone": settings.desk_phone, "duty_phone": settings.duty_phone}


def office_hours(turn: Turn, session: Session) -> OfficeHours:
    """Return when the desk is open; without a setting, working days from nine to five with an hour for lunch."""
    settings = settings_of(turn, session)
    if settings is None:
        return OfficeHours(turn.know.calendar, USUAL_HOURS)
    times = tuple(Segment(start, end) for start, end in settings.office_hours.times)
    return OfficeHours(turn.know.calendar, times, every_day=settings.office_hours.days == "every_day")


def reply_time(turn: Turn, session: Session) -> str:
    """Return when a person will answer, in honest words that come from the office hours (spec §9: 明早9:00前)."""
    hours = office_hours(turn, session)
    if hours.is_open(turn.now):
        return ""
    return words_for(hours.next_opening(turn.now), turn.now)


def own_house(turn: Turn) -> dict[str, Any] | None:
    """Return the asker's house as a slot, when they have exactly one."""
    return as_slot(turn.identity.houses[0]) if len(turn.identity.houses) == 1 else None


def as_slot(house: HouseRef) -> dict[str, Any]:
    """Return a house as a form keeps it."""
    return {"code": house.code, "house_id": house.house_id, "estate_id": house.estate_id}


def who_words(turn: Turn, house: dict[str, Any] | None) -> str:
    """Return how staff see the asker: house and masked name, never more."""
    name = people.mask_name(turn.identity.name) if turn.identity.name else "未绑定住户"
    return f"{house['code']} {name}" if house else name


def title_for_resident(turn: Turn, task: Task) -> str:
    """Return how a resident is told which task is meant: their own words, else what kind of matter it is."""
    told = str(task.detail.get("description") or task.detail.get("what") or task.detail.get("when") or "")
    told = " ".join(told.split())
    kind = turn.words(f"tasks.kind.{task.kind}")
    return f"{kind}『{told[:20]}』" if told else kind


def page_staff(  # noqa: PLR0913 - what to whom about which task, each by its name
    session: Session,
    know: Knowledge,
    task: Task,
    text: str,
    *,
    key: str,
    now: datetime,
    purpose: Purpose = Purpose.STAFF,
) -> int:
    """Queue a card about a task to the people whom its department's work goes to; return how many chats get it.

    `key` names the occasion, so that the same occasion run twice queues each card once.
    """
    if task.estate_id is None:
        return 0
    estate_id = EstateId(task.estate_id)
    settings = estate_settings(session, know, estate_id)
    order = _whom_to_ask(settings, task.department) if settings else ()
    house = session.get(House, task.house_id) if task.house_id else None
    building_id = house.building_id if house else None
    duty = people.staff_on_duty(session, estate_id, task.department, building_id=building_id, order=order)
    accounts = [account for staff in duty.staff for account in people.accounts_of_staff(session, staff.id)]
    for account in accounts:
        tell_account(session, account, text, purpose=purpose, key=f"card:{task.id}:{key}:{account.id}", now=now)
    return len(accounts)


def _whom_to_ask(settings: EstateSettings, department: str) -> Sequence[str]:
    """Return the roster of a department; without one of its own a danger goes to guards, engineers, managers."""
    order = settings.duty_order(department)
    if order or department != WATCH:
        return order
    return [login for name in ("安保", "工程", "管理") for login in settings.duty_order(name)]


def tell_account(session: Session, account: Any, text: str, *, purpose: Purpose, key: str, now: datetime) -> None:
    """Queue a message to a bound chat account, in its private chat."""
    conv_key = conversation_key(account.channel, account.account, account.sender_id, account.sender_id)
    to = Address(conv_key, account.channel, account.account, account.sender_id, account.sender_id)
    delivery.queue(session, to, Words(text, purpose), key=key, now=now)

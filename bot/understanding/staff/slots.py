"""Which reader fills which slot of an action; a slot that the message does not name stays away."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.understanding.periods import find_periods
from bot.understanding.staff import notes
from bot.understanding.staff.actions import StaffAction
from bot.understanding.staff.corrections import after_corrections, last_command, last_value, meant_mark
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.limits import read_limits
from bot.understanding.staff.marks import Message, Sign
from bot.understanding.staff.money import reference_in, voucher_in
from bot.understanding.staff.places import entrance_in
from bot.understanding.staff.times import find_times

Slot = str | int | bool
Slots = dict[str, Slot | None]
Reader = Callable[[Message, StaffWords], Slots]

_TOTAL: Final = re.compile(r"(?:共|合计|总共|一共|实收|总计|总的|加起来|实际|净收)[^¤,。]{0,4}$")
_PAID: Final = re.compile(r"(?:收|交|缴|付|转|打|入账|到账|汇|给|补|存|刷|先|微信|支付宝|现金)[^¤,。]{0,5}$")
_NOT_PAID: Final = re.compile(
    r"(?:欠|(?<!答)应交|应收|应缴|还差|差|剩|余|找零|找|尾款|原价|减免|优惠|总欠|每月|单价)[^¤,。]{0,5}$"
)
_RESUMES: Final = re.compile(r"取消|解除|恢复|放开|重启|不用再?停|别再?停")


def _house(message: Message, words: StaffWords) -> Slots:
    mark = meant_mark(message, Sign.HOUSE, words)
    return {"house": mark.value if mark else None}


def _place(message: Message, words: StaffWords) -> Slots:
    mark = meant_mark(message, Sign.BUILDING, words)
    if mark is None:
        return {"entrance": entrance_in(message.said)}
    building, _, entrance = mark.value.partition("-")
    return {"building": building, "entrance": entrance or entrance_in(message.said)}


def _building(message: Message, words: StaffWords) -> Slots:
    return {"building": _place(message, words).get("building")}


def _amount(message: Message, words: StaffWords) -> Slots:
    """Read the sum that was paid: a total before its parts, never what is still owed."""
    marks = after_corrections(message, message.of(Sign.AMOUNT), words)

    def rank(place: int) -> int:
        before = message.marked[max(0, place - 10) : place]
        if _TOTAL.search(before):
            return 0
        return 3 if _NOT_PAID.search(before) else 1 if _PAID.search(before) else 2

    best = min(marks, key=lambda mark: rank(mark.place), default=None)
    return {"amount_fen": int(best.value) if best and rank(best.place) < 3 else None}


def _person(message: Message, words: StaffWords) -> Slots:
    mark = meant_mark(message, Sign.PERSON, words) or meant_mark(message, Sign.PHONE, words)
    return {"person": mark.value if mark else None}


def _arrears(message: Message, words: StaffWords) -> Slots:
    return {**_place(message, words), **read_limits(message.said)}


def _rate(message: Message, words: StaffWords) -> Slots:
    compares = words.pattern("compare").search(message.marked) is not None
    return {
        **_building(message, words),
        "period": next(find_periods(message.said), None),
        "compare": compares or None,
    }


def _payment(message: Message, words: StaffWords) -> Slots:
    return {
        **_house(message, words),
        **_amount(message, words),
        "method": last_value("method", message, words),
        "voucher": voucher_in(message.said),
        "when": next(iter(find_times(message.marked)), None),
    }


def _undo(message: Message, words: StaffWords) -> Slots:
    slots = _house(message, words)
    return slots if slots["house"] else {"ref": reference_in(message.said)}


def _call(message: Message, words: StaffWords) -> Slots:
    outcome = last_value("call", message, words)
    spoke = "connected" if words.pattern("reports").search(message.marked) else None
    return {**_house(message, words), "outcome": outcome or spoke, "note": notes.told(message)}


def _visit(message: Message, words: StaffWords) -> Slots:
    return {
        **_house(message, words),
        "outcome": last_value("visit", message, words),
        "with": notes.colleague(message.said),
        "note": notes.told(message),
    }


def _letter(message: Message, words: StaffWords) -> Slots:
    return {
        **_house(message, words),
        "step": last_value("step", message, words),
        "courier": notes.courier(message.said),
    }


def _commit(message: Message, words: StaffWords) -> Slots:
    times = find_times(message.marked)
    when = times[-1] if times and words.pattern("corrections").search(message.marked) else next(iter(times), None)
    return {**_house(message, words), **_amount(message, words), "when": when, "note": notes.told(message)}


def _hold(message: Message, words: StaffWords) -> Slots:
    """Read a pause with its end or its reason; what resumes reminders has neither."""
    if words.pattern("resume").search(message.marked) and not notes.pauses_again(message.marked):
        return {**_house(message, words), "release": True}
    until = next(iter(find_times(message.marked)), None)
    return {**_house(message, words), "until": until, "reason": None if until else notes.reason(message)}


def _broadcast(message: Message, words: StaffWords) -> Slots:
    building = _building(message, words)["building"]
    body = notes.body(message)
    head = message.marked.removesuffix(body or "")
    if words.pattern("listed").search(head):
        return {"to": "list", "body": body}
    return {"to": "building" if building else "all", "building": building, "body": body}


def _export(message: Message, words: StaffWords) -> Slots:
    return {"what": words.value_of("what", message.marked), **_building(message, words)}


def _tickets(message: Message, words: StaffWords) -> Slots:
    which = words.value_of("which", message.marked)
    building = _building(message, words)["building"] if which == "building" else None
    named = words.pattern("department").search(message.marked) if which == "department" else None
    return {"which": which, "building": building, "department": named[0] if named else None}


def _ticket(message: Message, words: StaffWords) -> Slots:
    op = last_command(message, words)
    mark = meant_mark(message, Sign.TICKET, words)
    slots: Slots = {"number": mark.value if mark else None, "op": op}
    if op == "transfer":
        return slots | {"department": notes.department(message, words), "note": notes.after_command(message, words)}
    if op == "merge":
        others = [other.value for other in message.of(Sign.TICKET) if mark and other.value != mark.value]
        return slots | {"note": next(iter(others), None)}
    when = next(iter(find_times(message.marked)), None) if op in {"wait", "accept", "arrive"} else None
    return slots | {"note": notes.after_command(message, words), "when": when}


def _duty(message: Message, words: StaffWords) -> Slots:
    when = next(iter(find_times(message.marked)), None)
    return {"state": last_value("state", message, words), "when": when}


READERS: Final[Mapping[StaffAction, Reader]] = {
    StaffAction.HOUSE: _house,
    StaffAction.PERSON: _person,
    StaffAction.ARREARS: _arrears,
    StaffAction.RATE: _rate,
    StaffAction.AGEING: _building,
    StaffAction.PAYMENT: _payment,
    StaffAction.UNDO: _undo,
    StaffAction.CALL: _call,
    StaffAction.VISIT: _visit,
    StaffAction.LETTER: _letter,
    StaffAction.COMMIT: _commit,
    StaffAction.HOLD: _hold,
    StaffAction.WHY: _house,
    StaffAction.CODE: _house,
    StaffAction.BROADCAST: _broadcast,
    StaffAction.EXPORT: _export,
    StaffAction.TICKETS: _tickets,
    StaffAction.TICKET: _ticket,
    StaffAction.DUTY: _duty,
}
"""How the slots of an action are read; an action that is not here has none."""


def read_slots(action: StaffAction, message: Message, words: StaffWords) -> dict[str, Slot]:
    """Return the slots of `action` that the message names."""
    reader = READERS.get(action)
    found = reader(message, words) if reader else {}
    return {name: value for name, value in found.items() if value}

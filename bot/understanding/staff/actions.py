"""The actions of staff, the slots of each, and the values of a slot: what a reading may hold."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class StaffAction(StrEnum):
    """What a staff member wants."""

    HOUSE = "house"
    PERSON = "person"
    ARREARS = "arrears"
    RATE = "rate"
    AGEING = "ageing"
    PAYMENT = "payment"
    UNDO = "undo"
    RECONCILED = "reconciled"
    TASKS = "tasks"
    MY_HOUSES = "my_houses"
    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    COMMIT = "commit"
    HOLD = "hold"
    WHY = "why"
    CODE = "code"
    BROADCAST = "broadcast"
    EXPORT = "export"
    TICKETS = "tickets"
    TICKET = "ticket"
    DUTY = "duty"
    FAQ = "faq"
    SMALLTALK = "smalltalk"
    NONE = "none"


VALUES: Final[Mapping[str, frozenset[str]]] = {
    "method": frozenset({"wechat", "alipay", "cash", "card", "transfer"}),
    "call": frozenset({"no_answer", "refused", "connected", "wrong_number", "powered_off"}),
    "visit": frozenset({"nobody_home", "met", "refused"}),
    "step": frozenset({"approve", "sent", "delivered", "draft"}),
    "op": frozenset(
        {*("accept", "arrive", "ask", "reply", "note", "transfer", "wait", "done", "return", "merge", "urgent")}
        | {"false_alarm", "close"}
    ),
    "what": frozenset({"arrears", "payments", "bills"}),
    "which": frozenset({"mine", "department", "overdue", "open", "building"}),
    "state": frozenset({"on", "off", "leave"}),
}
"""The slots whose value is one of a few, and these values; `call` and `visit` are the outcomes of each."""

WRITES: Final = frozenset(
    {
        *(StaffAction.PAYMENT, StaffAction.UNDO, StaffAction.RECONCILED, StaffAction.CALL, StaffAction.VISIT),
        *(StaffAction.LETTER, StaffAction.COMMIT, StaffAction.HOLD, StaffAction.CODE, StaffAction.BROADCAST),
        *(StaffAction.TICKET, StaffAction.DUTY),
    }
)
"""Actions that change something: a question is never read as one."""

SLOTS: Final[Mapping[StaffAction, frozenset[str]]] = {
    StaffAction.HOUSE: frozenset({"house"}),
    StaffAction.PERSON: frozenset({"person"}),
    StaffAction.ARREARS: frozenset({"building", "entrance", "min_days", "min_months", "min_fen", "top"}),
    StaffAction.RATE: frozenset({"building", "period", "compare"}),
    StaffAction.AGEING: frozenset({"building"}),
    StaffAction.PAYMENT: frozenset({"house", "amount_fen", "method", "voucher", "when"}),
    StaffAction.UNDO: frozenset({"ref", "house"}),
    StaffAction.RECONCILED: frozenset(),
    StaffAction.TASKS: frozenset(),
    StaffAction.MY_HOUSES: frozenset(),
    StaffAction.CALL: frozenset({"house", "outcome", "note"}),
    StaffAction.VISIT: frozenset({"house", "outcome", "with", "note"}),
    StaffAction.LETTER: frozenset({"house", "step", "courier"}),
    StaffAction.COMMIT: frozenset({"house", "when", "amount_fen", "note"}),
    StaffAction.HOLD: frozenset({"house", "until", "reason", "release"}),
    StaffAction.WHY: frozenset({"house"}),
    StaffAction.CODE: frozenset({"house"}),
    StaffAction.BROADCAST: frozenset({"to", "building", "body"}),
    StaffAction.EXPORT: frozenset({"what", "building"}),
    StaffAction.TICKETS: frozenset({"which", "building", "department"}),
    StaffAction.TICKET: frozenset({"number", "op", "department", "note", "when"}),
    StaffAction.DUTY: frozenset({"state", "when"}),
    StaffAction.FAQ: frozenset(),
    StaffAction.SMALLTALK: frozenset(),
    StaffAction.NONE: frozenset(),
}
"""The slots that an action may have."""

"""Paying: what is owed, a date, already paid, hardship, a wrong bill. Figures and dates are a person's today.

Nobody is shown an amount here: bills come with the ledger, and a payment date is believed only when a person has
read it back. What is taken down is the resident's own words.
"""

import re
from typing import Any

from sqlmodel import Session

from bot.conversation.flows import Flow, Frame, Slots, Step
from bot.conversation.turn import Said, Turn
from bot.handlers import house_step
from bot.handlers.requests import Request, ask_a_person
from bot.messages import Option, Reply
from bot.money import Fen
from bot.people.access import may_see_figures
from bot.tasks.tables import TaskKind
from bot.understanding.amounts import read_amount
from bot.understanding.normalise import normalise
from bot.understanding.result import Unclear, Understood

_AMOUNT = re.compile(r"(?!(?:0?[1-9]|1[0-2])[0-3][0-9]$)[0-9]{3,}(?:\.[0-9]+)?元?")
"""What is no day: 9000, though 1210 may be the tenth of December."""
METHODS = {"wechat": "微信", "alipay": "支付宝", "card": "刷卡", "cash": "现金", "transfer": "转账"}
BARE_COMMIT = frozenset({"承诺", "约时间", "约个时间缴", "约定缴费时间", "缴费承诺", "我要承诺"})
WAYS = {
    "flow:arrears": "查我的费用",
    "faq:how_to_pay": "怎么交",
    "flow:commit": "约个日子交",
    "flow:paid": "我已经交过了",
}

ARREARS = Request(TaskKind.BILL_QUESTION, "查询应缴费用", "arrears.taken", "flow:arrears", daily=True, with_phone=True)
STRANGER_ARREARS = Request(
    TaskKind.BINDING, "想查费用，尚未绑定房号", "arrears.stranger", "flow:arrears", daily=True, with_phone=True
)
FAMILY_ARREARS = Request(
    TaskKind.BILL_QUESTION, "询问费用（不是业主本人，不能告诉金额）", "arrears.family", "flow:arrears", daily=True
)
COMMIT = Request(TaskKind.COMMITMENT, "说了缴费时间", "commit.taken", "flow:commit")
PAID = Request(TaskKind.MATCH_PAYMENT, "说已缴费，请核对", "paid.taken", "flow:paid")
HARDSHIP = Request(TaskKind.HARDSHIP, "说明困难，请与其商量", "hardship.taken", "flow:hardship", daily=True)
DISPUTE = Request(TaskKind.DISPUTE, "对账单有异议", "dispute.taken", "flow:dispute", daily=True)


def _ask_pay(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    return turn.say("pay.ask", options=[Option(label, f"step:{way}") for way, label in WAYS.items()])


def _read_pay(_turn: Turn, _session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    return Unclear("choose")


def _finish_pay(turn: Turn, session: Session, frame: Frame) -> Said:
    return turn.routes.do(turn, session, frame.slots["way"])


def _sees_figures(turn: Turn, session: Session) -> bool:
    return any(may_see_figures(session, turn.identity, house.house_id) for house in turn.identity.houses)


def _finish_arrears(turn: Turn, session: Session, frame: Frame) -> Said:
    """Have a person look the figure up: for an owner it comes here; family, tenants and strangers get no figure."""
    if not turn.identity.houses:
        return ask_a_person(turn, session, STRANGER_ARREARS, frame.slots)
    request = ARREARS if _sees_figures(turn, session) else FAMILY_ARREARS
    return ask_a_person(turn, session, request, frame.slots)


def _ask_when(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    return turn.say("commit.ask")


def _read_when(turn: Turn, _session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    if len(normalise(turn.text)) < 2:
        return Unclear("too_short")
    reading = turn.heard.reading
    is_else = reading.action in ("answer", "flow") and reading.label != "flow:commit"
    is_else = is_else or _AMOUNT.fullmatch(normalise(turn.text)) is not None
    return Unclear("no_day") if is_else else Understood(turn.text[:300])


def _prefill_commit(turn: Turn, _session: Session) -> Slots:
    slots = house_step.known(turn)
    said = turn.heard.reading.label == "flow:commit" and turn.is_said
    if said and normalise(turn.text) not in BARE_COMMIT:
        slots["when"] = turn.text[:300]
    return slots


def _finish_commit(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, COMMIT, frame.slots)


def _ask_amount(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    return turn.say("paid.ask_amount", options=(Option("记不清金额", "step:unknown"),))


def _read_amount_step(turn: Turn, _session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    match read_amount(turn.text):
        case Understood(Fen(value)):
            return Understood(value)
        case Unclear(why):
            return Unclear(why)


def _ask_method(turn: Turn, _session: Session, frame: Frame) -> Reply:
    """Ask how it was paid, and read the amount back: it may stand in the first sentence."""
    options = [Option(label, f"step:{name}") for name, label in METHODS.items()]
    if frame.slots["amount"] == "unknown":
        return turn.say("paid.ask_method", options=options)
    return turn.say("paid.ask_method_for", options=options, amount=Fen(frame.slots["amount"]))


def _read_method(turn: Turn, _session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    said = normalise(turn.text)
    named = [name for name, label in METHODS.items() if label in said]
    return Understood(named[0]) if len(named) == 1 else Unclear("choose")


def _ask_proof(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    return turn.say(
        "paid.ask_proof", options=(Option("没有凭证，先登记", "step:none"), Option("已发照片", "step:sent"))
    )


def _read_proof(turn: Turn, _session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    return Understood(turn.text[:200]) if turn.text.strip() else Unclear("choose")


def _no_photo_yet(slots: Slots) -> bool:
    return not slots.get("_files")


def _prefill_paid(turn: Turn, _session: Session) -> Slots:
    slots = house_step.known(turn)
    held = turn.noted("held")
    if held:
        turn.forget("held")
        slots["_files"] = held
    if turn.heard.reading.label == "flow:paid" and turn.is_said:
        slots["_said"] = turn.text[:300]
        match read_amount(turn.text):
            case Understood(Fen(value)):
                slots["amount"] = value
            case _:
                pass
    return slots


def _finish_paid(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, PAID, frame.slots)


def _finish_hardship(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, HARDSHIP, frame.slots)


def _finish_dispute(turn: Turn, session: Session, frame: Frame) -> Said:
    return ask_a_person(turn, session, DISPUTE, frame.slots)


def _known_house(turn: Turn, _session: Session) -> Slots:
    return house_step.known(turn)


FLOWS = (
    Flow("pay", 1, "flow:pay", (Step("way", _ask_pay, _read_pay),), lambda _: "缴费", _finish_pay),
    Flow("arrears", 1, "flow:arrears", (), lambda _: "查费用", _finish_arrears, _known_house),
    Flow(
        "commit",
        1,
        "flow:commit",
        (Step("when", _ask_when, _read_when, free_text=True), house_step.HOUSE_STEP),
        lambda _: "约定缴费时间",
        _finish_commit,
        _prefill_commit,
        bare=BARE_COMMIT,
    ),
    Flow(
        "paid",
        1,
        "flow:paid",
        (
            Step("amount", _ask_amount, _read_amount_step, letters=True),
            Step("method", _ask_method, _read_method),
            house_step.HOUSE_STEP,
            Step("proof", _ask_proof, _read_proof, wanted=_no_photo_yet),
        ),
        lambda _: "核对缴费",
        _finish_paid,
        _prefill_paid,
    ),
    Flow(
        "hardship", 1, "flow:hardship", (house_step.HOUSE_STEP,), lambda _: "困难说明", _finish_hardship, _known_house
    ),
    Flow("dispute", 1, "flow:dispute", (house_step.HOUSE_STEP,), lambda _: "账单异议", _finish_dispute, _known_house),
)

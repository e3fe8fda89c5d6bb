"""The free part of a staff message: what else was told, for whom, by whom, why; in the words of the message."""

import re
from typing import Final

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import Message, Sign

_EDGES: Final = " ,。;:!?~…-—了"
_CLAUSE: Final = re.compile(r"[,。;!?\n]+|(?<=⌂)\s")
_COLLEAGUE: Final = re.compile(
    r"(?:跟|和|同|与|带着?|叫上|喊上|陪)(?P<name>(?!业主|住户|他|她|人家|对方|老婆|老公|家属|家人)[\u4e00-\u9fff]{2,3}?)(?:一起|一块|一道|两个人|俩)?(?:去|上门|到|登门|入户|走访|拜访|跑|又去|刚|敲)"
)
_COLLEAGUE_TOO: Final = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,3})(?:陪我|跟我|和我|同我|陪同)")
_COURIER: Final = re.compile(
    r"(?P<firm>ems|顺丰|中通|圆通|韵达|申通|邮政|京东|极兔|挂号信?|sf)?[\s:,号单运快递]{0,6}(?P<number>(?:[a-z]{1,3})?[0-9]{8,18}(?:[a-z]{2})?)(?![0-9])"
)
_FIRM: Final = re.compile(r"ems|顺丰|中通|圆通|韵达|申通|邮政|京东|极兔|挂号")
_BODY: Final = re.compile(
    r"[::]\s?(?P<colon>.+)$|^[^,。]{0,16}?[,\s]\s?(?P<comma>.+)$|(?:通知|群发|广播|公告|说一?[声下]|告知|发条?消息|提醒)(?:一下|下)?(?P<rest>.+)$"
)
_TO_WHOM: Final = re.compile(
    r"^(?:给|到|下|一下)?(?:全体|所有|大家|各位)?[▣⌂]?的?(?:[0-9一二三四]单元)?的?(?:业主|住户|居民|租户|人)?们?\s?"
)
_COLON: Final = re.compile(r"[:：]\s*")
_ANCHOR: Final = 4
_NARROW: Final = str.maketrans("，：；？！（）", ",:;?!()")
_END: Final = " ,:。;"
_LEAD: Final = re.compile(r"^(?:[\s,:。;]|了(?!解)|的|一下)+")
_COMMANDS: Final = (
    "note",
    "reply",
    "ask",
    "transfer",
    "wait",
    "done",
    "sent_back",
    "close",
    "urgent",
    "arrive",
    "accept",
)
_REASON: Final = re.compile(r"(?:因为|由于|原因是?|理由是?)\s?:?(?P<why>[^。]+)")
_REMINDS: Final = re.compile(r"催|提醒|停|缓|放一|冻结|挂起|免打扰")
_PAUSES_AGAIN: Final = re.compile(
    r"(?:先|还是|继续)(?:别|不要|暂停|停)|再(?:别|不要)|(?:恢复|解除)[^,。]{0,6}(?:前|之前|以后再)"
)


def told(message: Message) -> str | None:
    """Return the clauses that name neither the house nor what was done about it."""
    clauses = [part.strip(_EDGES) for part in _CLAUSE.split(message.marked) if Sign.HOUSE not in part]
    return _spoken(",".join(clause for clause in clauses if len(clause) > 1), message)


def reason(message: Message) -> str | None:
    """Return why reminders pause: what is named as the reason, else the clause that does not speak of reminding."""
    named = _REASON.search(message.marked)
    if named:
        return _spoken(named["why"].strip(_EDGES), message)
    parts = (part.strip(" ,。;:!?~") for part in _CLAUSE.split(message.marked))
    clauses = [part for part in parts if Sign.HOUSE not in part and not _REMINDS.search(part)]
    return _spoken(",".join(clause for clause in clauses if len(clause) > 1), message)


def pauses_again(marked: str) -> bool:
    """Tell whether a message that speaks of resuming asks for a pause all the same."""
    return _PAUSES_AGAIN.search(marked) is not None


def colleague(said: str) -> str | None:
    """Return the colleague who went along on a visit."""
    found = _COLLEAGUE.search(said) or _COLLEAGUE_TOO.search(said)
    return found["name"] if found else None


def courier(said: str) -> str | None:
    """Return the courier and the number of the consignment, as far as they are named."""
    found = _COURIER.search(said)
    firm = _FIRM.search(said)
    parts = [firm[0].upper() if firm else "", found["number"].upper() if found else ""]
    return " ".join(part for part in parts if part) or None


def body(message: Message) -> str | None:
    """Return the text of a notice: what stands after a colon, a comma or the word for sending it."""
    found = _BODY.search(message.marked)
    if found is None:
        return None
    text = found["colon"] or found["comma"] or _TO_WHOM.sub("", found["rest"])
    return _as_typed(_spoken(text.strip(" ,:。"), message), message)


def department(message: Message, words: StaffWords) -> str | None:
    """Return the last department that is named, as typed, with 部 or 组 if that was said."""
    last = None
    for last in words.pattern("department").finditer(message.marked):  # noqa: B007  the last one counts
        pass
    if last is None:
        return None
    tail = message.marked[last.end() : last.end() + 1]
    return last[0] + tail if tail in {"部", "组", "科"} else last[0]


def after_command(message: Message, words: StaffWords) -> str | None:
    """Return what was written besides the ticket, the command and the department."""
    before, sign, rest = message.marked.partition(Sign.TICKET)
    rest = _LEAD.sub("", rest if sign else before)
    if not any(words.pattern(name).search(f"{before}{Sign.TICKET}") for name in _COMMANDS):
        found = next((found for name in _COMMANDS if (found := words.pattern(name).match(rest))), None)
        rest = rest[found.end() :] if found else rest
    rest = _LEAD.sub("", rest)
    department = words.pattern("department").match(rest.lstrip("给到"))
    rest = _LEAD.sub("", rest.lstrip("给到")[department.end() :].lstrip("部组")) if department else rest
    return _as_typed(_spoken(rest.rstrip(_END), message), message)


def _as_typed(part: str | None, message: Message) -> str | None:
    """Return the end of the message as it was typed, where `part` is that end: others read it, so no word changes."""
    if part is None or not message.said.rstrip(_END).endswith(part):
        return part
    if len(part) > _ANCHOR and (place := message.typed.lower().translate(_NARROW).find(part[:_ANCHOR])) >= 0:
        return message.typed[place:].strip()
    pieces = _COLON.split(message.typed, maxsplit=1)
    return pieces[1].strip() if len(pieces) == 2 and pieces[1].strip() else part


def _spoken(text: str, message: Message) -> str | None:
    """Put what the signs stand for back; the signs are in the order of the message."""
    for mark in message.marks:
        text = text.replace(mark.sign.value, message.said[slice(*mark.span)], 1) if mark.sign.value in text else text
    return text.strip() or None

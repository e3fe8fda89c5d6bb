"""What a day is named for: to pay, to come home, to refuse, to tell of something else (one role for every mention)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from bot.understanding.dates import asking, linking, paying, pointing, refusing
from bot.understanding.dates.answer import PERIODS, Grain
from bot.understanding.dates.grammar import Mention
from bot.understanding.dates.places import Place, places


class Role(Enum):
    """Why a day stands in the message."""

    PAYS = auto()  # 25号交
    BARE = auto()  # 25号吧
    OWN = auto()  # 发工资25号: the day wins
    BOUND = auto()  # 不会拖到下个月: the day before it
    PUT_OFF = auto()  # 下周再说
    REFUSED = auto()  # 25号不行
    PAST = auto()  # 昨天交的
    LAPSED = auto()  # a day of the past that no payment is reported for
    WORK = auto()  # 25号前修好: the company's day
    OTHER = auto()  # everything else


LIVE = frozenset({Role.PAYS, Role.BARE, Role.OWN})


@dataclass(frozen=True, slots=True)
class Told:
    """A mention and what it is named for."""

    mention: Mention
    role: Role
    place: Place


def tell_roles(said: str, found: list[Mention], today: date) -> list[Told]:
    """Return every mention with its role."""
    return [Told(place.mention, _role(place, today), place) for place in places(said, found)]


def _role(place: Place, today: date) -> Role:
    place = replace(place, clause=asking.OFFICE_IS_OPEN.sub("", place.clause))
    if place.mention.span.is_past:
        return _past_role(place)
    return _role_beside_paying(place) or _role_of_what_is_over(place, today) or _role_ahead(place)


def _role_beside_paying(place: Place) -> Role | None:
    """Return why a day stands there when it is plainly not for a promise: a habit, a bound, a thing, a demand."""
    mention, clause = place.mention, place.clause
    if mention.is_weak and re.search(r"[没未]|不(?!行|好意思|拖)", clause):
        return Role.OTHER
    if mention.is_habit and not paying.OWN_MONEY.search(clause):
        return Role.OWN if paying.PAYS_BY_ROUTINE.search(clause) and "?" not in clause else Role.OTHER
    if linking.DENIED.search(place.before):
        return Role.BOUND
    if asking.is_a_journey(place.after) and pointing.pays_on_that_day(place.rest):
        return Role.OWN
    if mention.span.grain is Grain.MONTH and paying.OWES.search(clause):
        return Role.OTHER
    belongs = asking.belongs_to_a_thing(place.after) or paying.COVERS.search(place.before)
    return Role.OTHER if belongs or asking.DEMANDED.search(place.before) else None


def _role_of_what_is_over(place: Place, today: date) -> Role | None:
    """Return whether a day is taken back, or names the time of something that is over."""
    span = place.mention.span
    if (refusing.is_taken_back(place.before) and not place.after.startswith("就是")) or _is_refused(place):
        return Role.REFUSED
    if _is_report(place, today):
        return Role.PAST
    is_told = _TODAY_IS.search(place.clause) and span.was is not None
    return Role.LAPSED if is_told or (span.was == today and _WENT.match(place.after)) else None


def _role_ahead(place: Place) -> Role:
    plain = asking.ANSWERS.sub("", place.clause)
    pays = paying.PAYS.search(plain) is not None
    if asking.asks_without_offering(place.clause) or (refusing.THREATENS.search(place.clause) and not pays):
        return Role.OTHER
    if refusing.PUTS_OFF.search(place.after):
        return Role.PUT_OFF
    return _future_role(place, plain, pays=pays)


def _future_role(place: Place, plain: str, *, pays: bool) -> Role:
    mention = place.mention
    clause = place.clause if place.is_only else place.after
    if pays and not (asking.OTHER_MATTER.search(plain) and not _pays_beside(place)):
        return Role.PAYS
    if not mention.is_weak and pointing.pays_on_that_day(place.rest):
        return Role.OWN
    if asking.is_another_matter(plain):
        return Role.WORK
    if asking.ANSWERS.search(clause):
        return Role.OTHER
    if refusing.PUTS_OFF.search(place.following) and not paying.PAYS.search(place.rest):
        return Role.PUT_OFF
    if paying.OWN_MONEY.search(clause) or paying.OWN_RETURN.search(clause):
        return (
            Role.OTHER if mention.is_weak or _asks_something_else(place) or _is_of_another_matter(place) else Role.OWN
        )
    if paying.OWN_ABSENCE.search(refusing.NOT_REFUSED.sub("", clause)):
        is_near = paying.ABSENT_NEARBY.search(clause) and _is_paid_afterwards(place)
        return Role.OWN if is_near else Role.OTHER
    return _undecided_role(place, plain)


def _undecided_role(place: Place, plain: str) -> Role:
    """A day alone is promised; one beside words of its own is, when the next clauses pay without another day."""
    mention = place.mention
    if paying.DELEGATES.search(plain) and not asking.HOUSE_MATTER.search(plain):
        return Role.PAYS
    if asking.OTHER_MATTER.search(plain):
        return Role.OWN if not mention.is_weak and pointing.pays_afterwards(place.rest) else Role.WORK
    if paying.says_little((place.whole if mention.is_weak else place.clause).replace("〇", "")):
        return Role.OTHER if _is_of_the_house(place) else Role.BARE
    if mention.is_weak:
        return Role.OTHER
    if paying.settles_it(plain.replace("〇", "")):
        return Role.PAYS
    return Role.OWN if _is_paid_afterwards(place) else Role.OTHER


def _is_paid_afterwards(place: Place) -> bool:
    """Tell whether the next clauses pay on this very day; of today and of a week that says nothing."""
    span = place.mention.span
    is_running = span.was == span.last or span.grain in PERIODS
    return not place.mention.is_weak and not is_running and pointing.pays_afterwards(place.rest)


def _is_of_the_house(place: Place) -> bool:
    """Tell whether a short clause goes on about a repair or a parcel (快递到了,周五前取)."""
    left = paying.meaning_left(place.clause.replace("〇", ""))
    is_other = asking.HOUSE_MATTER.search(place.whole) is not None and _is_of_another_matter(place)
    return bool(left) and is_other and not paying.PAYS.search(place.clause)


def _asks_something_else(place: Place) -> bool:
    """Tell whether the message goes on with a question and nowhere speaks of paying."""
    return asking.asks_without_offering(place.rest) and paying.PAYS.search(place.whole) is None


def _is_of_another_matter(place: Place) -> bool:
    """Tell whether the whole message speaks of repairs or events and nowhere of paying."""
    return asking.OTHER_MATTER.search(place.whole) is not None and paying.PAYS.search(place.whole) is None


def _pays_beside(place: Place) -> bool:
    """Tell whether paying is said of this very mention, though its clause speaks of other things too."""
    return paying.PAYS.search(asking.ANSWERS.sub("", place.after)) is not None


def _is_refused(place: Place) -> bool:
    if linking.FALLS_BACK.match(place.after) or (place.before.endswith("不是") and place.after.startswith("就是")):
        return False
    return refusing.is_refused(place.after) or (
        place.is_first
        and not linking.FALLS_BACK.search(place.before)
        and refusing.REFUSES.match(refusing.NOT_REFUSED.sub("", place.before)) is not None
        and not paying.PAYS.search(place.after)
        and not place.after.strip(" ,。")
        and "才" not in place.before
    )


def _past_role(place: Place) -> Role:
    """A past day reports a payment when paying is said of it: 昨天交的, 昨天下午我转了."""
    spoken = place.clause if place.is_only else place.after
    tells = asking.ANSWERS.sub("", spoken + (place.following if place.is_only else ""))
    if asking.DEMANDED.search(place.before) or asking.OTHER_MATTER.search(place.clause):
        return Role.LAPSED
    if re.search(r"[没忘未]|欠|不", place.clause):
        return Role.LAPSED
    done = paying.IS_DONE.search(tells) or re.search(r"[交缴付转]过?[了的]?(?:钱|费|款)?(?:$|[,。!])", tells)
    return Role.PAST if done else Role.LAPSED


def _is_report(place: Place, today: date) -> bool:
    """25号交的 and 周三已经转了 report; 25号就交了 and 明天交了告诉你 look ahead.

    A day that lies nearer in the past than its next one (月初就交了, said on the 24th) reports in spite of 就.
    """
    span = place.mention.span
    if span.is_open or not paying.IS_DONE.search(place.clause):
        return False
    if _IS_OVER.search(place.clause) and span.was is not None:
        return True
    nearer = span.was is not None and today - span.was < span.last - today
    if paying.is_future(place.before + place.after.split("交")[0], although="就" if nearer else ""):
        return False
    return span.was is not None or bool(_IS_OVER_SURELY.search(place.clause))


_TODAY_IS = re.compile(
    r"(?:〇(?:都|又|已经|就)?是?|都是?|已经是?)〇了(?![,。]?就)|^[^〇不]{0,3}〇(?:就|都|已经)?是〇[了呀啊]?[,。!]?$"
)
"""今天都周三了: the day is told, nothing is promised for it."""
_WENT = re.compile(r"(?:我|都|又|已经?|特地|专门|刚才?|早上|上午){0,3}(?:来|去|到)(?:了|过)(?![就再])")
"""我今天来了: no promise any more."""
_IS_OVER = re.compile(r"已|刚|早就|过了?(?:呀|啊|吧|的)?[。,!~ ]*$")
_IS_OVER_SURELY = re.compile(r"已|刚|早就")

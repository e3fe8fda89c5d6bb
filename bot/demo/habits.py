"""How the houses of the demo pay when nothing special happens: drawn, each house by itself."""

from dataclasses import dataclass
from random import Random

from bot.demo.money_cast import MONEY_CAST, Case
from bot.ledger.tables import Method

CASES = {case.code: case for case in MONEY_CAST}
METHODS = (*(Method.WECHAT,) * 5, *(Method.ALIPAY,) * 2, Method.CARD, Method.CASH, Method.TRANSFER)
IN_OFFICE_HOURS = frozenset({Method.CARD, Method.CASH, Method.TRANSFER})
OFFICE_OPENS, MORNING = 9 * 60, 8 * 60


@dataclass(frozen=True, slots=True)
class Habit:
    """How a house pays: so many days after each due date, by what, at what minute; and whether it can park here.

    One that wavers is a day early or late by its own measure.
    """

    parking: bool
    pays: int
    wavers: bool
    method: Method
    minute: int


def case_of(code: str) -> Case:
    """Return what the cast says of a house; of most it says nothing."""
    return CASES.get(code) or Case(code, "")


def habit_of(code: str, seed: int) -> Habit:
    """Draw the habit of a house from its code, so that a change of one moves no other; the cast goes before it."""
    rng = Random(f"{seed} {code}")  # noqa: S311 - invented habits, no secret
    parking = rng.randrange(10) < 6
    match rng.randrange(10):
        case 0 | 1:
            pays = rng.randrange(6) - 28
        case 2:
            pays = rng.randrange(5) + 1
        case _:
            pays = rng.randrange(14) - 14
    method, minute = METHODS[rng.randrange(len(METHODS))], rng.randrange(14 * 60)
    told = case_of(code)
    method = told.method or method
    return Habit(
        parking=parking if told.parking is None else told.parking,
        pays=pays if told.pays is None else told.pays,
        wavers=told.pays is None,
        method=method,
        minute=OFFICE_OPENS + minute % (3 * 60) if method in IN_OFFICE_HOURS else MORNING + minute,
    )

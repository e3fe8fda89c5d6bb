"""The late fee (违约金) of a bill, only where the contract has one (spec/dunning.md T4, legal.md §6).

Without an enabled rule there is no fee and no word of it. With one, it is simple interest by day on what was really
unpaid at the end of that day, from the day that the contract names, never on a late fee, and never above the cap. It
is a line of its own, never part of the bill's amount.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.estate.settings import LateFee

PER_MILLE = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Less:
    """From `on` on, so much less of the bill is unpaid (`arrears.less_of` says what counts from when)."""

    on: date
    fen: int


def late_fee(amount: int, due_on: date | None, less: Iterable[Less], *, rule: LateFee, as_of: date) -> int:
    """Return the late fee in fen that has come up to and including `as_of`, half a fen rounded up.

    `start_after_days` 30 means that the thirtieth day after the due date is the first that counts. A day counts with
    what is unpaid at its end, so paying on a day frees that day. The cap is a part of what was unpaid when the fee
    began, in whole fen. A bill without a due date never has one.

    While a waiver stood that was taken back later, `less` may be more than the bill: then nothing was unpaid.
    """
    if not rule.enabled or due_on is None or None in (rule.rate_per_mille, rule.start_after_days, rule.cap_percent):
        return 0
    begins = due_on + timedelta(days=rule.start_after_days or 0)
    if as_of < begins:
        return 0
    changes = sorted(less, key=lambda change: change.on)
    unpaid = amount - sum(change.fen for change in changes if change.on < begins)
    cap = max(unpaid, 0) * (rule.cap_percent or 0) // 100
    fen_days, day = 0, begins
    for change in [each for each in changes if begins <= each.on <= as_of]:
        fen_days += (change.on - day).days * max(unpaid, 0)
        unpaid, day = unpaid - change.fen, change.on
    fen_days += ((as_of - day).days + 1) * max(unpaid, 0)
    fee = Decimal(fen_days) * (rule.rate_per_mille or 0) / PER_MILLE
    return min(int(fee.quantize(Decimal(1), rounding=ROUND_HALF_UP)), cap)

"""The short form of an answer that the tables use."""

from datetime import datetime
from pathlib import Path

from bot.clock import as_shanghai
from bot.understanding.dates import Kind, PaymentDate, read_payment_date
from bot.workdays import load_calendar

HOLIDAYS = load_calendar(Path(__file__).parent.parent.parent.parent / "data" / "holidays")
SATURDAY = "2026-11-21T10:00"
SUNDAY = "2026-11-22T10:00"
MONDAY = "2026-11-23T10:00"
WEDNESDAY = "2026-11-25T10:00"


def answer(text: str, at: str = SATURDAY) -> PaymentDate:
    """Read a message that arrived at a moment of Shanghai wall time."""
    return read_payment_date(text, now=as_shanghai(datetime.fromisoformat(at)), holidays=HOLIDAYS)


def short(text: str, at: str = SATURDAY) -> str:
    """Say it as `2026-12-05`, `2026-12-01..2026-12-05`, `ask 2026-11-21 2026-11-28`, `vague`, `vague 2027-01-02`, …"""
    found = answer(text, at)
    if found.kind is Kind.DATE:
        return str(found.date)
    if found.kind is Kind.RANGE:
        return f"{found.earliest}..{found.date}"
    if found.kind is Kind.AMBIGUOUS:
        return " ".join(["ask", *map(str, found.alternatives)])
    day = found.earliest if found.kind is Kind.VAGUE else found.date
    return f"{found.kind} {day}" if day else str(found.kind)

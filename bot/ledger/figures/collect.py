"""The figures of a period: for an estate or whatever a condition keeps, by building, by month, and the houses behind.

Days are inclusive; `as_of` is the last day whose money counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session

from bot.estate.tables import BuildingId, HouseId
from bot.ledger.figures.definitions import BuildingFigures, Figure, HouseFigure, Name, Sums, total
from bot.ledger.figures.queries import (
    arrears_at,
    credits_on_arrears,
    credits_on_due,
    days_to_pay,
    due_bills,
    payments,
    receipts_on_arrears,
)
from bot.ledger.figures.scope import By, Scope, names_of, run, scope_of
from bot.ledger.periods import Span, next_month, shifted
from bot.ledger.tables import Method

MONTHS_SHOWN = 12

Parts = Mapping[int, Sums]
"""The sums by the id of a house or a building."""
Rows = Mapping[int, Mapping[str, int]]
"""Rows of a statement by the id of a house or a building."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are wanted: of which houses, of which period, as of which day.

    `where` is a condition on House (`arrears.houses_where`, `people.access.seen_houses`); `online` are the methods that
    count as online (data/policy.yaml).
    """

    where: Any
    period: Span
    as_of: date
    online: tuple[Method, ...]

    @property
    def so_far(self) -> Span | None:
        """The days of the period up to `as_of`; None before it begins."""
        last = min(self.period.last, self.as_of)
        return Span(self.period.first, last) if last >= self.period.first else None


def figures(session: Session, asked: Asked) -> tuple[Figure, ...]:
    """Return the figures in the order of `Name`."""
    parts = _measured(_Reader(session, asked, scope_of(session, asked.where), By.BUILDING))
    return tuple(_figure(name, asked, total(parts[name].values())) for name in Name)


def figures_by_building(session: Session, asked: Asked) -> list[BuildingFigures]:
    """Return the figures of every building that has a house of the condition, billed or not, in their order."""
    reader = _Reader(session, asked, scope_of(session, asked.where), By.BUILDING)
    parts = _measured(reader)
    return [
        BuildingFigures(
            BuildingId(key), code, tuple(_figure(name, asked, parts[name].get(key, Sums())) for name in Name)
        )
        for key, (code, _) in names_of(session, reader.scope, By.BUILDING).items()
    ]


def houses_behind(session: Session, name: Name, asked: Asked) -> list[HouseFigure]:
    """Return the houses that a figure is made of, those where most is missing first, then in their order.

    Their numbers add up to the figure's.
    """
    reader = _Reader(session, asked, scope_of(session, asked.where), By.HOUSE)
    parts = MEASURES[name](reader)[name]
    named = names_of(session, reader.scope, By.HOUSE).items()
    rows = [
        HouseFigure(HouseId(key), code, building, name, parts[key]) for key, (building, code) in named if key in parts
    ]
    return sorted(rows, key=lambda row: -row.missing)


def collection_by_month(session: Session, asked: Asked, *, months: int = MONTHS_SHOWN) -> list[Figure]:
    """Return the collection rate of the bills due in each of the months up to that of the day, all as of the day."""
    this = asked.as_of.replace(day=1)
    spans = [_month(shifted(this, place - months + 1)) for place in range(months)]
    reader = _Reader(session, asked, scope_of(session, asked.where), By.BUILDING)
    parts: list[list[Sums]] = [[] for _ in spans]
    for (slot, _), (amounts, _) in _due(reader, spans).items():
        parts[slot].append(amounts)
    return [Figure(Name.COLLECTION, span, asked.as_of, total(some)) for span, some in zip(spans, parts, strict=True)]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every measure needs."""

    session: Session
    asked: Asked
    scope: Scope
    by: By

    def rows(self, statement: Select[Any]) -> Rows:
        return {row["id"]: row for row in run(self.session, statement)}


Measure = Callable[[_Reader], dict[Name, Parts]]


def _measured(reader: _Reader) -> dict[Name, Parts]:
    """Return the sums of all figures; a measure that gives two of them runs once."""
    found: dict[Name, Parts] = {}
    for measure in dict.fromkeys(MEASURES.values()):
        found |= measure(reader)
    return found


def _collection(reader: _Reader) -> dict[Name, Parts]:
    due = {key: sums for (_, key), sums in _due(reader, [reader.asked.period]).items()}
    return {
        Name.COLLECTION: {key: amounts for key, (amounts, _) in due.items()},
        Name.COLLECTION_HOUSES: {key: houses for key, (_, houses) in due.items()},
    }


def _due(reader: _Reader, spans: Sequence[Span]) -> dict[tuple[int, int], tuple[Sums, Sums]]:
    """Return the sums in amounts and in houses of the bills due, by the span's place and the group."""
    scope, as_of, by = reader.scope, reader.asked.as_of, reader.by
    off = {
        (row["slot"], row["id"]): (row["waived"], row["credited"])
        for row in run(reader.session, credits_on_due(scope, spans, as_of=as_of, by=by))
    }
    found = {}
    for row in run(reader.session, due_bills(scope, spans, as_of=as_of, by=by)):
        key = row["slot"], row["id"]
        apart = off.get(key, (0, 0))
        found[key] = Sums(row["paid"], row["billed"], *apart), Sums(row["settled"], row["houses"], *apart)
    return found


def _recovery(reader: _Reader) -> dict[Name, Parts]:
    scope, by, within = reader.scope, reader.by, reader.asked.so_far
    if within is None:
        return {Name.RECOVERY: {}}
    first, last = within
    left = reader.rows(arrears_at(scope, last, due_before=first, by=by))
    paid = reader.rows(receipts_on_arrears(scope, within, due_before=first, by=by))
    off = reader.rows(credits_on_arrears(scope, within, due_before=first, by=by))
    return {Name.RECOVERY: {key: _recovered(key, left, paid, off) for key in {**left, **paid, **off}}}


def _recovered(key: int, left: Rows, paid: Rows, off: Rows) -> Sums:
    """Return what came in on the first arrears, which are what is left, what came in and what was taken off."""
    received = paid.get(key, {}).get("paid", 0)
    waived, credited = off.get(key, {}).get("waived", 0), off.get(key, {}).get("credited", 0)
    opening = left.get(key, {}).get("open", 0) + received + waived + credited
    return Sums(received, opening, waived, credited)


def _days(reader: _Reader) -> dict[Name, Parts]:
    rows = reader.rows(days_to_pay(reader.scope, reader.asked.period, as_of=reader.asked.as_of, by=reader.by))
    return {Name.DAYS: {key: Sums(row["fen_days"], row["paid"]) for key, row in rows.items()}}


def _online(reader: _Reader) -> dict[Name, Parts]:
    asked, within = reader.asked, reader.asked.so_far
    rows = reader.rows(payments(reader.scope, within, asked.online, by=reader.by)) if within else {}
    return {
        Name.ONLINE: _share(rows, "online_fen", "fen"),
        Name.ONLINE_COUNT: _share(rows, "online_payments", "payments"),
    }


def _share(rows: Rows, part: str, whole: str) -> Parts:
    return {key: Sums(row[part], row[whole]) for key, row in rows.items()}


MEASURES: Mapping[Name, Measure] = {
    Name.COLLECTION: _collection,
    Name.COLLECTION_HOUSES: _collection,
    Name.RECOVERY: _recovery,
    Name.DAYS: _days,
    Name.ONLINE: _online,
    Name.ONLINE_COUNT: _online,
}


def _figure(name: Name, asked: Asked, sums: Sums) -> Figure:
    return Figure(name, asked.period, asked.as_of, sums)


def _month(first: date) -> Span:
    return Span(first, next_month(first) - timedelta(days=1))

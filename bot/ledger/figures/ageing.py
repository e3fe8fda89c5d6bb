"""How old the arrears are (账龄): what is open as of a day, by the days past its due date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session

from bot.estate.tables import BuildingId, HouseId
from bot.ledger.figures.queries import residuals
from bot.ledger.figures.scope import By, Scope, names_of, run, scope_of, total
from bot.money import Fen


class Bucket(StrEnum):
    """Days past due: 0 on the due date, which is still 未到期; the last days of a bucket belong to it.

    Years are counted on the calendar, as the limitation period of three years is (民法典第188条): a bill due on
    2023-11-21 is in `y2_3` up to 2026-11-21 and `over_y3` from the day after.
    """

    NOT_DUE = "not_due"
    D1_7 = "d1_7"
    D8_30 = "d8_30"
    D31_90 = "d31_90"
    D91_180 = "d91_180"
    D181_365 = "d181_365"
    Y1_2 = "y1_2"
    Y2_3 = "y2_3"
    OVER_Y3 = "over_y3"
    NO_DUE_DATE = "no_due_date"


PLACES = {bucket: place for place, bucket in enumerate(Bucket)}
NOT_OVERDUE = frozenset({Bucket.NOT_DUE, Bucket.NO_DUE_DATE})


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What is open in one bucket, as so many bills of so many houses; a house may be in several buckets."""

    bucket: Bucket
    open: Fen
    bills: int
    houses: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Every bucket, in order, as of a day; the sum is everything that is open then."""

    as_of: date
    lines: tuple[AgeLine, ...]

    @property
    def open(self) -> Fen:
        """Everything that is open, due or not."""
        return Fen(sum(line.open.value for line in self.lines))

    @property
    def bills(self) -> int:
        """How many bills have something open."""
        return sum(line.bills for line in self.lines)

    @property
    def overdue(self) -> Fen:
        """What is past its due date."""
        return Fen(sum(line.open.value for line in self.lines if line.bucket not in NOT_OVERDUE))


@dataclass(frozen=True, slots=True)
class BuildingAgeing:
    """The ageing of one building."""

    building_id: BuildingId
    building: str
    ageing: Ageing


@dataclass(frozen=True, slots=True)
class AgedHouse:
    """What one house has open in a bucket."""

    house_id: HouseId
    code: str
    building: str
    open: Fen
    bills: int


def ageing(session: Session, where: Any, *, as_of: date) -> Ageing:
    """Return what is open at the end of a day of the houses that the condition on House keeps, by age."""
    return _ageing(as_of, run(session, _aged(scope_of(session, where), as_of, By.BUILDING)))


def ageing_by_building(session: Session, where: Any, *, as_of: date) -> list[BuildingAgeing]:
    """Return the ageing of every building that has a house of the condition, in their order."""
    scope = scope_of(session, where)
    rows: dict[int, list[dict[str, int]]] = {}
    for row in run(session, _aged(scope, as_of, By.BUILDING)):
        rows.setdefault(row["id"], []).append(row)
    return [
        BuildingAgeing(BuildingId(key), code, _ageing(as_of, rows.get(key, ())))
        for key, (code, _) in names_of(session, scope, By.BUILDING).items()
    ]


def houses_aged(session: Session, where: Any, bucket: Bucket, *, as_of: date) -> list[AgedHouse]:
    """Return the houses of a bucket, the largest sums first, then in their order; they add up to its line."""
    scope = scope_of(session, where)
    rows = {row["id"]: row for row in run(session, _aged(scope, as_of, By.HOUSE, bucket))}
    found = [
        AgedHouse(HouseId(key), house, building, Fen(rows[key]["open"]), rows[key]["bills"])
        for key, (building, house) in names_of(session, scope, By.HOUSE).items()
        if key in rows
    ]
    return sorted(found, key=lambda house: -house.open.value)


def bucket_of(due_on: date | None, as_of: date) -> Bucket:
    """Return the bucket of a bill."""
    if due_on is None:
        return Bucket.NO_DUE_DATE
    return next((bucket for bucket, since in _begins(as_of) if due_on >= since), Bucket.OVER_Y3)


def _begins(as_of: date) -> list[tuple[Bucket, date]]:
    """Return the earliest due date of each bucket but the oldest, from the newest on."""
    days = {
        Bucket.NOT_DUE: 0,
        Bucket.D1_7: 7,
        Bucket.D8_30: 30,
        Bucket.D31_90: 90,
        Bucket.D91_180: 180,
        Bucket.D181_365: 365,
    }
    years = {Bucket.Y1_2: 2, Bucket.Y2_3: 3}
    return [
        *((bucket, as_of - timedelta(days=back)) for bucket, back in days.items()),
        *((bucket, _years_before(as_of, back)) for bucket, back in years.items()),
    ]


def _years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; of 29 February the 28th where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _aged(scope: Scope, as_of: date, by: By, only: Bucket | None = None) -> Select[Any]:
    """Sum by bucket (its place in `Bucket`) and building or house."""
    bills = residuals(scope, as_of, by=by).subquery()
    bucket = case(
        (bills.c.due_on.is_(None), PLACES[Bucket.NO_DUE_DATE]),
        *((bills.c.due_on >= since, PLACES[bucket]) for bucket, since in _begins(as_of)),
        else_=PLACES[Bucket.OVER_Y3],
    )
    rows = select(bills.c.id, bills.c.house_id, bucket.label("bucket"), bills.c.fen).subquery()
    sums = (
        total(rows.c.fen, "open"),
        func.count().label("bills"),
        func.count(rows.c.house_id.distinct()).label("houses"),
    )
    wanted = select(rows.c.id, rows.c.bucket, *sums).group_by(rows.c.id, rows.c.bucket)
    return wanted if only is None else wanted.where(rows.c.bucket == PLACES[only])


def _ageing(as_of: date, rows: Iterable[dict[str, int]]) -> Ageing:
    sums = [[0, 0, 0] for _ in Bucket]
    for row in rows:
        for place, name in enumerate(("open", "bills", "houses")):
            sums[row["bucket"]][place] += row[name]
    lines = (
        AgeLine(bucket, Fen(fen), bills, houses) for bucket, (fen, bills, houses) in zip(Bucket, sums, strict=True)
    )
    return Ageing(as_of, tuple(lines))

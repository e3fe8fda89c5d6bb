"""What a company sets for each estate: `data/estate.yaml`, one section per estate code, and the facts for answers.

A value that is not set is null there and gives no fact here: the answer then leaves its line out or says that a
person will look, and never fills in a figure of its own.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

from pydantic import ConfigDict, Field, PositiveInt, RootModel, field_validator, model_validator

from bot.datafile import Table, load_table
from bot.estate.tables import Use
from bot.money import Fen

USE_WORDS = {Use.RESIDENTIAL: "住宅", Use.SHOP: "商铺", Use.OFFICE: "办公", Use.STORAGE: "储藏室", Use.PARKING: "车位"}
DAY_WORDS = {"every_day": "每天", "workdays": "工作日"}


class OfficeTimes(Table):
    """When the service desk is open: which days, and the segments of such a day ("08:30-12:00", end exclusive)."""

    days: Literal["every_day", "workdays"]
    segments: tuple[str, ...] = Field(min_length=1)

    @field_validator("segments")
    @classmethod
    def _in_order(cls, segments: tuple[str, ...]) -> tuple[str, ...]:
        clock = [moment for segment in segments for moment in read_segment(segment)]
        if any(later <= earlier for earlier, later in pairwise(clock)):
            raise ValueError("the segments must follow one another and must not overlap")
        return segments

    @property
    def times(self) -> tuple[tuple[time, time], ...]:
        """The segments as (from, to exclusive)."""
        return tuple(read_segment(segment) for segment in self.segments)

    def __str__(self) -> str:
        """Say it as residents read it: 每天 8:30–12:00、14:00–18:00."""
        spans = (f"{start.hour}:{start:%M}–{end.hour}:{end:%M}" for start, end in self.times)
        return f"{DAY_WORDS[self.days]} {'、'.join(spans)}"


class LateFee(Table):
    """What the contract says about 违约金 (spec/dunning.md T4): without rate, start and cap it is not spoken of.

    `rate_per_mille` is a day's part of the unpaid amount in thousandths; `start_after_days` counts from the due
    date; `cap_percent` of the unpaid amount is the most that is ever asked.
    """

    enabled: bool = False
    rate_per_mille: Decimal | None = Field(default=None, gt=0, le=10)
    start_after_days: PositiveInt | None = None
    cap_percent: int | None = Field(default=None, gt=0, le=100)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.enabled and None in (self.rate_per_mille, self.start_after_days, self.cap_percent):
            raise ValueError("an enabled late fee needs rate_per_mille, start_after_days and cap_percent")
        return self

    def __str__(self) -> str:
        """Say the rule of the contract, or nothing when there is none."""
        if not self.enabled or self.rate_per_mille is None:
            return ""
        return (
            f"自应缴日后第 {self.start_after_days} 天起，按未付金额每日千分之 {self.rate_per_mille.normalize():f} "
            f"计违约金，累计不超过未付金额的 {self.cap_percent}%"
        )


class Contract(Table):
    """What the service contract of the estate adds to the law."""

    late_fee: LateFee = LateFee()


class FeeItemSetting(Table):
    """What is charged again and again (收费项目); `bot.ledger.tables.FeeItem` says what each value means.

    `price` is in yuan with up to four decimals: a month's for a square metre (area) or for one piece (fixed). `from_on`
    is inclusive, `to_on` exclusive; a new price is a new entry. `houses` (code → pieces) charges only those named.
    """

    name: str = Field(min_length=1, max_length=50)
    formula: Literal["area", "fixed", "shared_by_area", "shared_evenly"]
    price: Decimal = Field(default=Decimal(0), ge=0, le=100000, decimal_places=4)
    use: Use | None = None
    building: str | None = None
    cycle: Literal["month", "quarter", "half_year", "year", "anniversary"]
    rounding: Literal["fen", "jiao", "yuan", "jiao_down", "yuan_down"] = "fen"
    due_days: int = Field(ge=-92, le=400)
    from_on: date
    to_on: date | None = None
    houses: dict[str, PositiveInt] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.to_on is not None and self.to_on <= self.from_on:
            raise ValueError("to_on must lie after from_on")
        shared = self.formula.startswith("shared")
        if not shared and not self.price:
            raise ValueError("price is missing")
        if shared and (self.price or self.houses or self.cycle == "anniversary"):
            raise ValueError("a shared fee item has no price, no houses and no anniversary: its sums are shared_costs")
        return self


class SharedCostSetting(Table):
    """What a shared fee item cost from `from_on` to `to_on` (both inclusive), for a building or the whole estate."""

    item: str
    building: str | None = None
    from_on: date
    to_on: date
    total: Decimal = Field(gt=0, le=10_000_000, decimal_places=2)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on < self.from_on:
            raise ValueError("to_on lies before from_on")
        return self


class EstateSettings(Table):
    """One section of `data/estate.yaml`: the facts of an estate that answers, letters and clocks use.

    `fee_fen_per_m2` is the monthly fee for a square metre in whole fen, by use. `vacancy_rule` null means that
    nobody has verified the local rule yet, so a person answers (spec/legal.md §5). `duty` names, for each
    department, the logins to ask first when work comes in; who is not on duty is passed over. `fee_items` null leaves
    the fee items of the database as they are (`bot.ledger.fee_items`).
    """

    company: str = Field(min_length=1)
    name: str = Field(min_length=1)
    city: str | None = None
    desk_phone: str = Field(min_length=1)
    duty_phone: str = Field(min_length=1)
    office_hours: OfficeTimes
    desk_address: str = Field(min_length=1)
    fee_fen_per_m2: dict[Use, PositiveInt]
    fee_cycle: str | None = None
    ways_to_pay: tuple[str, ...] = ()
    collection_account: str | None = None
    vacancy_rule: str | None = None
    contract: Contract = Contract()
    disclosure_place: str | None = None
    park_rule: str | None = None
    decoration_rule: str | None = None
    duty: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fee_items: tuple[FeeItemSetting, ...] | None = None
    shared_costs: tuple[SharedCostSetting, ...] = ()

    @model_validator(mode="after")
    def _each_fee_item_once(self) -> Self:
        marks = [(item.name, item.use, item.building, item.from_on) for item in self.fee_items or ()]
        twice = next((mark for mark in marks if marks.count(mark) > 1), None)
        if twice is not None:
            raise ValueError(f"fee_items: {twice[0]} from {twice[3]} stands twice")
        return self

    @model_validator(mode="after")
    def _shared_costs_have_their_items(self) -> Self:
        shared = {item.name for item in self.fee_items or () if item.formula.startswith("shared")}
        stray = [cost.item for cost in self.shared_costs if cost.item not in shared]
        if stray:
            raise ValueError(f"shared_costs: there is no shared fee item {stray[0]}")
        return self

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """The facts for answers (see `estate_facts`)."""
        return _facts(self)

    def duty_order(self, department: str) -> tuple[str, ...]:
        """Return the logins that a department's work goes to first."""
        return self.duty.get(department, ())


class EstateTable(RootModel[dict[str, EstateSettings]]):
    """The whole file; an estate of the database may be missing in it, and then has no facts."""

    model_config = ConfigDict(frozen=True)

    def of(self, code: str) -> EstateSettings | None:
        """Return the section of the estate with this code, if there is one."""
        return self.root.get(code)


def load_estates(path: Path) -> EstateTable:
    """Read `data/estate.yaml`.

    Raises:
        DataFault: it cannot be read, or a key is unknown, missing or wrong; names file, line and key.
    """
    return load_table(path, EstateTable)


def estate_facts(settings: EstateSettings | None) -> dict[str, str]:
    """Return what may be said about an estate, by the names that answers use; what is not set is absent."""
    return dict(settings.facts) if settings is not None else {}


def _facts(settings: EstateSettings) -> dict[str, str]:
    said = {
        "company": settings.company,
        "estate": settings.name,
        "desk_phone": settings.desk_phone,
        "duty_phone": settings.duty_phone,
        "office_hours": str(settings.office_hours),
        "desk_address": settings.desk_address,
        "fee_standard": _fee_standard(settings.fee_fen_per_m2),
        "fee_cycle": settings.fee_cycle,
        "ways_to_pay": "；".join(settings.ways_to_pay),
        "collection_account": settings.collection_account,
        "vacancy_rule": settings.vacancy_rule,
        "late_fee_rule": str(settings.contract.late_fee),
        "disclosure_place": settings.disclosure_place,
        "park_rule": settings.park_rule,
        "decoration_rule": settings.decoration_rule,
    }
    return {name: text for name, text in said.items() if text}


def read_segment(text: str) -> tuple[time, time]:
    """Read "08:30-12:00".

    Raises:
        ValueError: it is no pair of times of day.
    """
    start, _, end = text.partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


def in_yuan(amount: Fen) -> str:
    """Say an amount as the facts of answers do: 161.10 元."""
    return f"{str(amount).removeprefix('¥')} 元"


def _fee_standard(by_use: dict[Use, int]) -> str:
    return "；".join(f"{USE_WORDS[use]} {in_yuan(Fen(fen))}/㎡·月" for use, fen in by_use.items())

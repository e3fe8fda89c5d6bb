"""Figures as people read them: lines and pictures, every word from `data/templates/figures.yaml`.

Each figure is said with its formula, its two numbers, its period and its day. What has no value says why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.charts import MOST_BARS, Bar, Point, bar_chart, line_chart
from bot.ledger.figures.ageing import Ageing
from bot.ledger.figures.definitions import UNITS, BuildingFigures, Figure, HouseFigure, Name, Unit
from bot.ledger.periods import said
from bot.ledger.policy import LedgerPolicy
from bot.money import Fen
from bot.texts.templates import Templates

MOST_HOUSES = 200
"""More houses than this are not listed one by one: their number is said."""

HAS_APART = frozenset({Name.COLLECTION, Name.RECOVERY})


@dataclass(frozen=True, slots=True)
class Report:
    """Says figures; the target of the collection rate and the online methods come from data/policy.yaml."""

    templates: Templates
    policy: LedgerPolicy

    def figures(self, figures: Sequence[Figure], place: str) -> list[str]:
        """Return the lines of all figures of a place: estate, building."""
        first = figures[0]
        head = self._say("figures.head", place=place, period=_period(first), as_of=day_said(first.as_of))
        return [head, *(line for figure in figures for line in self.figure(figure))]

    def figure(self, figure: Figure) -> Iterator[str]:
        """Yield a figure with its numbers, what stands apart, its target and its formula."""
        yield self.value(figure)
        if figure.name in HAS_APART and (figure.waived.value or figure.credited.value):
            yield self._say("figures.apart", waived=figure.waived, credited=figure.credited)
        if figure.name is Name.COLLECTION and figure.value is not None:
            yield self._target(figure)
        yield self.formula(figure)

    def value(self, figure: Figure) -> str:
        """Return a figure in one line with its two numbers, or why it has none."""
        if figure.why is not None:
            return self._say(f"figures.none.{figure.why}", name=self.name(figure.name))
        numerator, denominator = _numbers(figure.name, figure.numerator, figure.denominator)
        return self._say(
            f"figures.line.{figure.name}", value=rounded(figure), numerator=numerator, denominator=denominator
        )

    def formula(self, figure: Figure) -> str:
        """Return the formula of a figure, with its period and its day."""
        facts = {"period": _period(figure), "as_of": day_said(figure.as_of)}
        if figure.name in {Name.ONLINE, Name.ONLINE_COUNT}:
            facts["methods"] = "、".join(self._say(f"figures.method.{method}") for method in self.policy.online)
        return self._say(f"figures.formula.{figure.name}", **facts)

    def name(self, name: Name) -> str:
        """Return how a figure is called."""
        return self._say(f"figures.name.{name}")

    def buildings(self, buildings: Sequence[BuildingFigures], name: Name = Name.COLLECTION) -> list[str]:
        """Return one figure of each building, a line each."""
        rows = [(each.building, next(one for one in each.figures if one.name is name)) for each in buildings]
        return [
            self._say("figures.buildings.head", name=self.name(name)),
            *(self._building(building, figure) for building, figure in rows),
        ]

    def houses(self, name: Name, houses: Sequence[HouseFigure]) -> list[str]:
        """Return the houses behind a figure, those where most is missing first."""
        head = self._say("figures.houses.head", name=self.name(name), count=f"{len(houses):,}")
        lines = [self._house(house) for house in houses[:MOST_HOUSES]]
        more = [self._say("figures.houses.more", count=len(houses) - MOST_HOUSES)] if len(houses) > MOST_HOUSES else []
        return [head, *lines, *more]

    def ageing(self, ageing: Ageing) -> list[str]:
        """Return the arrears by age, the empty buckets left out."""
        as_of = day_said(ageing.as_of)
        if not ageing.bills:
            return [self._say("figures.ageing.none", as_of=as_of)]
        head = self._say(
            "figures.ageing.head", as_of=as_of, open=ageing.open, bills=f"{ageing.bills:,}", overdue=ageing.overdue
        )
        lines = (
            self._say(
                "figures.ageing.line",
                bucket=self.bucket(line.bucket),
                open=line.open,
                bills=f"{line.bills:,}",
                houses=f"{line.houses:,}",
            )
            for line in ageing.lines
            if line.bills
        )
        return [head, *lines, self._say("figures.ageing.formula", as_of=as_of)]

    def bucket(self, bucket: str) -> str:
        """Return how an age is called."""
        return self._say(f"figures.bucket.{bucket}")

    def picture_by_building(self, buildings: Sequence[BuildingFigures], place: str) -> bytes:
        """Return a picture (PNG) with a bar for each building's collection rate; of very many the lowest.

        Raises:
            ValueError: there is no building.
        """
        rows = [(each.building, each.figures[0]) for each in buildings]
        shown = sorted(rows, key=lambda row: (row[1].value is None, row[1].value))[:MOST_BARS]
        footer = self._say("figures.chart.formula")
        if len(rows) > MOST_BARS:
            footer = self._say("figures.chart.cut", count=len(rows), shown=MOST_BARS) + footer
        else:
            shown = rows
        first = rows[0][1] if rows else None
        return bar_chart(
            self._say("figures.chart.buildings"),
            [self._bar(building, figure) for building, figure in shown],
            subtitle=self._chart_of(first, place) if first else "",
            target=self.policy.target_percent / 100,
            target_label=self._say("figures.chart.target", target=self.policy.target_percent),
            footer=footer,
        )

    def picture_by_month(self, months: Sequence[Figure], place: str) -> bytes:
        """Return a picture (PNG) with the collection rate of each month as a line; no bills leave a gap."""
        first, last = months[0], months[-1]
        span = said(first.period.first, last.period.last)
        return line_chart(
            self._say("figures.chart.months"),
            [
                Point(self._say("figures.chart.month", month=each.period.first.month), _share(each), self._short(each))
                for each in months
            ],
            subtitle=self._say("figures.chart.as_of", place=place, period=span, as_of=day_said(last.as_of)),
            target=self.policy.target_percent / 100,
            target_label=self._say("figures.chart.target", target=self.policy.target_percent),
            footer=self._say("figures.chart.formula_months"),
        )

    def picture_of_ageing(self, ageing: Ageing, place: str) -> bytes:
        """Return a picture (PNG) with a bar for each age of the arrears."""
        as_of = day_said(ageing.as_of)
        bars = [
            Bar(self.bucket(line.bucket), float(line.open.value) if line.bills else None, str(line.open))
            for line in ageing.lines
        ]
        title = self._say("figures.chart.ageing", open=ageing.open)
        return bar_chart(title, bars, subtitle=place, footer=self._say("figures.ageing.formula", as_of=as_of))

    def _bar(self, building: str, figure: Figure) -> Bar:
        text = self._short(figure)
        if figure.value is not None:
            numerator, denominator = _numbers(figure.name, figure.numerator, figure.denominator)
            text = self._say("figures.chart.bar", value=text, numerator=numerator, denominator=denominator)
        return Bar(self._say("figures.chart.building", building=building), _share(figure), text)

    def _short(self, figure: Figure) -> str:
        return rounded(figure) if figure.value is not None else self._say("figures.none.short")

    def _chart_of(self, figure: Figure, place: str) -> str:
        return self._say("figures.chart.as_of", place=place, period=_period(figure), as_of=day_said(figure.as_of))

    def _building(self, building: str, figure: Figure) -> str:
        if figure.value is None:
            return self._say("figures.building.none", building=building)
        numerator, denominator = _numbers(figure.name, figure.numerator, figure.denominator)
        value = rounded(figure)
        return self._say(
            "figures.building", building=building, value=value, numerator=numerator, denominator=denominator
        )

    def _house(self, house: HouseFigure) -> str:
        numerator, denominator = _numbers(house.name, house.sums.numerator, house.sums.denominator)
        return self._say("figures.house", house=house.code, numerator=numerator, denominator=denominator)

    def _target(self, figure: Figure) -> str:
        target = self.policy.target_percent
        if figure.reaches(target):
            return self._say("figures.target.reached", target=target)
        missing = -(-target * figure.denominator // 100) - figure.numerator
        return self._say("figures.target.below", target=target, missing=Fen(missing))

    def _say(self, key: str, **facts: Any) -> str:
        return self.templates.render(key, **facts)


def rounded(figure: Figure) -> str:
    """Return the value as it is read: 83.3%, and days with one decimal, −2.5; empty without a value."""
    if figure.tenths is None:
        return ""
    sign = "−" if figure.tenths < 0 else ""
    whole, tenth = divmod(abs(figure.tenths), 10)
    return f"{sign}{whole}.{tenth}" + ("" if figure.unit is Unit.DAYS else "%")


def day_said(day: date) -> str:
    """Say a day as people read it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _numbers(name: Name, numerator: int, denominator: int) -> tuple[str, str]:
    """Say the two numbers of a figure in its unit; fen × days are said as yuan × days."""
    match UNITS[name]:
        case Unit.FEN:
            return str(Fen(numerator)), str(Fen(denominator))
        case Unit.DAYS:
            return str(Fen(numerator)).replace("¥", ""), str(Fen(denominator))
        case Unit.HOUSES | Unit.PAYMENTS:
            return f"{numerator:,}", f"{denominator:,}"


def _period(figure: Figure) -> str:
    return said(figure.period.first, figure.period.last)


def _share(figure: Figure) -> float | None:
    """Return a share for a chart; equal fractions give equal numbers, so what is at the target is shown as reached."""
    return None if figure.value is None else float(figure.value)

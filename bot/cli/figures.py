"""`linli figures`: the collection figures with their formulas, by building, with the houses behind, as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from bot.cli.output import CannotRun, note, print_json, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.ledger.figures.ageing import Ageing
    from bot.ledger.figures.collect import Asked
    from bot.ledger.figures.definitions import Figure
    from bot.ledger.report import Report


def figures(
    *,
    period: Annotated[
        str | None, typer.Option(metavar="P", help="2026-11, 2026Q4, 2026H2, 2026 or 上季度: when bills are due.")
    ] = None,
    building: Annotated[str | None, typer.Option(metavar="B", help="Only this building.")] = None,
    estate: Annotated[
        str | None, typer.Option(metavar="CODE", help="Which estate; not needed when there is one.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="As of the end of this day (ISO); today.")] = None,
    by_building: Annotated[bool, typer.Option("--by-building", help="Each building too.")] = False,
    houses: Annotated[bool, typer.Option("--houses", help="The houses behind the collection rate too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a PNG: twelve months as a line, with --by-building a bar each."),
    ] = None,
) -> None:
    """Print the collection figures of a period with their formulas, and how old the arrears are. Changes nothing.

    The period is that of the due dates (应缴日); without one it is the calendar quarter of the day. The ledger is
    read as it is known now, and only posted bills count. A figure without a denominator has no value and says why.
    The target and the online methods are in data/policy.yaml.

    [bold]Out:[/bold] lines to read, or with --json rows [cyan]{"figure", "estate", "building", "house", "first",
    "last", "as_of", "unit", "numerator", "denominator", "value", "why", "waived_fen", "credited_fen"}[/cyan] and
    [cyan]{"bucket", "estate", "building", "as_of", "open_fen", "bills", "houses"}[/cyan]. Figures: collection,
    collection_houses, recovery, days, online, online_count. value is percent, or days, with one decimal, a half
    rounded up; it is null with a why: nothing_billed, no_arrears, nothing_paid, no_payments, not_begun. building and
    house are null in a sum over all of them. unit is fen, houses, payments, or days (fen × days over fen). Buckets:
    not_due, d1_7, d8_30, d31_90, d91_180, d181_365, y1_2, y2_3, over_y3, no_due_date.

    [bold]Exit codes:[/bold] 0 done · 2 could not run.

    [bold]Example:[/bold] linli figures --period 2026Q4 --by-building --picture collection.png
    """
    from dataclasses import replace

    from bot.cli.ledger import opened_books
    from bot.cli.start import read_day
    from bot.clock import read_moment
    from bot.ledger.figures.collect import Asked
    from bot.ledger.report import Report

    day = read_day(on, "--on")
    if picture is not None and not picture.absolute().parent.is_dir():
        raise CannotRun(f"there is no folder {picture.parent}")
    with opened_books(estate) as books, books.reading() as session:
        then = replace(books, now=read_moment(day.isoformat())) if day else books
        span = then.period(period or f"{then.today.year}Q{(then.today.month + 2) // 3}")
        asked = Asked(books.where(session, building), span, then.today, books.policy.online)
        code = building and building.removesuffix("栋").removesuffix("号楼").strip()
        place = _Place(books.estate.code, code, f"{books.estate.name} {code}栋" if code else books.estate.name)
        answer = _Answer(session, place, asked, Report(books.templates, books.policy))
        if json:
            for row in answer.rows(by_building=by_building, houses=houses):
                print_json(row)
        else:
            for line in answer.lines(by_building=by_building, houses=houses):
                say(line)
        if picture is not None:
            picture.write_bytes(answer.picture(by_building=by_building))
            note(f"{picture}: written")


class _Place(NamedTuple):
    """What the figures are of: the codes of the estate and the building (None: all of them), and the name of it."""

    estate: str
    building: str | None
    name: str


class _Answer(NamedTuple):
    """The figures of a place, in the form that was asked for."""

    session: "Session"
    place: _Place
    asked: "Asked"
    report: "Report"

    def lines(self, *, by_building: bool, houses: bool) -> Iterator[str]:
        """Yield what a person reads."""
        from bot.ledger.figures.ageing import ageing
        from bot.ledger.figures.collect import figures, figures_by_building, houses_behind
        from bot.ledger.figures.definitions import Name

        session, asked, report = self.session, self.asked, self.report
        yield from report.figures(figures(session, asked), self.place.name)
        if by_building:
            yield from report.buildings(figures_by_building(session, asked))
        if houses:
            yield from report.houses(Name.COLLECTION, houses_behind(session, Name.COLLECTION, asked))
        yield from report.ageing(ageing(session, asked.where, as_of=asked.as_of))

    def rows(self, *, by_building: bool, houses: bool) -> Iterator[dict[str, Any]]:
        """Yield what a program reads."""
        from bot.ledger.figures.ageing import ageing, ageing_by_building
        from bot.ledger.figures.collect import figures, figures_by_building, houses_behind
        from bot.ledger.figures.definitions import Figure, Name

        session, asked = self.session, self.asked
        yield from (self._figure(each, self.place.building) for each in figures(session, asked))
        yield from self._ages(ageing(session, asked.where, as_of=asked.as_of), self.place.building)
        for building in figures_by_building(session, asked) if by_building else ():
            yield from (self._figure(each, building.building) for each in building.figures)
        for aged in ageing_by_building(session, asked.where, as_of=asked.as_of) if by_building else ():
            yield from self._ages(aged.ageing, aged.building)
        for house in houses_behind(session, Name.COLLECTION, asked) if houses else ():
            figure = Figure(house.name, asked.period, asked.as_of, house.sums)
            yield self._figure(figure, house.building, house.code)

    def _figure(self, figure: "Figure", building: str | None, house: str | None = None) -> dict[str, Any]:
        return {
            "figure": figure.name,
            "estate": self.place.estate,
            "building": building,
            "house": house,
            "first": figure.period.first.isoformat(),
            "last": figure.period.last.isoformat(),
            "as_of": figure.as_of.isoformat(),
            "unit": figure.unit,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "value": None if figure.tenths is None else figure.tenths / 10,
            "why": figure.why,
            "waived_fen": figure.waived.value,
            "credited_fen": figure.credited.value,
        }

    def _ages(self, ageing: "Ageing", building: str | None) -> Iterator[dict[str, Any]]:
        place = {"estate": self.place.estate, "building": building, "as_of": ageing.as_of.isoformat()}
        for line in ageing.lines:
            sums = {"open_fen": line.open.value, "bills": line.bills, "houses": line.houses}
            yield {"bucket": line.bucket, **place, **sums}

    def picture(self, *, by_building: bool) -> bytes:
        """Return the PNG."""
        from bot.ledger.figures.collect import collection_by_month, figures_by_building

        if by_building:
            return self.report.picture_by_building(figures_by_building(self.session, self.asked), self.place.name)
        return self.report.picture_by_month(collection_by_month(self.session, self.asked), self.place.name)

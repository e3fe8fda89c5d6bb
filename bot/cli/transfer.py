"""`linli import`, `export`, `imports`: files in and out of the ledger."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.bill import ESTATE, JSON
from bot.cli.output import FOUND_FAULTS, OK, CannotRun, print_json, progress, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.ledger import Books
    from bot.estate.tables import Estate
    from bot.ledger.imports.planning import Setting
    from bot.ledger.imports.preview import Preview
    from bot.ledger.sheets.rows import ReadFile, Remark

SHOWN = 30
KIND = typer.Option("--kind", help="bills, arrears, people, payments or statement; recognised when not given.")
KIND_WORDS = {"bills": "账单", "arrears": "欠费", "people": "房屋和人员", "payments": "缴费", "statement": "收款流水"}


def take_in(
    file: Annotated[Path, typer.Argument(help="xlsx, xls, ods or csv.", metavar="FILE")],
    *,
    kind: Annotated[str | None, KIND] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only the preview: change nothing.")] = False,
    json: Annotated[bool, JSON] = False,
    create_houses: Annotated[bool, typer.Option("--create-houses", help="Make houses that are not known.")] = False,
    estate: Annotated[str | None, ESTATE] = None,
) -> int:
    """Take a workbook in: bills, arrears, houses and people, payments, or a statement of money that came in.

    Each row is held against what is there: created, changed, the same, or refused with a sentence that says where and
    why. Refused rows are left out, the others are entered as one transaction; the same file twice changes nothing.
    [bold]--dry-run[/bold] shows all that and changes nothing. Lines of a statement are never booked at once: those
    whose house is sure wait for [bold]linli match confirm[/bold], the others become tasks for finance.

    [bold]Out:[/bold] with --json one object [cyan]{"create", "change", "same": integers, "refused": [{"sheet", "row",
    "column", "why"}], "warnings": [the same], "total_fen"}[/cyan]; total_fen is the sum of what is created or changed;
    row is 0 when the whole sheet is meant, column is empty when the whole row is.

    [bold]Exit codes:[/bold] 0 taken in · 1 taken in, and rows were refused · 2 could not run, such as a file that is no
    workbook; nothing was changed.

    [bold]Example:[/bold] linli import 欠费表.xlsx --dry-run
    """
    from bot.cli.ledger import opened_books

    read = _read(file, kind)
    with opened_books(estate, make=create_houses) as books:
        preview, run = _look(books, read, make=create_houses) if dry_run else _enter(books, read, file, create_houses)
        if json:
            print_json(preview.as_json())
        else:
            _show(preview, read, run, dry_run=dry_run)
    return FOUND_FAULTS if preview.refused else OK


def send_out(
    what: Annotated[str, typer.Argument(help="arrears, bills, payments or people.", metavar="WHAT")],
    file: Annotated[Path, typer.Argument(help="The workbook to write, such as 欠费.xlsx.", metavar="FILE")],
    *,
    building: Annotated[str | None, typer.Option(metavar="B", help="Only this building.")] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Write a workbook (xlsx) of arrears, bills, payments or people that Excel and WPS open; no cell is a formula.

    An older FILE is replaced when the new one is complete. It holds names and phones of residents: keep it safe.
    What was exported can be imported again, and then changes nothing.

    [bold]Exit codes:[/bold] 0 written · 2 could not run; an older FILE is then still there.

    [bold]Example:[/bold] linli export arrears 欠费.xlsx --building 3
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.exports import What, export

    if what not in list(What):
        raise CannotRun(f"there is nothing called {what} to export: {', '.join(What)}")
    if not file.absolute().parent.is_dir():
        raise CannotRun(f"there is no folder {file.parent}")
    if file.is_dir():
        raise CannotRun(f"{file} is a folder: name the file to write")
    with opened_books(estate) as books, books.reading() as session:
        where = books.where(session, building)
        count = export(session, What(what), file.absolute(), where=where, today=books.today)
    say(f"{file}: {count} rows" if count else f"{file}: nothing to list, only the headers")


def imports(
    ctx: typer.Context, *, estate: Annotated[str | None, ESTATE] = None, json: Annotated[bool, JSON] = False
) -> None:
    """List the files that were taken in, the newest first, with the number by which one is taken back.

    [bold]Out:[/bold] with --json one object a file [cyan]{"run", "at", "kind", "file", "by", "create", "change",
    "total_fen", "taken_back"}[/cyan].

    [bold]Exit codes:[/bold] 0 done · 2 could not run.

    [bold]Example:[/bold] linli imports
    """
    if ctx.invoked_subcommand is not None:
        return
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.run import runs_of

    with opened_books(estate) as books, books.reading() as session:
        rows = runs_of(session, books.estate)
    if not rows and not json:
        say("no file was taken in yet (linli import FILE)")
    for row in rows:
        if json:
            print_json(_run_as_json(row))
        else:
            say(_run_in_one_line(row))


def take_back(
    run: Annotated[int, typer.Argument(help="The number of linli imports.", metavar="RUN")],
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who takes it back.")] = None,
    estate: Annotated[str | None, ESTATE] = None,
) -> None:
    """Take back what a file brought in: its bills become void, corrected ones are as before, its payments reversed.

    Money that came in for its bills meanwhile settles other bills or becomes credit. Lines of a statement that were
    confirmed stay booked. A list of people cannot be taken back as a whole.

    [bold]Exit codes:[/bold] 0 taken back · 2 could not run: no such number, taken back before, LOGIN may not.

    [bold]Example:[/bold] linli imports undo 7 --by finance
    """
    from bot.cli.ledger import opened_books
    from bot.ledger.imports.run import take_back as take_back_run
    from bot.ledger.tables import ImportId

    with opened_books(estate) as books, books.writing() as session:
        actor = books.booking_staff(session, by)
        done = take_back_run(session, books.estate, ImportId(run), by=actor, now=books.now)
    say(f"taken back: {done['bills']} bills, {done['payments']} payments, {done['lines']} lines")


def _look(books: "Books", read: "ReadFile", *, make: bool) -> "tuple[Preview, None]":
    """Return what a file would do."""
    from bot.ledger.imports.planning import plan_file

    with books.reading() as session, progress("comparing") as tell:
        return plan_file(session, read, _setting(books, books.estate, make), now=books.now, tell=tell).preview, None


def _enter(books: "Books", read: "ReadFile", file: Path, make: bool) -> "tuple[Preview, int | None]":
    """Do what a file says, as one transaction; a file that changes nothing leaves nothing.

    Raises:
        CannotRun: somebody else entered the same at the same moment.
    """
    from sqlalchemy.exc import IntegrityError

    from bot.ledger.imports.planning import plan_file
    from bot.ledger.imports.run import carry_out
    from bot.store.engine import lock

    try:
        with books.writing() as session, progress("comparing and entering") as tell:
            lock(session, f"import:{books.estate.code}")
            setting = _setting(books, books.made_estate(session), make)
            planned = plan_file(session, read, setting, now=books.now, tell=tell)
            run = carry_out(session, planned, file, by=books.by(), now=books.now, tell=tell)
            if run is None:
                session.rollback()
    except IntegrityError:
        raise CannotRun("somebody else entered the same at this moment; nothing was changed, try again") from None
    return planned.preview, run


def _setting(books: "Books", meant: "Estate", make: bool) -> "Setting":
    from bot.cli.ledger import NOT_YET
    from bot.ledger.imports.planning import Setting

    is_new = books.estate.id == NOT_YET
    return Setting(meant, books.templates, books.policy, create_houses=make, new_estate=is_new)


def _read(file: Path, kind: str | None) -> "ReadFile":
    from bot.config import load_settings
    from bot.ledger.sheets.headers import load_headers
    from bot.ledger.sheets.reading import read_file
    from bot.ledger.sheets.rows import Kind, NotReadable

    if kind is not None and kind not in list(Kind):
        raise CannotRun(f"there is no kind {kind}: {', '.join(Kind)}")
    headers = load_headers(load_settings().data / "lexicon" / "headers.yaml")
    try:
        with progress("reading") as tell:
            only = Kind(kind) if kind else None
            return read_file(file, headers=headers, kind=only, tell=tell)
    except NotReadable as fault:
        raise CannotRun(f"{file.name}: {fault}") from None


def _show(preview: "Preview", read: "ReadFile", run: int | None, *, dry_run: bool) -> None:
    from bot.money import Fen

    total = Fen(preview.total)
    would = "would be " if dry_run else ""
    say(f"{KIND_WORDS[read.kind]} ({read.kind}): {'、'.join(read.sheets) or '—'}")
    say(f"{would}created {preview.create} · {would}changed {preview.change} · same {preview.same} · {total}")
    _list("refused", preview.refused)
    _list("noticed", preview.warnings)
    if run is not None:
        back = "" if read.kind == "people" else f" (linli imports undo {run} --by LOGIN takes it back)"
        say(f"taken in as number {run}{back}")
    elif dry_run:
        say("nothing was changed (without --dry-run it is)")
    else:
        say("nothing was to change")


def _list(title: str, remarks: "Sequence[Remark]") -> None:
    if not remarks:
        return
    say(f"{title}: {len(remarks)}")
    for remark in remarks[:SHOWN]:
        place = remark.place
        where = " ".join(
            part for part in (place.sheet, f"第 {place.row} 行" if place.row else "", place.column) if part
        )
        say(f"  {where}：{remark.why}")
    if len(remarks) > SHOWN:
        say(f"  … and {len(remarks) - SHOWN} more (--json lists them all)")


def _run_as_json(row: Any) -> dict[str, Any]:
    return {
        "run": row.id,
        "at": _moment(row.at_ms).isoformat(timespec="seconds"),
        "kind": row.kind,
        "file": row.file_name,
        "by": row.actor,
        "create": row.counts["create"],
        "change": row.counts["change"],
        "total_fen": row.counts["fen"],
        "taken_back": row.undone_ms is not None,
    }


def _run_in_one_line(row: Any) -> str:
    from bot.money import Fen

    counts = row.counts
    gone = "  (taken back)" if row.undone_ms is not None else ""
    what = f"{counts['create']} created, {counts['change']} changed, {Fen(counts['fen'])}"
    return f"{row.id:4}  {_moment(row.at_ms):%Y-%m-%d %H:%M}  {row.kind:9}  {row.file_name}: {what}{gone}"


def _moment(ms: int) -> datetime:
    from bot.clock import from_ms

    return from_ms(ms)

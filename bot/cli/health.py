"""What `linli doctor` looks at: each check yields findings and changes nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import func, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.app import load_knowledge
from bot.config import PREFIX, Settings, where_set
from bot.conversation.inbox import INBOX
from bot.conversation.tables import InboxState
from bot.datafile import DataFault
from bot.delivery.service import OUTBOX
from bot.delivery.tables import OutboxState
from bot.faq.check import check_answers
from bot.faq.entries import WORDINGS, Entry, load_entries
from bot.faq.law import load_law
from bot.faq.learned import CannotLearn
from bot.ledger.checks import look_at_ledger
from bot.migrations import HEAD, current
from bot.store.engine import Store
from bot.workdays import load_calendar

LITTLE_DISK: Final = 1 << 30
NO_DISK: Final = 100 << 20

CHANNELS: Final = (
    ("telegram", "residents cannot write in Telegram"),
    ("wechat", "residents cannot write in WeChat; that channel is the one most of them use"),
    ("wecom", "staff cannot write in 企业微信, and no message can be sent to a resident first"),
    ("sms", "binding codes and reminders cannot go out as text messages"),
)


class State(StrEnum):
    """How a thing is: a warning lets the program run, a fault does not let it do its work."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: State
    means: str
    do: str = ""


def examine(settings: Settings, *, today: date) -> Iterator[Finding]:
    """Look at everything, one thing after the other; a broken thing does not hide the next one."""
    yield from _settings(settings)
    yield from _database(settings)
    yield from _knowledge(settings)
    yield from _holidays(settings.data, today)
    yield from _disk(settings.home)
    yield from _channels()


def _settings(settings: Settings) -> Iterator[Finding]:
    given = where_set()
    said = [f"{name} = {_shown(settings, name)} (from {where})" for name, where in sorted(given.items())]
    rest = f"the other {len(Settings.model_fields) - len(given)} have their defaults"
    yield Finding("settings", State.OK, "; ".join([*said, rest]))
    if settings.is_demo:
        means = "demo mode: anyone may be anyone, so the server listens on this machine only"
        yield Finding("environment", State.WARNING, means, "LINLI_ENV=production and LINLI_SECRET for real residents")
    else:
        yield Finding("environment", State.OK, "production")


def _shown(settings: Settings, name: str) -> str:
    field = name.removeprefix(PREFIX).lower()
    value = getattr(settings, field)
    if isinstance(value, SecretStr):
        return "set, not shown"
    return _place_of(settings) if field == "database_url" else str(value)


def _place_of(settings: Settings) -> str:
    """Return where the database is, without user, password and options."""
    try:
        url = make_url(settings.url)
    except SQLAlchemyError:
        return "no address of a database"
    if url.drivername.startswith("sqlite"):
        return f"SQLite at {url.database}"
    return f"PostgreSQL at {url.host or 'the local socket'}, database {url.database}"


def _database(settings: Settings) -> Iterator[Finding]:
    place = _place_of(settings)
    if settings.url.startswith("sqlite") and not Path(settings.url.removeprefix("sqlite:///")).exists():
        yield Finding("database", State.OK, f"{place}: not there yet, the first command makes it")
        return
    try:
        with closing(Store(settings.url, threads=1)) as store, store.reading() as session:
            session.connection().execute(select(1))
            yield _revision(place, current(store))
            if current(store) == HEAD:
                yield from _queues(session)
                yield from _ledger(session)
    except (SQLAlchemyError, OSError) as fault:
        said = " ".join(str(getattr(fault, "orig", None) or type(fault).__name__).split())
        yield Finding("database", State.FAULT, f"{place}: {said}", "start the database, or mend LINLI_DATABASE_URL")
        return
    if store.is_sqlite:
        means = "SQLite serves one process on one machine"
        yield Finding("processes", State.OK, means, "for several, LINLI_DATABASE_URL of a PostgreSQL (backup, restore)")
    else:
        yield Finding("processes", State.OK, "PostgreSQL: any number of processes on any number of machines")


def _revision(place: str, revision: str | None) -> Finding:
    if revision == HEAD:
        return Finding("database", State.OK, f"{place}: schema {revision}, up to date")
    means = f"{place}: schema {revision or '(none)'}, this version has {HEAD}"
    return Finding("database", State.WARNING, means, "linli db upgrade; any other command does it too")


def _queues(session: Session) -> Iterator[Finding]:
    waiting = _count(session, INBOX, InboxState.RECEIVED)
    means = f"{waiting} messages wait for their turn"
    yield Finding("inbox", State.OK, means, "the server takes them up when it starts" if waiting else "")
    dead = _count(session, INBOX, InboxState.DEAD)
    if dead:
        means = f"{dead} messages failed twice and were not answered"
        yield Finding(
            "inbox, dead", State.WARNING, means, "look for their ids in the server's log and write to the people"
        )
    for state, means, do in (
        (OutboxState.UNKNOWN, "may or may not have arrived; they are never sent again by themselves", "ask the people"),
        (OutboxState.FAILED, "did not arrive", "reach the people in another way"),
    ):
        count = _count(session, OUTBOX, state)
        how = State.WARNING if count else State.OK
        yield Finding(f"sends, {state}", how, f"{count} messages {means}", f"linli outbox; then {do}" if count else "")


def _ledger(session: Session) -> Iterator[Finding]:
    found = look_at_ledger(session)
    if found.untrue:
        means = f"{found.untrue} bills or payments whose figures do not follow from their rows"
        yield Finding("ledger", State.FAULT, means, "stop booking, restore a backup or write to the developers")
    else:
        means = f"{found.bills} bills and {found.payments} payments, every figure follows from its rows"
        yield Finding("ledger", State.OK, means)
    for count, what, do in (
        (found.drafts, "drafts of bills wait to be posted", "linli bill post --period P --by LOGIN"),
        (found.lines, "lines of statements wait for a decision", "linli match; linli match confirm --by LOGIN"),
        (
            found.without_payer,
            "unpaid bills stand against nobody",
            "import the owners (linli import FILE --kind people)",
        ),
        (found.without_due_date, "unpaid bills have no due date and are never overdue", "import them with an 应缴日"),
    ):
        if count:
            yield Finding("ledger, waiting", State.WARNING, f"{count} {what}", do)


def _count(session: Session, table: Any, state: str) -> int:
    counted = select(func.count()).select_from(table).where(table.c.state == state)
    return int(session.connection().execute(counted).scalar_one())


def _knowledge(settings: Settings) -> Iterator[Finding]:
    try:
        know = load_knowledge(settings.data, settings.model_folder, demo=settings.is_demo)
    except (DataFault, CannotLearn, OSError) as fault:
        yield Finding("data files", State.FAULT, f"the program does not start: {fault}", "mend the line that is named")
    else:
        means = f"{settings.data}: tables, templates and forbidden words are valid"
        yield Finding("data files", State.OK, means)
        means = f"{know.classifier.wordings} wordings are learned ({settings.model_folder})"
        yield Finding("understanding", State.OK, means)
    faults = check_answers(settings.data)
    if faults:
        means = f"{len(faults)} faults, the first: {faults[0]}"
        yield Finding("knowledge base", State.FAULT, means, "linli faq check names them all")
        return
    entries = load_entries(settings.data / "faq", until=WORDINGS)
    yield Finding("knowledge base", State.OK, f"{len(entries)} entries may be served")
    yield _signatures(settings, list(entries.values()))
    yield _doubtful_law(settings, list(entries.values()))


def _signatures(settings: Settings, entries: list[Entry]) -> Finding:
    unsigned = sorted(entry.id for entry in entries if not entry.is_signed)
    if not unsigned:
        return Finding("signatures", State.OK, "a named person answers for every entry")
    served = (
        "served in full because this is the demo" if settings.is_demo else "served without the lines that state law"
    )
    means = f"{len(unsigned)} entries await the lawyer, {served}: {', '.join(unsigned)}"
    return Finding("signatures", State.WARNING, means, "a lawyer reads them and stands in approved_by, approved_on")


def _doubtful_law(settings: Settings, entries: list[Entry]) -> Finding:
    cited = {name for entry in entries for line in entry.answer for name in line.law}
    doubtful = sorted(law.id for law in load_law(settings.data / "law.yaml").values() if law.lawyer and law.id in cited)
    if not doubtful:
        return Finding("law", State.OK, "no cited provision is marked for a lawyer")
    means = f"cited, but marked for a lawyer: {', '.join(doubtful)}"
    return Finding("law", State.WARNING, means, "a lawyer checks them in data/law.yaml and removes lawyer: true")


def _holidays(data: Path, today: date) -> Iterator[Finding]:
    try:
        calendar = load_calendar(data / "holidays")
    except DataFault as fault:
        yield Finding("holidays", State.FAULT, str(fault), "mend the line that is named")
        return
    for year in (today.year, today.year + 1):
        do = f"fill data/holidays/{year}.yaml when the State Council has published the year"
        if calendar.is_known(year):
            yield Finding(f"holidays {year}", State.OK, "as published")
        elif calendar.is_provisional(year):
            yield Finding(f"holidays {year}", State.WARNING, "provisional: without bridges and working weekends", do)
        else:
            state = State.FAULT if year == today.year else State.WARNING
            yield Finding(f"holidays {year}", state, "not known: only weekends count as days off", do)


def _disk(home: Path) -> Iterator[Finding]:
    folder = _nearest(home.absolute() / "media")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        do = "let the program's user write there, or set LINLI_HOME"
        yield Finding("media folder", State.FAULT, f"{folder} cannot be written: {fault.strerror}", do)
    else:
        yield Finding("media folder", State.OK, f"{home.absolute() / 'media'} can be written")
    free = shutil.disk_usage(folder).free
    state = State.OK if free >= LITTLE_DISK else State.WARNING if free >= NO_DISK else State.FAULT
    yield Finding("disk", state, f"{free / (1 << 30):.1f} GB free", "" if state is State.OK else "make room")


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists: where it would be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _channels() -> Iterator[Finding]:
    yield Finding("channel web", State.OK, "ready: linli serve")
    yield Finding("channel console", State.OK, "ready: linli chat")
    for name, cost in CHANNELS:
        yield Finding(f"channel {name}", State.WARNING, f"not configured: {cost}")

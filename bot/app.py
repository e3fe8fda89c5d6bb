"""The only wiring: settings in, a running program out. Nothing else builds a store, a sender or routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row, select
from sqlmodel import Session

from bot.clock import Clock, system_clock
from bot.config import Settings
from bot.conversation.core import Conversations
from bot.conversation.knowledge import Knowledge
from bot.conversation.policy import ConversationPolicy
from bot.conversation.turn import Heard, Routes
from bot.datafile import DataFault, YamlFile
from bot.delivery.outlet import Outlet
from bot.delivery.rules import DeliveryPolicy, Go, Guard
from bot.delivery.sender import Sender
from bot.demo import load_demo
from bot.estate.settings import load_estates
from bot.estate.tables import Estate
from bot.faq.check import check_loaded
from bot.faq.classify import Matching, build_classifier, load_language
from bot.faq.entries import WORDINGS, load_entries
from bot.faq.stock import load_intents, titles_of
from bot.handlers.router import FLOWS, build_routes
from bot.ledger.policy import LedgerPolicy
from bot.messages import Incoming, Purpose
from bot.migrations import upgrade
from bot.scheduler.table import Tick, build_table
from bot.store.batches import Tell, tell_nobody
from bot.store.demo_clock import demo_clock
from bot.store.engine import Store
from bot.store.media import MediaStore
from bot.texts.forbidden import load_forbidden
from bot.texts.templates import check_templates, load_templates
from bot.understanding.normalise import clean
from bot.understanding.words import read_command
from bot.workdays import load_calendar

TAKE_OVER_EVERY_S = 20.0


class Policy(BaseModel):
    """The whole of data/policy.yaml; a key that nobody reads is a fault."""

    model_config = {"extra": "forbid", "frozen": True}
    matching: Matching
    conversation: ConversationPolicy
    delivery: DeliveryPolicy
    ledger: LedgerPolicy


@dataclass(frozen=True, slots=True)
class App:
    """The program, wired."""

    settings: Settings
    store: Store
    know: Knowledge
    routes: Routes
    conversations: Conversations
    sender: Sender
    media: MediaStore
    table: tuple[Tick, ...]
    clock: Clock

    def close(self) -> None:
        """Close the database."""
        self.store.close()


def open_store(settings: Settings) -> Store:
    """Open the database and bring its schema up to date; an empty default one gets the demo estate."""
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(settings.url, threads=settings.workers)
    try:
        upgrade(store)
        if settings.is_demo and settings.uses_default_database:
            _fill_with_demo(store)
    except BaseException:
        store.close()
        raise
    return store


def _fill_with_demo(store: Store) -> None:
    with store.writing() as session:
        if session.connection().execute(select(Estate).limit(1)).first() is None:
            load_demo(session)


def build_app(
    settings: Settings,
    *,
    outlets: Sequence[Outlet],
    clock: Clock | None = None,
    know: Knowledge | None = None,
    tell: Tell = tell_nobody,
) -> App:
    """Wire the program with the outlets of this process; `tell` hears how far the wordings are learned.

    Raises:
        DataFault: a file of `data/` cannot be used.
        CannotLearn: learning the wordings failed.
    """
    know = know or load_knowledge(settings.data, settings.model_folder, demo=settings.is_demo, tell=tell)
    store = open_store(settings)
    clock = clock or (demo_clock(store) if settings.is_demo else system_clock)
    capabilities = {outlet.channel.value: outlet.capabilities for outlet in outlets}
    outside = {name for name, able in capabilities.items() if able.outside}
    routes = build_routes(rate_per_minute=settings.rate_per_minute, outside=outside)
    listen = Listener(know)
    conversations = Conversations(
        store, know=know, routes=routes, listen=listen, capabilities=capabilities, clock=clock
    )
    sender = Sender(store, outlets, guards=GUARDS, policy=know.delivery, clock=clock)
    media = MediaStore(settings.home / "media")
    table = build_table(know, FLOWS)
    return App(settings, store, know, routes, conversations, sender, media, table, clock)


def _no_further_check(_session: Session, _row: Row[Any], _now: Any) -> Go:
    return Go()


GUARDS: Mapping[Purpose, Guard] = dict.fromkeys(
    (Purpose.REPLY, Purpose.TICKET, Purpose.STAFF, Purpose.EMERGENCY, Purpose.CSAT), _no_further_check
)
"""The check of each purpose at the moment of sending; a purpose without one does not send."""


class Listener:
    """Understands a message before its transaction opens."""

    def __init__(self, know: Knowledge) -> None:
        """Keep what understanding needs."""
        self._know = know

    def __call__(self, incoming: Incoming, topic: str | None) -> Heard:
        """Return what was heard; files and events have no text to read."""
        text = clean(_text_of(incoming))
        reading = self._know.classifier.read(text, context=topic)
        norm = self._know.language.normalise(text)
        return Heard(text, norm, reading, reading.danger, read_command(text, self._know.language.words))


def _text_of(incoming: Incoming) -> str:
    spoken = next((file.transcript for file in incoming.media if file.transcript), None)
    return incoming.text or spoken or ""


def load_policy(data: Path) -> Policy:
    """Read data/policy.yaml.

    Raises:
        DataFault: a key is unknown, missing or wrong.
    """
    return YamlFile(data / "policy.yaml").as_model(Policy)


def load_knowledge(data: Path, models: Path, *, demo: bool, tell: Tell = tell_nobody) -> Knowledge:
    """Load and check everything in `data/`; what was learned from it is taken from `models`, or learned now.

    Raises:
        DataFault: the first thing that is wrong, with file, line and key.
    """
    policy = load_policy(data)
    templates, forbidden = load_templates(data / "templates"), load_forbidden(data / "forbidden.yaml")
    for why in check_templates(templates, forbidden):
        raise _template_fault(data / "templates", why)
    language = load_language(data)
    entries = load_entries(data / "faq", until=WORDINGS)
    titles = titles_of(entries.values(), load_intents(data / "lexicon" / "intents", until=WORDINGS).values())
    for fault in check_loaded(data, entries):
        raise DataFault(data / "faq" / fault.file, fault.line, fault.key, fault.why)
    return Knowledge(
        language=language,
        templates=templates,
        forbidden=forbidden,
        classifier=build_classifier(data, titles, language, models, tell),
        entries=entries,
        titles=titles,
        estates=load_estates(data / "estate.yaml"),
        calendar=load_calendar(data / "holidays"),
        conversation=policy.conversation,
        delivery=policy.delivery,
        ledger=policy.ledger,
        demo=demo,
    )


def _template_fault(folder: Path, why: str) -> DataFault:
    """Return the fault of a template with the file and line where it stands; `why` begins with its key."""
    key = why.partition(":")[0].partition(" ")[0]
    for path in sorted(folder.glob("*.yaml")):
        file = YamlFile(path)
        if key in file.data:
            return file.fault((key,), why)
    return DataFault(folder, 0, key, why)


def take_over(app: App, *, at_start: bool = False) -> int:
    """Run the turns that a stopped process left behind, at the start at once, later after a minute."""
    wait = timedelta(0) if at_start else timedelta(seconds=app.know.conversation.takeover_s)
    return app.conversations.run_left_over(older_than=wait)

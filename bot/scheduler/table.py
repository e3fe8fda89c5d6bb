"""The table of scheduled work: name, how often, what. `linli schedule` prints it, `linli tick` runs a line once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import to_ms
from bot.conversation import dialogue, flows, inbox
from bot.conversation.flows import Flow
from bot.conversation.knowledge import Knowledge
from bot.delivery.service import reap
from bot.faq import unanswered
from bot.handlers.emergency import raise_unanswered
from bot.handlers.handoff import give_back_silent
from bot.ledger.upcoming import draft_upcoming

RAW_KEPT = timedelta(days=30)
Work = Callable[[Session, datetime], int]
"""Scheduled work: (session, now) -> how many things it did. It runs in one transaction and is idempotent."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the table."""

    name: str
    every: timedelta
    what: str
    work: Work


def build_table(know: Knowledge, forms: Mapping[str, Flow]) -> tuple[Tick, ...]:
    """Return the scheduled work of the program."""
    return (
        Tick(
            "alarms",
            timedelta(seconds=15),
            "an unanswered 现在正在发生吗 counts as yes",
            lambda session, now: raise_unanswered(session, know, now=now),
        ),
        Tick(
            "drafts",
            timedelta(minutes=1),
            "unfinished reports become tasks 信息不全",
            lambda session, now: rescue_drafts(session, know, forms, now=now),
        ),
        Tick(
            "handback",
            timedelta(minutes=1),
            "a person's conversation that went silent goes back to the assistant",
            lambda session, now: give_back_silent(session, know, now=now),
        ),
        Tick(
            "reap",
            timedelta(seconds=20),
            "messages whose sender died become unknown",
            lambda session, now: reap(session, policy=know.delivery, now=now),
        ),
        Tick(
            "clusters",
            timedelta(minutes=5),
            "unanswered questions that read alike are put together",
            lambda session, _now: unanswered.cluster(session),
        ),
        Tick(
            "bills",
            timedelta(hours=6),
            "bills of periods that begin soon are drafted, finance posts them",
            lambda session, now: draft_upcoming(
                session, estates=know.estates, policy=know.ledger, templates=know.templates, now=now
            ),
        ),
        Tick(
            "raw",
            timedelta(hours=6),
            "what platforms sent beside the messages is forgotten after 30 days",
            lambda session, now: inbox.drop_raw(session, received_before=now - RAW_KEPT),
        ),
    )


def rescue_drafts(session: Session, know: Knowledge, forms: Mapping[str, Flow], *, now: datetime) -> int:
    """Make tasks of the drafts that were left alone for half an hour; a complaint is never lost."""
    idle = timedelta(minutes=know.conversation.flow_idle_minutes)
    since = timedelta(hours=know.conversation.draft_hours) + idle
    quiet = dialogue.CONVERSATION.c.last_in_ms.between(to_ms(now - since), to_ms(now - idle))
    rescued = 0
    for conversation in dialogue.find_where(session, quiet, dialogue.HAS_FORM):
        rescued += flows.rescue_idle(session, conversation, forms, now=now, idle=idle)
        dialogue.save(session, conversation)
    return rescued

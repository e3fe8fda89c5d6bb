"""The scheduled side of billing: what begins soon is drafted by itself, and finance is told that drafts wait."""

from datetime import datetime, timedelta

from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.clock import shanghai_day
from bot.estate.settings import EstateSettings, EstateTable
from bot.estate.tables import Estate
from bot.ledger.billing import draft_periods
from bot.ledger.drafts_task import tell_of_drafts
from bot.ledger.fee_items import sync_fee_items
from bot.ledger.late_bills import draft_late_fees
from bot.ledger.periods import Span
from bot.ledger.policy import LedgerPolicy
from bot.ledger.refusals import Refusal
from bot.store.audit import Actor
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind
from bot.texts.templates import Templates

CATCH_UP = timedelta(days=31)
COSTS_BACK = timedelta(days=366)
BY_ITSELF = Actor("system", "tick")


def draft_upcoming(
    session: Session, *, estates: EstateTable, policy: LedgerPolicy, templates: Templates, now: datetime
) -> int:
    """Draft the bills of every estate whose period begins within `bill_ahead_days`, and late fees that are final.

    A month that was slept through is caught up, and shared costs that were entered for a period of the last year, since
    those are known late. Running again adds nothing. Returns how many drafts were made.
    """
    today, made = shanghai_day(now), 0
    within = Span(today - CATCH_UP, today + timedelta(days=policy.bill_ahead_days))
    for estate in session.exec(select_rows(Estate).order_by(col(Estate.id))).all():
        settings = estates.of(estate.code)
        _take_over(session, estate, settings, templates, now)
        plan = draft_periods(session, estate.id, within, by=BY_ITSELF, now=now, costs_since=today - COSTS_BACK)
        new = len(plan.new)
        if settings is not None:
            rule, days = settings.contract.late_fee, policy.due_days
            new += draft_late_fees(session, estate.id, rule=rule, due_days=days, by=BY_ITSELF, now=now)
        if new:
            tell_of_drafts(session, estate.id, plan.missing, templates, now)
        made += new
    return made


def _take_over(
    session: Session, estate: Estate, settings: EstateSettings | None, templates: Templates, now: datetime
) -> None:
    """Bring the fee items of the settings into the database; what is wrong with them becomes a task, once."""
    try:
        with session.begin_nested():
            sync_fee_items(session, estate, settings, today=shanghai_day(now))
    except Refusal as refusal:
        title = templates.render(f"ledger.{refusal.why}", **refusal.facts)
        key = f"fee_items:{estate.id}:{refusal.why}:{'/'.join(refusal.facts.values())}"
        new = NewTask(key=key, kind=TaskKind.POST_BILLS, title=title, estate_id=estate.id)
        open_task(session, new, now=now)

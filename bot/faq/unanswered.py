"""Keeping the questions that nobody could answer, so that they become tomorrow's answers."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import func, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.clock import to_ms
from bot.faq.matcher import Candidate
from bot.faq.tables import Unanswered
from bot.understanding.normalise import normalise
from bot.understanding.phones import scrub

UNANSWERED: Any = inspect(Unanswered).local_table
SAME_CLUSTER = 85.0
LONGEST_SAMPLE = 300


def keep(
    session: Session, text: str, candidates: Sequence[Candidate], *, names: Iterable[str] = (), now: datetime
) -> None:
    """Count one unanswered question; phones, papers, houses and names are taken out before it is stored."""
    sample = scrub(text, names)[:LONGEST_SAMPLE]
    if not sample.strip():
        return
    at = to_ms(now)
    values = {
        "norm_hash": hashlib.sha256(normalise(sample).encode()).hexdigest(),
        "sample": sample,
        "n": 1,
        "first_seen_ms": at,
        "last_seen_ms": at,
        "top3": [[each.label, round(each.score, 3)] for each in candidates[:3]],
        "state": "new",
    }
    dialect = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    again = {"n": UNANSWERED.c.n + 1, "last_seen_ms": at}
    insert = dialect.insert(UNANSWERED).values(values)
    session.connection().execute(insert.on_conflict_do_update(index_elements=["norm_hash"], set_=again))


def cluster(session: Session, *, limit: int = 500) -> int:
    """Put the rows that have no cluster yet to the oldest one that reads alike; return how many were put."""
    rows = session.connection().execute(
        select(UNANSWERED.c.id, UNANSWERED.c.sample)
        .where(UNANSWERED.c.cluster.is_(None))
        .order_by(UNANSWERED.c.id)
        .limit(limit)
    )
    fresh = rows.all()
    if not fresh:
        return 0
    heads_query = select(UNANSWERED.c.id, UNANSWERED.c.sample).where(UNANSWERED.c.cluster == UNANSWERED.c.id)
    heads = {row.id: normalise(row.sample) for row in session.connection().execute(heads_query)}
    for row in fresh:
        text = normalise(row.sample)
        found = process.extractOne(text, heads, scorer=fuzz.ratio, score_cutoff=SAME_CLUSTER)
        head = int(found[2]) if found else row.id
        heads.setdefault(head, text)
        session.connection().execute(update(UNANSWERED).where(UNANSWERED.c.id == row.id).values(cluster=head))
    return len(fresh)


def clusters(session: Session, *, limit: int = 20) -> list[tuple[int, str, int]]:
    """Return the biggest clusters that nobody has looked at: (id of its first row, its sample, how often asked)."""
    head = UNANSWERED.alias("head")
    counted = func.sum(UNANSWERED.c.n).label("asked")
    wanted = (
        select(head.c.id, head.c.sample, counted)
        .join(head, head.c.id == UNANSWERED.c.cluster)
        .where(head.c.state == "new")
        .group_by(head.c.id, head.c.sample)
        .order_by(counted.desc(), head.c.id)
        .limit(limit)
    )
    return [(row.id, row.sample, int(row.asked)) for row in session.connection().execute(wanted)]

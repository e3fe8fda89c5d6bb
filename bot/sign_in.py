"""Being anybody in the demo: `resident:3-2-501/owner`, `staff:wang`, `stranger:NAME`. Nobody proves anything here."""

from datetime import datetime

from sqlmodel import Session

from bot.clock import shanghai_day
from bot.people.service import Sender as ChatAccount
from bot.people.service import bind, live_account, resident_by_who, staff_by_login, unbind
from bot.people.tables import Person, Relation, Staff


def canonical(who: str) -> str:
    """Return the one spelling of whom `who` means, so that a person has one dialogue: `resident:3-2-501/owner`."""
    kind, _, name = who.partition(":")
    if kind != "resident" or _relation(name):
        return who
    return f"{who}/{Relation.OWNER}"


def sign_in(session: Session, account: ChatAccount, who: str, now: datetime) -> None:
    """Bind a chat account to whom `who` means: `resident:3-2-501/owner`, `staff:wang`; `stranger:NAME` to nobody.

    Without a relation the owner is meant. Demo mode only: here nobody proves anything.

    Raises:
        LookupError: nobody is meant.
    """
    kind, _, name = canonical(who).partition(":")
    meant: Person | Staff | None = None
    if kind == "resident":
        meant = resident_by_who(session, name.rpartition("/")[0], _relation(name), today=shanghai_day(now))
    elif kind == "staff":
        meant = staff_by_login(session, name)
    elif kind == "stranger" and name:
        live = live_account(session, account)
        if live is not None:
            unbind(session, live, now=now)
        return
    if meant is None:
        raise LookupError(who)
    bind(session, account, meant, how="demo", now=now)


def _relation(name: str) -> str:
    """Return the relation at the end of `3-2-501/co-owner`, empty when there is none."""
    relation = name.rpartition("/")[2].replace("-", "_")
    return relation if relation in set(Relation) else ""

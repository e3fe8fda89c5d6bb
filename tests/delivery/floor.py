"""An outbox to send from: queue messages to a person, send what is due, look at what became of them."""

import asyncio
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from bot.clock import SHANGHAI
from bot.delivery import service as delivery
from bot.delivery.rules import Go, Guard
from bot.delivery.sender import Sender
from bot.delivery.service import OUTBOX
from bot.messages import Purpose
from bot.store.engine import Store
from bot.tasks.tables import Task
from tests.conversation.stage import light_knowledge
from tests.fakes import FakeClock, FakeOutlet


def go(_session: Session, _row: Any, _now: datetime) -> Go:
    return Go()


GUARDS: dict[Purpose, Guard] = dict.fromkeys(set(Purpose) - {Purpose.CODE}, go)
"""A guard for each purpose but one."""


class Floor:
    """A database, a fake platform, a clock that stands still."""

    def __init__(self, url: str, *, clock: FakeClock | None = None, **capabilities: object) -> None:
        self.clock, self.outlet = clock or FakeClock(), FakeOutlet(**capabilities)
        self.store, self.policy = Store(url), light_knowledge().delivery
        SQLModel.metadata.create_all(self.store.engine)
        self.sender = self.make_sender()
        self.count = 0

    def make_sender(self, outlet: FakeOutlet | None = None) -> Sender:
        outlets = [outlet or self.outlet]
        return Sender(self.store, outlets, guards=GUARDS, policy=self.policy, clock=self.clock)

    def queue(self, text: str = "hello", purpose: Purpose = Purpose.REPLY, to: str = "u1", **more: Any) -> None:
        """Queue one message; a reply answers inbox row 1 unless `reply_to` says otherwise."""
        self.count += 1
        where = delivery.Address(f"fake:b:{to}:{to}", "fake", "b", to, to, in_group=more.pop("in_group", False))
        reply_to = more.pop("reply_to", 1 if purpose is Purpose.REPLY else None)
        key = more.pop("key", f"k{self.count}")
        words = delivery.Words(text, purpose, **more)
        with self.store.writing() as session:
            delivery.queue(session, where, words, key=key, now=self.clock(), reply_to=reply_to)

    def send(self) -> list[str]:
        """Send everything that is due and return what the platform got meanwhile."""
        before = len(self.outlet.sent)

        async def drain() -> None:
            while await self.sender.send_due():
                pass

        asyncio.run(drain())
        return self.outlet.texts()[before:]

    def reap(self) -> int:
        with self.store.writing() as session:
            return delivery.reap(session, policy=self.policy, now=self.clock())

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def rows(self) -> list[Any]:
        with self.store.reading() as session:
            return list(session.connection().execute(OUTBOX.select().order_by(OUTBOX.c.id)).all())

    def tasks(self) -> list[str]:
        with self.store.reading() as session:
            return list(session.exec(select(Task.key).order_by(col(Task.id))))

    def at(self, hour: int, minute: int) -> None:
        self.clock.now = datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI)

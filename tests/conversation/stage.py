"""A core that can be watched: it echoes what it hears, listens as the test says, and has a fake platform."""

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from bot.app import GUARDS
from bot.config import PROJECT
from bot.conversation.core import Conversations
from bot.conversation.knowledge import Knowledge
from bot.conversation.policy import ConversationPolicy
from bot.conversation.turn import Heard, Routes, Said, Turn
from bot.datafile import YamlFile
from bot.delivery.rules import DeliveryPolicy
from bot.delivery.sender import Sender
from bot.faq.classify import Action, Reading
from bot.messages import Incoming, Reply
from bot.store.engine import Store
from bot.texts.templates import load_templates
from tests.fakes import FakeClock, FakeOutlet, FakePhone


class _Policy(BaseModel):
    conversation: ConversationPolicy
    delivery: DeliveryPolicy


def light_knowledge() -> Knowledge:
    """Return what the core itself reads of the knowledge: a process of its own has it at once."""
    policy = YamlFile(PROJECT / "data/policy.yaml").as_model(_Policy)
    templates = load_templates(PROJECT / "data/templates")
    known = SimpleNamespace(templates=templates, conversation=policy.conversation, delivery=policy.delivery)
    return cast("Knowledge", known)


Hear = Callable[[Incoming], None]
"""Called while a message is being understood; it may wait or raise."""


class Stage:
    """Conversations, a sender and a platform on one database; `during` is called while a message is understood."""

    def __init__(
        self,
        url: str,
        know: Knowledge | None = None,
        *,
        outlet: FakeOutlet | None = None,
        clock: FakeClock | None = None,
        during: Hear | None = None,
    ) -> None:
        self.clock, self.outlet = clock or FakeClock(), outlet or FakeOutlet()
        self.store, self.know = Store(url, threads=8), know or light_knowledge()
        SQLModel.metadata.create_all(self.store.engine)
        self.during = during
        self.heard: list[str] = []
        self.conversations = Conversations(
            self.store,
            know=self.know,
            routes=Routes((self._echo,), {}, {}),
            listen=self._listen,
            capabilities={self.outlet.channel.value: self.outlet.capabilities},
            clock=self.clock,
        )
        self.sender = Sender(self.store, [self.outlet], guards=GUARDS, policy=self.know.delivery, clock=self.clock)

    def _listen(self, incoming: Incoming, _topic: str | None) -> Heard:
        self.heard.append(incoming.text)
        if self.during is not None:
            self.during(incoming)
        return Heard(incoming.text, incoming.text, Reading(Action.MISS))

    def _echo(self, turn: Turn, _session: Session) -> Said:
        if turn.text == "silent":
            return Said((), "silent")
        if turn.text == "broken":
            raise RuntimeError("this handler is broken")
        return Said(tuple(Reply(f"<{part}>") for part in turn.text.split("|")), "echo")

    def phone(self, sender_id: str = "u1") -> FakePhone:
        return FakePhone(sender_id, self.clock)

    def send(self) -> None:
        async def drain() -> None:
            while await self.sender.send_due():
                pass

        asyncio.run(drain())

    def rows(self, query: str) -> list[Any]:
        with self.store.reading() as session:
            return list(session.connection().execute(text(query)).all())

    def answers(self) -> list[tuple[int, str]]:
        """Return the answers of all messages: (inbox row, words), in the order in which they were queued."""
        found = self.rows("select reply_to, payload from outbox order by id")
        return [(row.reply_to, text_of(row.payload)) for row in found]

    def close(self) -> None:
        self.store.close()


def text_of(payload: Any) -> str:
    """Return the words of a payload, which plain SQL gives as text on SQLite and as a mapping on PostgreSQL."""
    read = json.loads(payload) if isinstance(payload, str) else payload
    return str(read["text"])

"""One turn: what a handler gets (`Turn`), what it says (`Said`), and the order in which ears are asked.

An ear looks at the turn and answers, or returns None and the next one is asked: first match wins
(spec/conversation.md §6). The list of ears is handed in by `bot/handlers/router.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import to_ms
from bot.conversation.knowledge import Knowledge
from bot.conversation.tables import Conversation
from bot.delivery.service import Address
from bot.faq.classify import Reading
from bot.messages import ChatKind, Incoming, Kind, Option, Reply
from bot.people.access import Identity
from bot.understanding.emergency import Emergency

NONE_OF_THESE = "none"
WORDLESS = frozenset({Kind.CHOICE, Kind.EVENT, Kind.EDITED})


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood before the transaction opened: cleaned text, normalised text, readings of them."""

    text: str
    norm: str
    reading: Reading
    emergency: Emergency | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn says and how it is logged. `keep_prompt`: the live choices stay as they are."""

    replies: tuple[Reply, ...]
    action: str
    label: str | None = None
    score: float | None = None
    entry_version: int | None = None
    keep_prompt: bool = False


@dataclass(slots=True)
class Turn:
    """A message, who wrote it, in which dialogue, and what is known; handlers read it and change the dialogue."""

    inbox_id: int
    incoming: Incoming
    heard: Heard
    identity: Identity
    conversation: Conversation
    know: Knowledge
    now: datetime
    address: Address
    routes: "Routes"
    echo: list[Reply] = field(default_factory=list)
    chose: bool = False

    @property
    def text(self) -> str:
        """The message as the person wrote it, without what no database keeps."""
        return self.heard.text

    @property
    def is_said(self) -> bool:
        """Whether there are words to understand: written, spoken, or the caption of a photo."""
        return bool(self.text) and self.incoming.kind not in WORDLESS

    @property
    def story(self) -> str:
        """What the person told: this message, or, where an option was chosen, the message that it was offered for."""
        told, prompt = self.noted("story"), self.conversation.prompt
        if not self.chose:
            return self.text
        return str(told["text"]) if told and prompt and prompt["id"] == told["inbox"] else ""

    def keep_story(self) -> None:
        """Keep the story for the options that this turn offers, so that nobody tells it twice."""
        self.note("story", {"text": self.story, "inbox": self.inbox_id}, minutes=self.know.conversation.prompt_minutes)

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.incoming.chat_kind is ChatKind.GROUP

    def words(self, key: str, **facts: object) -> str:
        """Return the words of a template; alternatives take turns, so the same wording never comes twice in a row."""
        return self.know.templates.render(key, variant=self.conversation.version, **facts)

    def say(self, key: str, *, options: Sequence[Option] = (), **facts: object) -> Reply:
        """Return a reply with the words of a template."""
        return Reply(self.words(key, **facts), options=tuple(options))

    def note(self, name: str, value: object, *, minutes: int | None = None) -> None:
        """Remember something for the next messages, for so many minutes or until it is forgotten."""
        until = to_ms(self.now + timedelta(minutes=minutes)) if minutes is not None else None
        self.conversation.context = {**self.conversation.context, name: {"value": value, "until": until}}

    def noted(self, name: str) -> Any:
        """Return what was remembered under a name, None when it is not there or its time is over."""
        kept = self.conversation.context.get(name)
        if kept is None or (kept["until"] is not None and to_ms(self.now) >= kept["until"]):
            return None
        return kept["value"]

    def forget(self, name: str) -> None:
        """Forget what was remembered under a name."""
        if name in self.conversation.context:
            self.conversation.context = {k: v for k, v in self.conversation.context.items() if k != name}


Ear = Callable[[Turn, Session], Said | None]
Doer = Callable[[Turn, Session, str], Said]


@dataclass(frozen=True, slots=True)
class Routes:
    """What a conversation can do, handed in by the router.

    `ears`: asked in order. `doers`: what an option does, by the word before its colon. `flows`: the forms by name.
    """

    ears: tuple[Ear, ...]
    doers: Mapping[str, Doer]
    flows: Mapping[str, Any]

    def listen(self, turn: Turn, session: Session) -> Said:
        """Ask the ears in order; the last one always answers."""
        for ear in self.ears:
            said = ear(turn, session)
            if said is not None:
                return said
        raise LookupError("no ear answered: the last one must always answer")

    def do(self, turn: Turn, session: Session, what: str) -> Said:
        """Do what an option says, for example `faq:vacancy`."""
        kind, _, rest = what.partition(":")
        return self.doers[kind](turn, session, rest)

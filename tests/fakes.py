"""Fakes that keep state and obey the same contract as the real thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.delivery.outlet import Accepted, Capabilities, Outcome, Outgoing
from bot.messages import Attachment, Channel, ChatKind, Incoming, Kind

START = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
"""A Saturday morning in office hours of the demo estate."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class FakeOutlet:
    """A platform that remembers what it got and answers as it is told; by default it accepts everything.

    `passive_reply_s`, `push` … are given as capabilities. `outcomes` are used up one a message; an exception in
    the list is raised, as a library would.
    """

    channel = Channel.FAKE

    def __init__(self, **capabilities: object) -> None:
        self.capabilities = Capabilities(**{"buttons": True, "groups": True, "outside": True, **capabilities})  # type: ignore[arg-type]
        self.sent: list[Outgoing] = []
        self.outcomes: list[Outcome | Exception] = []

    async def send(self, message: Outgoing) -> Outcome:
        self.sent.append(message)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(f"m{len(self.sent)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


@dataclass
class FakePhone:
    """A person's phone on the fake platform: makes incoming messages with rising keys."""

    sender_id: str
    clock: Callable[[], datetime]
    chat_id: str = ""
    chat_kind: ChatKind = ChatKind.PRIVATE
    account: str = "bot1"
    channel: Channel = Channel.FAKE
    count: int = field(default=0)

    def write(self, text: str = "", *, key: str | None = None, **more: object) -> Incoming:
        self.count += 1
        return Incoming(
            key=key or f"fake:{self.account}:{self.sender_id}:{self.count}",
            channel=self.channel,
            account=self.account,
            chat_id=self.chat_id or self.sender_id,
            chat_kind=self.chat_kind,
            sender_id=self.sender_id,
            received_at=self.clock(),
            text=text,
            **more,  # type: ignore[arg-type]
        )

    def press(self, token: str) -> Incoming:
        return self.write(kind=Kind.CHOICE, choice_token=token)

    def photo(self, *files: Attachment, caption: str = "") -> Incoming:
        return self.write(caption, kind=Kind.IMAGE, media=files or (Attachment("ab" * 32, "image/jpeg", 1000),))


def tokens(messages: Sequence[Outgoing]) -> dict[str, str]:
    """Return the choices of the last message that has some, label to token."""
    asked = next((message for message in reversed(messages) if message.choices), None)
    return {choice.label: choice.token for choice in asked.choices} if asked else {}

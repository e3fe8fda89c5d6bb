"""What a channel must be able to do to send: the `Outlet` protocol, and what may come of an attempt."""

from dataclasses import dataclass
from typing import Protocol

from bot.messages import Attachment, Channel, Choice, Purpose


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do.

    `local`: the row itself is the delivery (web page, console): no network, so nothing can be half sent.
    `passive_reply_s`: seconds in which an answer can ride in the response; 0 when the channel has no such thing.
    `push`: whether it can write first. `max_bytes`: of one message's text in UTF-8. `min_gap_s`: seconds between
    two messages of one chat. `outside`: strangers can write there, so the rate limit holds.
    """

    buttons: bool
    local: bool = False
    push: bool = True
    passive_reply_s: float = 0.0
    max_bytes: int = 2000
    min_gap_s: float = 0.0
    outside: bool = True
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as an outlet gets it: the address, the words, the choices (`letters`: shown as A, B, not 1, 2)."""

    outbox_id: int
    account: str
    chat_id: str
    sender_id: str
    purpose: Purpose
    text: str
    choices: tuple[Choice, ...] = ()
    files: tuple[Attachment, ...] = ()
    private_link: bool = False
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform took the message."""

    platform_msg_id: str | None = None


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The platform surely did not take it (no connection, 429, an explicit 5xx): it may be tried again."""

    code: str
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The platform will never take it (blocked, unsubscribed, a fault of ours)."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request left and no answer came: it may have arrived, so it is never sent again by itself."""

    code: str


Outcome = Accepted | NotAccepted | Undeliverable | Uncertain


class Outlet(Protocol):
    """A channel's way out. Its errors are outcomes; anything that it raises counts as uncertain."""

    channel: Channel
    capabilities: Capabilities

    async def send(self, message: Outgoing) -> Outcome:
        """Try once to hand the message to the platform; a local outlet only wakes its reader."""
        ...

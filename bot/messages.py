"""Channel-neutral messages: what comes in, what goes out. No platform object passes this line.

`Incoming` is made by a channel after it verified and parsed; `Reply` is made by a handler and becomes an outbox row.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 10_000
"""Characters of a message; every channel refuses a longer one."""
MOST_FILES = 9
"""Files of a message, and of a form."""


class Channel(StrEnum):
    """A way by which people and the program talk."""

    TELEGRAM = "telegram"
    WECHAT = "wechat"
    WECOM = "wecom"
    WEB = "web"
    CONSOLE = "console"
    SMS = "sms"
    FAKE = "fake"


class ChatKind(StrEnum):
    """Whether one person or many read along."""

    PRIVATE = "private"
    GROUP = "group"


class Kind(StrEnum):
    """What a person sent."""

    TEXT = "text"
    CHOICE = "choice"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    EVENT = "event"
    EDITED = "edited"
    UNSUPPORTED = "unsupported"


class Purpose(StrEnum):
    """Why the program writes; it decides the window, the caps and the guard (spec/dunning.md §4)."""

    REPLY = "reply"
    REMINDER = "reminder"
    COMMITMENT = "commitment"
    TICKET = "ticket"
    CSAT = "csat"
    NOTICE = "notice"
    RECEIPT = "receipt"
    CODE = "code"
    STAFF = "staff"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the content-addressed store (`bot/store/media.py`)."""

    sha256: str
    mime: str
    size: int
    name: str = ""
    transcript: str | None = None
    album_id: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A point that a person sent: degrees north and east, and the platform's label of it."""

    lat: float
    lon: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event from one person, verified and parsed by its channel.

    `key` is unique for the platform's delivery (spec/conversation.md §2): the same key is the same message.
    `sender_id` is always part of the conversation, also in a group. `received_at` is aware; `sent_at` is the
    platform's whole seconds since 1970 UTC.
    """

    key: str
    channel: Channel
    account: str
    chat_id: str
    sender_id: str
    received_at: datetime
    kind: Kind = Kind.TEXT
    chat_kind: ChatKind = ChatKind.PRIVATE
    text: str = ""
    choice_token: str | None = None
    media: tuple[Attachment, ...] = ()
    location: Location | None = None
    event: str | None = None
    reply_to: str | None = None
    addressed: bool = True
    from_bot: bool = False
    sent_at: int = 0
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def conv_key(self) -> str:
        """The conversation that this belongs to: channel, our account there, chat, sender."""
        return conversation_key(self.channel, self.account, self.chat_id, self.sender_id)


def conversation_key(channel: str, account: str, chat_id: str, sender_id: str) -> str:
    """Return the key of a conversation; colons inside a part are escaped, so two people never share one."""
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in (channel, account, chat_id, sender_id))


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person can choose: what it says, and what it does (`faq:…`, `flow:…`, or a word of the flow)."""

    label: str
    do: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as a channel shows it: `token` comes back when it is pressed and carries no meaning of its own."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler says. `options` become the live prompt of the conversation.

    `sensitive` is refused in groups; `private_link` asks the channel to add its link to a private chat.
    `not_after` is the moment after which it is no longer sent (exclusive).
    """

    text: str
    options: tuple[Option, ...] = ()
    files: tuple[Attachment, ...] = ()
    purpose: Purpose = Purpose.REPLY
    sensitive: bool = False
    private_link: bool = False
    not_after: datetime | None = None

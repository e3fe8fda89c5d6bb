"""The web chat's way out: the outbox row is the delivery; the pages that are open are woken to read it."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from bot.delivery.outlet import Accepted, Capabilities, Outcome, Outgoing
from bot.messages import Channel, conversation_key

ACCOUNT = "site"


@dataclass(eq=False, slots=True)
class OpenPage:
    """A page that listens: its event wakes it, `typing` says whether an answer is being worked on."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    typing: bool = False


class Hub:
    """Wakes the open pages of a conversation in this process; other processes look once in two seconds."""

    def __init__(self) -> None:
        """Begin with no page open."""
        self.closing = False
        self._pages: dict[str, set[OpenPage]] = defaultdict(set)

    def open(self, conv_key: str) -> OpenPage:
        """Register a page."""
        page = OpenPage()
        self._pages[conv_key].add(page)
        return page

    def close(self, conv_key: str, page: OpenPage) -> None:
        """Forget a page that was closed."""
        self._pages[conv_key].discard(page)
        if not self._pages[conv_key]:
            del self._pages[conv_key]

    def count(self) -> int:
        """Return how many pages are open in this process."""
        return sum(len(pages) for pages in self._pages.values())

    def wake(self, conv_key: str) -> None:
        """Wake the pages of a conversation."""
        for page in self._pages.get(conv_key, ()):
            page.event.set()

    def typing(self, conv_key: str, *, on: bool) -> None:
        """Tell the pages of a conversation whether an answer is being worked on."""
        for page in self._pages.get(conv_key, ()):
            page.typing = on
            page.event.set()

    def close_all(self) -> None:
        """Let every page go: the server stops."""
        self.closing = True
        for conv_key in list(self._pages):
            self.wake(conv_key)


class WebOutlet:
    """Sends to the web page; in production strangers can write there, so the rate limit holds."""

    channel = Channel.WEB

    def __init__(self, hub: Hub, *, outside: bool) -> None:
        """Wake pages through `hub`."""
        self.capabilities = Capabilities(buttons=True, local=True, max_bytes=60_000, outside=outside)
        self._hub = hub

    async def send(self, message: Outgoing) -> Outcome:
        """Wake the reader of a message that its row already delivered."""
        self._hub.wake(conversation_key(self.channel, message.account, message.chat_id, message.sender_id))
        return Accepted()

"""The web chat's way out: the outbox row is the delivery; the pages that are open are woken to read it."""

import asyncio
from collections import defaultdict

from bot.delivery.outlet import Accepted, Capabilities, Outcome, Outgoing
from bot.messages import Channel, conversation_key

ACCOUNT = "site"


class Hub:
    """Wakes the open pages of a conversation in this process; other processes look once in two seconds."""

    def __init__(self) -> None:
        """Begin with no page open."""
        self._pages: dict[str, set[asyncio.Event]] = defaultdict(set)

    def open(self, conv_key: str) -> asyncio.Event:
        """Register an open page and return what wakes it."""
        event = asyncio.Event()
        self._pages[conv_key].add(event)
        return event

    def close(self, conv_key: str, event: asyncio.Event) -> None:
        """Forget a page that was closed."""
        self._pages[conv_key].discard(event)
        if not self._pages[conv_key]:
            del self._pages[conv_key]

    def wake(self, conv_key: str) -> None:
        """Wake the pages of a conversation."""
        for event in self._pages.get(conv_key, ()):
            event.set()


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

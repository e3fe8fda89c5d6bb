"""Answering in the response: channels whose platform waits a few seconds for it (WeChat: 5 s, spec/conversation.md §3).

What a response carried is written on the outbox rows (`answered_in`), so a repeated delivery gets the same again, also
after a restart. A reply is either carried or left to the sender: both take it from `queued`, and only one can.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from bot.conversation import inbox
from bot.conversation.core import Conversations
from bot.conversation.dialogue import address_of, find_or_begin
from bot.conversation.inbox import Received
from bot.conversation.tables import InboxState
from bot.delivery import response
from bot.delivery import service as delivery
from bot.delivery.outlet import Capabilities, Outgoing
from bot.messages import Incoming, Purpose
from bot.store.engine import lock

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassiveAnswer:
    """What the response says, in order; nothing at all is an acknowledgement (WeChat: `success`)."""

    messages: tuple[Outgoing, ...] = ()


ACKNOWLEDGED = PassiveAnswer()


async def respond(
    conversations: Conversations, incoming: Incoming, *, capabilities: Capabilities, wait_s: float
) -> PassiveAnswer:
    """Keep a message, run its turn, and return what the response to it says within about `wait_s` seconds.

    Not ready in time: an acknowledgement where the sender can push the answer later, else words to ask again; the
    answer then rides in the response to the next message. The message is committed before this returns.
    """
    store = conversations.store
    received = await store.in_thread(conversations.receive, incoming)
    if received is None:
        return ACKNOWLEDGED
    run = asyncio.wrap_future(conversations.start(received, incoming))
    await asyncio.wait({run}, timeout=wait_s)
    if run.done() and run.exception() is not None:
        logger.error("the turn of inbox row %s stopped; it is taken over later", received.inbox_id)
    if not run.done() and capabilities.push:
        return ACKNOWLEDGED
    rows = await store.in_thread(_settle, conversations, received, incoming, capabilities)
    return PassiveAnswer(tuple(delivery.outgoing(row) for row in rows))


def _settle(
    conversations: Conversations, received: Received, incoming: Incoming, capabilities: Capabilities
) -> Sequence[Row[Any]]:
    """Decide once what the response of an inbox row carries, and return it; ever after it is the same."""
    with conversations.store.writing() as session:
        lock(session, received.conv_key)
        carried = response.handed_over(session, received.inbox_id)
        if carried:
            return carried
        to = response.Response(received.conv_key, received.inbox_id, capabilities.max_bytes)
        state = inbox.state_of(session, received.inbox_id)
        if state is InboxState.RECEIVED:
            _say_searching(session, conversations, incoming, to, capabilities)
        elif state is InboxState.DONE or not capabilities.push:
            # The apology for a dead turn is pushed; without push this response is the only way to the person.
            response.hand_over(session, to, policy=conversations.know.delivery, now=conversations.clock())
        return response.handed_over(session, received.inbox_id)


def _say_searching(
    session: Session,
    conversations: Conversations,
    incoming: Incoming,
    to: response.Response,
    capabilities: Capabilities,
) -> None:
    if capabilities.push:
        return
    now, know = conversations.clock(), conversations.know
    not_after = now + timedelta(hours=know.conversation.pending_hours)
    words = delivery.Words(know.templates.render("turn.searching"), Purpose.REPLY, not_after=not_after)
    address = address_of(find_or_begin(session, incoming))
    response.say_in_response(session, address, words, key=f"{to.inbox_id}:searching", to=to, now=now)

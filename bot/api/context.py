"""What the routes work with; `app` and `serve` hand it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request

from bot.channels.web import Hub
from bot.clock import Clock
from bot.config import Settings
from bot.conversation.core import Conversations
from bot.conversation.knowledge import Knowledge
from bot.delivery.sender import Sender
from bot.people.service import Sender as ChatAccount
from bot.store.engine import Store
from bot.store.media import MediaStore

SignIn = Callable[[Session, ChatAccount, str, datetime], None]
"""Binds a chat account to whom `resident:3-2-501/owner` and the like mean; raises LookupError when there is nobody."""


@dataclass(frozen=True, slots=True)
class Web:
    """The parts of the running program that the routes use."""

    settings: Settings
    store: Store
    know: Knowledge
    conversations: Conversations
    sender: Sender
    media: MediaStore
    hub: Hub
    clock: Clock
    sign_in: SignIn
    clock_moved: Callable[[], None]


def web_of(request: Request) -> Web:
    """Return the parts that the server was built with."""
    web = request.app.state.web
    if not isinstance(web, Web):
        raise TypeError("the server was built without its parts")
    return web

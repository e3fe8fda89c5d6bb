"""The server while it runs: sender, schedule and web app beside one another, stopped in order."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI

from bot.api.context import Web
from bot.api.server import build_server
from bot.app import TAKE_OVER_EVERY_S, App, build_app, take_over
from bot.channels.web import Hub, WebOutlet
from bot.clock import TickingClock
from bot.config import Settings
from bot.scheduler.loop import SchedulerLoop
from bot.sign_in import sign_in
from bot.store.batches import Tell, tell_nobody


def build_web(settings: Settings, hub: Hub, tell: Tell = tell_nobody) -> App:
    """Wire the program for the web channel."""
    return build_app(settings, outlets=[WebOutlet(hub, outside=not settings.is_demo)], tell=tell)


def web_app(app: App, hub: Hub) -> FastAPI:
    """Return the web app whose lifespan runs the sender and the schedule."""
    schedule = SchedulerLoop(app.store, app.table, clock=app.clock, after=app.sender.wake)

    @asynccontextmanager
    async def lifespan(_server: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        await app.store.in_thread(lambda: take_over(app, at_start=True))
        sending = asyncio.create_task(app.sender.run(stop))
        schedule.start()
        schedule.every(TAKE_OVER_EVERY_S, lambda: take_over(app), "takeover")
        yield
        stop.set()
        schedule.stop()
        app.sender.wake()
        with suppress(asyncio.CancelledError):
            await sending

    web = Web(
        settings=app.settings,
        store=app.store,
        know=app.know,
        conversations=app.conversations,
        sender=app.sender,
        media=app.media,
        hub=hub,
        clock=app.clock,
        sign_in=sign_in,
        clock_moved=app.clock.look_again if isinstance(app.clock, TickingClock) else lambda: None,
    )
    return build_server(web, lifespan=lifespan)


def listen_on(host: str, port: int) -> socket.socket:
    """Open the address; port 0 takes a free one.

    Raises:
        OSError: the port is taken or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # from here on the port is ours, and who comes before we are ready waits
    except OSError:
        listener.close()
        raise
    return listener


class Server(uvicorn.Server):
    """uvicorn that lets the open pages go when it is asked to stop, so that it need not wait for them."""

    hub: Hub

    def handle_exit(self, sig: int, frame: object) -> None:  # noqa: ARG002 - uvicorn's signature
        """Let the pages go, then stop in order; asked twice, wait for nobody. To be asked is no failure: status 0."""
        self.hub.close_all()
        self.force_exit = self.should_exit
        self.should_exit = True


def make_server(app: App, hub: Hub) -> Server:
    """Return the server of the program, not yet running."""
    config = uvicorn.Config(
        web_app(app, hub),
        log_config=None,  # the command decides how a line of the log looks
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = Server(config)
    server.hub = hub
    return server


def serve(app: App, hub: Hub, listener: socket.socket) -> None:
    """Serve until the process is asked to stop."""
    make_server(app, hub).run(sockets=[listener])

"""The program under test. Its knowledge is loaded once; every start is a fresh process of its own, forked from here.

It reads orders from its input, a line of JSON each: `start` forks a server and answers its pid, `look` answers how it
ended (None: it lives). When the input ends, so does the server.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.app import build_app, load_knowledge
from bot.channels.web import Hub, WebOutlet
from bot.config import PROJECT, Settings
from bot.conversation.knowledge import Knowledge
from bot.delivery.outlet import Accepted, Capabilities, Outcome, Outgoing, Outlet
from bot.messages import Channel
from bot.runtime import listen_on, serve
from tests.fakes import START
from tests.kill.moments import LOG, Moment, Watch

FAULT = 70
PLATFORM_LOG = "platform.log"


@dataclass(frozen=True, slots=True)
class Order:
    """How a server is started. `since` is the reading of the machine's steady clock at the test's START.

    `platform`: a platform that is not local is connected as well. `ahead_s` lets the server begin later.
    """

    home: str
    url: str
    port: int
    since: float
    moment: Moment | None = None
    platform: bool = False
    ahead_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Order":
        moment = values.pop("moment")
        return cls(moment=Moment(**moment) if moment else None, **values)

    def clock(self) -> datetime:
        """Return the present: it goes on while servers die, and is the same office hours whenever the test runs."""
        return START + timedelta(seconds=monotonic() - self.since + self.ahead_s)


class Platform:
    """A platform out there: what it took, it keeps in a file, whoever dies on this side."""

    channel = Channel.FAKE
    capabilities = Capabilities(buttons=True, groups=True)

    def __init__(self, inbox: Path, watch: Watch) -> None:
        self._inbox = os.open(inbox, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._watch = watch

    async def send(self, message: Outgoing) -> Outcome:
        self._watch.note("before SEND")
        os.write(self._inbox, f"{json.dumps([message.outbox_id, message.text])}\n".encode())
        self._watch.note("after SEND")
        return Accepted(f"m{message.outbox_id}")


def run(order: Order, know: Knowledge) -> None:
    """Serve as the program does, watched from the moment when its database is ready."""
    home, hub = Path(order.home), Hub()
    watch = Watch(order.moment, home / LOG)
    outlets: list[Outlet] = [WebOutlet(hub, outside=False)]
    if order.platform:
        outlets.append(Platform(home / PLATFORM_LOG, watch))
    settings = Settings(database_url=order.url, home=home, rate_per_minute=0, _env_file=None)
    app = build_app(settings, outlets=outlets, clock=order.clock, know=know)
    watch.follow(app.store.engine)
    try:
        serve(app, hub, listen_on("127.0.0.1", order.port))
    finally:
        app.close()


def fork(order: Order, work: Callable[[], None]) -> int:
    """Run `work` in a process of its own, whose errors go to a file in the order's home; return its pid."""
    pid = os.fork()
    if pid:
        return pid
    status = FAULT
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        log = os.open(Path(order.home) / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, sys.stdout.fileno())
        os.dup2(log, sys.stderr.fileno())
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - the child must not come back into its parent's loop
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


class Keeper:
    """Keeps one server at a time and knows how the last one ended."""

    def __init__(self, know: Knowledge) -> None:
        self._know = know
        self._pid: int | None = None
        self._ended: int | None = None

    def start(self, order: Order) -> int:
        self.close()
        self._pid, self._ended = fork(order, lambda: run(order, self._know)), None
        return self._pid

    def look(self) -> int | None:
        """Return the exit status of the last server (minus the signal that ended it), None while it lives."""
        if self._pid is not None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._pid, self._ended = None, os.waitstatus_to_exitcode(status)
        return self._ended

    def close(self) -> None:
        """Kill the server that a failed test left running."""
        if self.look() is None and self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def main() -> None:
    keeper = Keeper(load_knowledge(PROJECT / "data", Path(sys.argv[1]), demo=True))
    while line := sys.stdin.readline():
        asked = json.loads(line)
        answer = keeper.start(Order.from_json(asked["start"])) if "start" in asked else keeper.look()
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    keeper.close()


if __name__ == "__main__":
    main()

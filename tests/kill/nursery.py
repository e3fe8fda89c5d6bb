"""Starting servers and seeing how they end."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.config import PROJECT
from bot.runtime import listen_on
from tests.kill.server import Order

POLL_S = 0.02
LIMIT_S = 120.0


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so in another process; the caller limits the time."""
    while not is_so():  # noqa: ASYNC110 - another process tells nobody
        await asyncio.sleep(POLL_S)


class Nursery:
    """The process from which servers are forked; one server at a time."""

    def __init__(self, models: Path) -> None:
        command = [sys.executable, "-m", "tests.kill.server", str(models)]
        self._process = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def start(self, order: Order) -> int:
        pid = self._ask({"start": order.as_json()})
        assert pid is not None
        return pid

    def close(self) -> None:
        """End the server that still runs, if any, and this process."""
        self._process.communicate(timeout=LIMIT_S)

    def _ask(self, question: dict[str, Any]) -> int | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(question)}\n")
        self._process.stdin.flush()
        answer: int | None = json.loads(self._process.stdout.readline())
        return answer

    async def end_of_server(self) -> int:
        """Wait until the last server has ended and return how."""
        ended: list[int | None] = [None]

        def has_ended() -> bool:
            ended[0] = self._ask({"look": True})
            return ended[0] is not None

        await until(has_ended)
        assert ended[0] is not None
        return ended[0]


def free_port() -> int:
    """Return a port that the system gives to no outgoing connection, so that it stays free between two servers."""
    while True:
        port = random.randrange(20_000, 30_000)
        try:
            listen_on("127.0.0.1", port).close()
        except OSError:
            continue
        return port

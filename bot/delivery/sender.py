"""The sender: one loop in each process, woken by a commit, else every second.

Claim and check in one transaction, call the platform outside of any, record the outcome in another. A row that was
claimed and never reported becomes `unknown`; nothing is sent twice, whatever is killed.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from bot.clock import Clock
from bot.delivery import service
from bot.delivery.claim import Claim, claim
from bot.delivery.outlet import Outcome, Outlet, Uncertain
from bot.delivery.rules import DeliveryPolicy, Guard
from bot.messages import Purpose
from bot.store.engine import Store

logger = logging.getLogger(__name__)
IDLE_S = 1.0
AT_MOST_EVERY_S = 0.02


class Sender:
    """Sends what is due through the outlets of this process."""

    def __init__(
        self,
        store: Store,
        outlets: Sequence[Outlet],
        *,
        guards: Mapping[Purpose, Guard],
        policy: DeliveryPolicy,
        clock: Clock,
    ) -> None:
        """Use these outlets; a channel without one here is another process's work."""
        self._store, self._guards, self._policy, self._clock = store, guards, policy, clock
        self._outlets = {outlet.channel.value: outlet for outlet in outlets if outlet.capabilities.push}
        self._local = frozenset(name for name, outlet in self._outlets.items() if outlet.capabilities.local)
        self._gap_ms = max((int(outlet.capabilities.min_gap_s * 1000) for outlet in outlets), default=0)
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look at once: something was queued."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; an error is logged and the loop goes on."""
        loop, looked = asyncio.get_running_loop(), float("-inf")
        while not stop.is_set():
            # Under load the answers of many conversations share one claim; the first one never waits.
            await asyncio.sleep(max(0.0, looked + AT_MOST_EVERY_S - loop.time()))
            looked = loop.time()
            try:
                if await self.send_due():
                    self._wake.set()
            except Exception:
                logger.exception("the sender failed and goes on")
            try:
                await asyncio.wait_for(self._wake.wait(), IDLE_S)
            except TimeoutError:
                continue
            finally:
                self._wake.clear()

    async def send_due(self, *, conv_key: str | None = None) -> int:
        """Send one batch of what is due now and return how many rows were due; 0: there is no more to do now."""
        if not self._outlets:
            return 0
        now = self._clock()
        channels = tuple(self._outlets)
        what = Claim(self._worker, channels, self._local, gap_ms=self._gap_ms, conv_key=conv_key)
        claimed = await self._store.in_transaction(
            lambda session: claim(session, what, guards=self._guards, policy=self._policy, now=now)
        )
        await asyncio.gather(*(self._send(row) for row in claimed.rows))
        return claimed.due

    async def _send(self, row: Row[Any]) -> None:
        outlet = self._outlets[row.channel]
        try:
            outcome: Outcome = await outlet.send(service.outgoing(row))
        except Exception:
            logger.exception("outlet %s failed on outbox row %s", row.channel, row.id)
            outcome = Uncertain("OUTLET_ERROR")
        if row.channel not in self._local:
            await self._record(row, outcome, now=self._clock())

    async def _record(self, row: Row[Any], outcome: Outcome, *, now: datetime) -> None:
        def write(session: Session) -> None:
            service.record(session, row, outcome, policy=self._policy, now=now)

        await self._store.in_transaction(write)

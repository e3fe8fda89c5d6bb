"""Running the table with APScheduler: memory store, one run at a time for each line, missed runs healed by the next."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.scheduler.leader import Leader
from bot.scheduler.table import Tick
from bot.store.engine import Store

logger = logging.getLogger(__name__)


class SchedulerLoop:
    """The ticks of this process; they do their work only while it leads."""

    def __init__(self, store: Store, table: Sequence[Tick], *, clock: Clock, after: Callable[[], None]) -> None:
        """Run `table`; `after` is called when a tick did something (the sender is woken)."""
        self._store, self._table, self._clock, self._after = store, table, clock, after
        self._leader = Leader(store)
        self._scheduler = AsyncIOScheduler(timezone="Asia/Shanghai")

    def start(self) -> None:
        """Begin to tick."""
        for tick in self._table:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=[tick],
                seconds=tick.every.total_seconds(),
                id=tick.name,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking and let another process lead."""
        self._scheduler.shutdown(wait=False)
        self._leader.resign()

    async def _run(self, tick: Tick) -> None:
        try:
            if not await self._store.in_thread(self._leader.leads):
                return
            if await self._store.in_thread(self.run_once, tick):
                self._after()
        except Exception:
            logger.exception("tick %s failed; the next one heals it", tick.name)

    def run_once(self, tick: Tick) -> int:
        """Run one line now, in one transaction, and return how many things it did."""
        with self._store.writing() as session:
            return tick.work(session, self._clock())

    def every(self, seconds: float, work: Callable[[], object], name: str) -> None:
        """Run `work` in a worker thread every so many seconds, in every process, leader or not."""

        async def run() -> None:
            await self._store.in_thread(work)

        self._scheduler.add_job(
            run, "interval", seconds=timedelta(seconds=seconds).total_seconds(), id=name, misfire_grace_time=None
        )

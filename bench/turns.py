"""How fast the program answers: turns through the whole core on each database, beside the bare transaction.

`python -m bench.turns [--json] [--turns N] [--database sqlite|postgresql]`, see bench/README.md.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from bench import bare
from bot.app import App, build_app
from bot.channels.web import ACCOUNT, Hub, WebOutlet
from bot.clock import system_clock
from bot.config import PROJECT, Settings
from bot.demo import load_demo
from bot.faq.entries import load_entries
from bot.messages import Channel, Incoming
from bot.people.service import Sender as ChatAccount
from bot.people.service import bind, resident_by_who
from tests.databases import KINDS, fresh_database

TOGETHER = 50
HOUSES = ("3-2-501", "3-2-502", "2-1-301", "1-1-101")
FIRST_WORDS = ("你好，", "请教一下，", "物业在吗，", "想了解一下，")
START = """
import time; began = time.perf_counter()
import sys
from pathlib import Path
from bot.app import build_app
from bot.channels.web import Hub, WebOutlet
from bot.config import Settings
app = build_app(Settings(home=Path(sys.argv[1]), _env_file=None), outlets=[WebOutlet(Hub(), outside=False)])
took = time.perf_counter() - began
status = Path("/proc/self/status").read_text()
print(took, next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
"""


@dataclass(frozen=True)
class Figures:
    """Times of one kind of work: milliseconds of one turn, of processor time for each, and turns a second."""

    what: str
    at_once: int
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    per_s: float


class Watch:
    """Begins to count when it is made."""

    def __init__(self) -> None:
        self._began, self._cpu = perf_counter(), process_time()

    def figures(self, what: str, at_once: int, times: Sequence[float]) -> Figures:
        """Return the figures of the work since then, with the seconds that each turn took."""
        took, cpu = perf_counter() - self._began, process_time() - self._cpu
        ms = sorted(time * 1000 for time in times)
        p99 = ms[min(len(ms) - 1, int(len(ms) * 0.99))]
        p50, each = round(statistics.median(ms), 2), round(cpu * 1000 / len(ms), 2)
        return Figures(what, at_once, p50, round(p99, 2), each, round(len(ms) / took, 1))


class Bench:
    """A program on one database, some people, and a stock of questions that are all different."""

    def __init__(self, url: str, home: Path) -> None:
        settings = Settings(database_url=url, home=home, rate_per_minute=0, _env_file=None)
        outlets = [WebOutlet(Hub(), outside=False)]
        self.app: App = build_app(settings, outlets=outlets, clock=system_clock)
        self.people = [f"visitor{n}" for n in range(TOGETHER)]
        self._questions = questions()
        self._number = 0
        with self.app.store.writing() as session:
            load_demo(session)
        self._bind()
        for person in self.people:
            bare.begin(self.app.store, person)

    def _bind(self) -> None:
        today = system_clock().date()
        with self.app.store.writing() as session:
            for n, person in enumerate(self.people[: TOGETHER // 2]):
                resident = resident_by_who(session, HOUSES[n % len(HOUSES)], "owner", today=today)
                if resident is not None:
                    account = ChatAccount(Channel.WEB, ACCOUNT, person)
                    bind(session, account, resident, how="bench", now=system_clock())

    async def alone(self, count: int) -> list[Figures]:
        """One person after another, nobody else at work."""
        jobs = [self._job(n) for n in range(count)]
        turns, watch = [], Watch()
        for job in jobs:
            began = perf_counter()
            await self._turn(*job)
            turns.append(perf_counter() - began)
        whole, watch = watch.figures("turn", 1, turns), Watch()
        return [whole, watch.figures("bare", 1, [self._bare(*job) for job in jobs])]

    async def together(self, count: int) -> list[Figures]:
        """Fifty conversations at once, each asks its next question when it has its answer."""
        jobs = [self._job(n) for n in range(count)]
        watch = Watch()
        whole, watch = watch.figures("turn", TOGETHER, await self._crowd(jobs)), Watch()
        with ThreadPoolExecutor(self.app.settings.workers) as pool:
            least = list(pool.map(lambda job: self._bare(*job), jobs))
        return [whole, watch.figures("bare", TOGETHER, least)]

    def _job(self, n: int) -> tuple[str, str, int]:
        self._number += 1
        return self.people[n % TOGETHER], next(self._questions), self._number

    async def _turn(self, person: str, question: str, number: int) -> None:
        """Receive, answer, and let the sender mark the answer accepted."""
        incoming = _incoming(person, question, number)
        await self.app.store.in_thread(self.app.conversations.handle, incoming)
        await self.app.sender.send_due()

    async def _crowd(self, jobs: Sequence[tuple[str, str, int]]) -> list[float]:
        """Let everybody ask at once while the sender's own loop runs, until every answer is accepted."""
        stop, times = asyncio.Event(), []
        sender = asyncio.create_task(self.app.sender.run(stop))

        async def one_person(mine: Sequence[tuple[str, str, int]]) -> None:
            for person, question, number in mine:
                began = perf_counter()
                incoming = _incoming(person, question, number)
                await self.app.store.in_thread(self.app.conversations.handle, incoming)
                self.app.sender.wake()
                times.append(perf_counter() - began)

        await asyncio.gather(*(one_person(jobs[n::TOGETHER]) for n in range(TOGETHER)))
        stop.set()
        self.app.sender.wake()
        await sender
        while await self.app.sender.send_due():
            pass
        return times

    def _bare(self, person: str, question: str, number: int) -> float:
        began = perf_counter()
        bare.turn(self.app.store, person, question, number)
        return perf_counter() - began


def questions() -> Iterator[str]:
    """Yield the wordings of the knowledge base behind a few first words, so that none is found word for word."""
    entries = load_entries(PROJECT / "data/faq").values()
    wordings = [text for entry in entries for group in entry.paraphrases.values() for text in group]
    spread = [text for n in range(97) for text in wordings[n::97]]
    for opening in FIRST_WORDS:
        for text in spread:
            yield opening + text


def _incoming(person: str, question: str, number: int) -> Incoming:
    return Incoming(f"web:{number}", Channel.WEB, ACCOUNT, person, person, system_clock(), text=question)


def measure(kind: str, turns: int) -> list[Figures]:
    """Measure on one database; the first turns warm everything up and are not counted."""

    async def both(bench: Bench) -> list[Figures]:
        await bench.alone(50)
        await bench.together(100)
        return [*await bench.alone(turns), *await bench.together(2 * turns)]

    with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url, _bench(url, folder) as b:
        return asyncio.run(both(b))


@contextmanager
def _bench(url: str, folder: str) -> Iterator[Bench]:
    made = Bench(url, Path(folder))
    try:
        yield made
    finally:
        made.app.close()


def start() -> dict[str, float]:
    """Return seconds from nothing to a program that is ready (first start and second), and its memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            subprocess.run(
                [sys.executable, "-c", START, folder], check=True, capture_output=True, text=True, cwd=PROJECT
            )
            for _ in range(2)
        ]
    (first, _), (second, rss) = (islice(run.stdout.split(), 2) for run in runs)
    return {"first_s": round(float(first), 2), "next_s": round(float(second), 2), "rest_mb": round(int(rss) / 1024, 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--database", choices=KINDS, action="append")
    wanted = parser.parse_args()
    found = {kind: measure(kind, wanted.turns) for kind in wanted.database or KINDS}
    at_start = start()
    if wanted.json:
        rows = {kind: [asdict(each) for each in figures] for kind, figures in found.items()}
        print(json.dumps({"databases": rows, "start": at_start}, ensure_ascii=False, indent=1))
        return
    print(f"{'database':<12}{'what':<6}{'at once':>8}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'per s':>9}{'ratio':>8}")
    for kind, figures in found.items():
        bare_rate = {each.at_once: each.per_s for each in figures if each.what == "bare"}
        for each in figures:
            ratio = each.per_s / bare_rate[each.at_once]
            row = f"{kind:<12}{each.what:<6}{each.at_once:>8}{each.p50_ms:>9}{each.p99_ms:>9}"
            print(f"{row}{each.cpu_ms:>9}{each.per_s:>9}{ratio:>8.2f}")
    print(f"start: first {at_start['first_s']} s, next {at_start['next_s']} s; at rest {at_start['rest_mb']} MB")


if __name__ == "__main__":
    main()

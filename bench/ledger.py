"""How fast the ledger is: import of a large workbook, arrears, figures and ageing, at two sizes, on each database.

`python -m bench.ledger [--json] [--rows 100000] [--bills 10000 300000] [--times 200] [--database …]`, see
bench/README.md.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

import xlsxwriter
from sqlmodel import Session, col, select

from bench.books import TODAY, build_estate, codes, fill
from bot.estate.tables import Building, EstateId, House
from bot.ledger.arrears import arrears_of_house, owing_houses
from bot.ledger.figures.ageing import ageing
from bot.ledger.figures.collect import Asked, collection_by_month, figures, figures_by_building
from bot.ledger.periods import Span, shifted
from bot.ledger.tables import Method
from bot.migrations import upgrade
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database

LINLI = Path(sys.executable).with_name("linli")
QUARTER = Span(
    shifted(TODAY.replace(month=10, day=1), 0), shifted(TODAY.replace(month=10, day=1), 3) - timedelta(days=1)
)
MONTHS = 20


@dataclass(frozen=True)
class Figures:
    """Milliseconds of one kind of question."""

    database: str
    what: str
    bills: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Imported:
    """A workbook that was taken in by the command, from start to end of its process."""

    database: str
    rows: int
    seconds: float
    memory_mb: int
    again_seconds: float


def main() -> None:
    """Measure and print."""
    options = _options()
    for kind in options.database or KINDS:
        found: list[Figures] = []
        for bills in options.bills:
            with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url:
                found += _questions(url, kind, bills, options.times)
        for row in found:
            _print(asdict(row), as_json=options.json)
        _growth(found, options.bills, as_json=options.json)
        with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url:
            _print(asdict(_import(url, kind, options.rows, Path(folder))), as_json=options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--bills", type=int, nargs="+", default=[10_000, 300_000])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--database", action="append", choices=KINDS)
    return parser.parse_args()


def _questions(url: str, kind: str, bills: int, times: int) -> list[Figures]:
    store = Store(url)
    try:
        upgrade(store)
        with store.writing() as session:
            estate = build_estate(session)
            fill(session, estate, bills)
        if kind == "postgresql":
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        with store.reading() as session:
            asked = dict(_asked(session, estate))
        return [_timed(store, kind, bills, what, ask, times) for what, ask in asked.items()]
    finally:
        store.close()


def _asked(session: Session, estate: EstateId) -> Iterator[tuple[str, Callable[[Session], object]]]:
    """Yield what is asked; houses and buildings are drawn anew for each question."""
    rng = Random(11)
    houses = list(session.exec(select(House.id)))
    buildings = list(session.exec(select(Building.id)))
    whole = Asked(col(House.estate_id) == estate, QUARTER, TODAY, (Method.WECHAT, Method.ALIPAY))
    yield "arrears of a house", lambda s: arrears_of_house(s, rng.choice(houses), as_of=TODAY)
    yield (
        "arrears of a building",
        lambda s: owing_houses(s, col(House.building_id) == rng.choice(buildings), as_of=TODAY),
    )
    yield "figures of a quarter", lambda s: figures(s, whole)
    yield "figures by building", lambda s: figures_by_building(s, whole)
    yield "rate of 12 months", lambda s: collection_by_month(s, whole)
    yield "ageing", lambda s: ageing(s, whole.where, as_of=TODAY)


def _timed(store: Store, kind: str, bills: int, what: str, ask: Callable[[Session], object], times: int) -> Figures:
    took = []
    for _ in range(times + 3):
        with store.reading() as session:
            began = perf_counter()
            ask(session)
            took.append((perf_counter() - began) * 1000)
    counted = sorted(took[3:])
    p99 = counted[min(len(counted) - 1, int(len(counted) * 0.99))]
    return Figures(kind, what, bills, round(statistics.median(counted), 2), round(p99, 2))


def _growth(found: list[Figures], sizes: list[int], *, as_json: bool) -> None:
    """Print how much longer the largest ledger takes than the smallest."""
    for what in dict.fromkeys(row.what for row in found):
        by_size = {row.bills: row.p50_ms for row in found if row.what == what}
        grown = round(by_size[max(sizes)] / max(by_size[min(sizes)], 0.01), 1)
        line = {"database": found[0].database, "what": what, "times_bills": max(sizes) // min(sizes), "times_ms": grown}
        _print(line, as_json=as_json)


def _import(url: str, kind: str, rows: int, folder: Path) -> Imported:
    """Take a workbook of bills into an estate without bills; then the same file again, which changes nothing."""
    store = Store(url)
    upgrade(store)
    with store.writing() as session:
        build_estate(session)
    store.close()
    file = folder / "bills.xlsx"
    _workbook(file, rows)
    first, memory = _run(url, folder, file)
    again, _ = _run(url, folder, file)
    return Imported(kind, rows, round(first, 1), memory, round(again, 1))


def _workbook(file: Path, rows: int) -> None:
    """Write 房屋费用信息: each house a month each, the newest first."""
    houses = [code for code, _, _ in islice(codes(), -(-rows // MONTHS))]
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page = book.add_worksheet("房屋费用信息")
        page.write_row(0, 0, ["房屋编码", "费用名称", "开始时间", "结束时间", "收费金额"])
        for n in range(rows):
            first = shifted(TODAY.replace(day=1), -(n // len(houses)))
            last = shifted(first, 1) - timedelta(days=1)
            page.write_row(n + 1, 0, [houses[n % len(houses)], "物业费", str(first), str(last), 100 + n % 900 / 100])


def _run(url: str, folder: Path, file: Path) -> tuple[float, int]:
    """Run the command in a process of its own; return its seconds and the most memory (MB) of any child so far."""
    environment = {**os.environ, "LINLI_DATABASE_URL": url, "LINLI_HOME": str(folder / "var")}  # noqa: TID251 - a child's
    began = perf_counter()
    done = subprocess.run(
        [str(LINLI), "import", str(file), "--json"], env=environment, capture_output=True, check=False
    )
    took = perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"the import failed: {done.stderr.decode()[-500:] or done.stdout.decode()[:500]}")
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _print(row: dict[str, object], *, as_json: bool) -> None:
    print(json.dumps(row) if as_json else "  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()

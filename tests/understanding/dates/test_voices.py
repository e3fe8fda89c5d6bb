"""Messages of many voices and moments, each with its reading (voices.jsonl, written before the rules that read it)."""

import json
from pathlib import Path
from typing import Any

from bot.clock import read_moment
from bot.understanding.dates import Kind, read_payment_date
from tests.understanding.dates.reading import HOLIDAYS

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "voices.jsonl").read_text(encoding="utf-8").splitlines()
]


def is_understood(row: dict[str, Any]) -> bool:
    found = read_payment_date(row["text"], now=read_moment(row["now"]), holidays=HOLIDAYS)
    meant = row["expect"]
    day = str(found.date) if found.date else None
    if meant["kind"] in {Kind.DATE, Kind.RANGE}:
        fits = (found.is_firm, day) == (True, meant["date"])
        begins = meant.get("earliest") in {None, str(found.earliest)}
        return fits and begins and meant.get("time_of_day") in {None, found.time_of_day}
    offers = meant["kind"] != Kind.AMBIGUOUS or day in {None, *meant.get("alternatives", [])}
    return offers and found.kind in {meant["kind"], *meant.get("also_kind", [])}


def test_every_voice_is_understood() -> None:
    assert len(ROWS) > 500
    assert [row["id"] for row in ROWS if not is_understood(row)] == []

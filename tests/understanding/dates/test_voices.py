"""Messages of many voices and moments, each with its reading (voices.jsonl, written before the rules that read it)."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.clock import read_moment
from bot.understanding.dates import Kind, read_payment_date
from tests.understanding.dates.reading import HOLIDAYS

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "voices.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_voice_is_understood(row: dict[str, Any]) -> None:
    found = read_payment_date(row["text"], now=read_moment(row["now"]), holidays=HOLIDAYS)
    meant = row["expect"]
    day = str(found.date) if found.date else None
    if meant["kind"] in {Kind.DATE, Kind.RANGE}:
        assert (found.is_firm, day) == (True, meant["date"])
        assert meant.get("earliest") in {None, str(found.earliest)}
        assert meant.get("time_of_day") in {None, found.time_of_day}
    else:
        assert found.kind in {meant["kind"], *meant.get("also_kind", [])}
    if meant["kind"] == Kind.AMBIGUOUS:
        assert day in {None, *meant.get("alternatives", [])}

"""`linli read-date`: one text, or one row in and one row out."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Linli

NOW = "2026-11-21T10:00"


def rows(*given: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in given)


def test_one_text_is_read_at_its_moment(linli: Linli) -> None:
    result = linli("read-date", "--now", NOW, "下周五之前交")
    assert (result.code, result.err) == (0, "")
    assert result.rows == [
        {"kind": "date", "date": "2026-11-27", "earliest": None, "time_of_day": None, "alternatives": []}
    ]


def test_a_moment_with_another_offset_is_told_in_shanghai(linli: Linli) -> None:
    result = linli("read-date", "--now", "2026-11-21T18:00:00+00:00", "今天交")
    assert result.rows[0]["date"] == "2026-11-22"


def test_a_range_and_a_choice_have_all_their_days(linli: Linli) -> None:
    asked = [
        {"id": 1, "text": "周末去交", "now": "2026-11-18T10:00:00+08:00"},
        {"id": 2, "text": "周五或者周六上午", "now": "2026-11-18T10:00:00+08:00"},
    ]
    assert linli("read-date", "--jsonl", "-", given=rows(*asked)).rows == [
        {
            "id": 1,
            "kind": "range",
            "date": "2026-11-22",
            "earliest": "2026-11-21",
            "time_of_day": None,
            "alternatives": [],
        },
        {
            "id": 2,
            "kind": "ambiguous",
            "date": "2026-11-21",
            "earliest": None,
            "time_of_day": "morning",
            "alternatives": ["2026-11-20", "2026-11-21"],
        },
    ]


def test_rows_come_from_a_file_in_order(linli: Linli, tmp_path: Path) -> None:
    given = rows(*({"id": each, "text": "25号交", "now": NOW} for each in ("a", None, 3)))
    (tmp_path / "rows.jsonl").write_text(given, encoding="utf-8")
    result = linli("read-date", "--jsonl", "rows.jsonl")
    assert result.code == 0
    assert [row["id"] for row in result.rows] == ["a", None, 3]


BAD = {
    "no json": "the row is no JSON",
    "[]": "the row is no object",
    "": "the row is no JSON",
    '{"now": "2026-11-21T10:00"}': "text is missing",
    '{"text": 1, "now": "2026-11-21T10:00"}': "text is no string",
    '{"text": "a"}': "now is missing",
    '{"text": "a", "now": 1}': "now is no string",
    '{"text": "a", "now": "soon"}': "now is no moment",
    '{"text": "a", "now": "0001-01-01T00:00+14:00"}': "now is no moment",
    '{"text": "a", "now": "9999-12-31T23:59"}': "now is no moment",
}


@pytest.mark.parametrize(("row", "why"), BAD.items())
def test_a_bad_row_gives_an_error_in_its_place(linli: Linli, row: str, why: str) -> None:
    good = json.dumps({"id": 1, "text": "明天交", "now": NOW})
    result = linli("read-date", "--jsonl", "-", given=f"{good}\n{row}\n{good}\n")
    assert result.code == 1
    assert [line.get("error") for line in result.rows] == [None, why, None]


def test_a_bad_row_keeps_the_id_that_it_has(linli: Linli) -> None:
    given = rows({"id": "x", "text": "明天交", "now": "never"})
    assert linli("read-date", "--jsonl", "-", given=given).rows == [{"id": "x", "error": "now is no moment"}]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--now", "yesterday", "明天交"], id="no moment"),
        pytest.param(["--now", "9999-12-31", "明天交"], id="no calendar"),
        pytest.param(["明天交"], id="no now"),
        pytest.param([], id="nothing"),
        pytest.param(["--jsonl", "-", "--now", NOW], id="two moments"),
        pytest.param(["--jsonl", "-", "明天交"], id="text and rows"),
        pytest.param(["--jsonl", "missing.jsonl"], id="no file"),
    ],
)
def test_what_keeps_it_from_running_is_one_sentence(linli: Linli, arguments: list[str]) -> None:
    result = linli("read-date", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("linli: ")
    assert result.err.count("\n") == 1


def test_any_text_is_read_and_printed_in_ascii(linli: Linli) -> None:
    texts = ["", "\ud800明天", "\u2028\u0085\x00", "号" * 100_000, "25号" * 50_000, "👍"]
    result = linli("read-date", "--jsonl", "-", given=rows(*({"text": text, "now": NOW} for text in texts)))
    assert result.code == 0
    assert result.out.isascii()
    assert len(result.rows) == len(texts)


def test_nothing_is_stored(linli: Linli, home: Path) -> None:
    assert linli("read-date", "--now", NOW, "明天交").code == 0
    assert not home.exists()

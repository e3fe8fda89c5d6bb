"""`linli faq eval`: labelled rows in; a table for people, or one JSON object, out."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.faq.score import Outcome, Tally
from tests.cli.conftest import Linli
from tests.cli.test_classify import BAD

DIRECT = {"id": "a", "text": "转人工", "labels": ["flow:human"]}
POLITE = {"id": "b", "text": "谢谢师傅", "labels": ["smalltalk"]}
WRONG = {"id": "c", "text": "转人工", "labels": ["flow:repair", "flow:complaint"]}
MISSED = {"text": "多少", "labels": ["faq:late_fee"]}
FOLLOWED = {"text": "多少", "labels": ["faq:late_fee"], "context": "faq:late_fee"}
OUTSIDE = {"text": "红烧肉要炖多久才烂", "labels": ["none"]}
ANSWERED = {"id": "d", "text": "转人工", "labels": ["none"], "near": True}
DANGER = {"text": "着火了，楼道里全是烟，快来人", "labels": ["emergency"]}
ROWS = (DIRECT, POLITE, WRONG, MISSED, FOLLOWED, OUTSIDE, ANSWERED, DANGER)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file with one row of each kind."""
    return write(tmp_path / "rows.jsonl", *ROWS)


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_person_sees_labels_confusions_and_totals(linli: Linli, rows: Path) -> None:
    result = linli("faq", "eval", str(rows))
    assert (result.code, result.err) == (0, "")
    shown = [" ".join(line.split()) for line in result.out.splitlines()]
    for line in (
        "faq:late_fee 2 direct 1 missed 1",
        "flow:human 1 direct 1",
        "none 2 answered 1 silent 1",
        "taken for something else (labelled, read, rows)",
        "flow:repair flow:human 1",
        "none flow:human 1",
        "in_scope 6",
        "direct 66.7",
        "near_answered 100.0",
        "lookalike_alarm -",
    ):
        assert line in shown
    assert shown[-1].startswith("milliseconds median ")
    labels = [line.split()[0] for line in shown[: shown.index("")]]
    assert labels == sorted(labels)


def test_json_is_one_object_and_nothing_else(linli: Linli, rows: Path) -> None:
    result = linli("faq", "eval", "--json", "--list", "wrong", str(rows))
    assert (result.code, result.err) == (0, "")
    (whole,) = result.rows
    assert list(whole) == ["figures", "labels", "confused", "latency_ms"]
    assert list(whole["figures"]) == list(Tally().figures())
    assert whole["labels"]["faq:late_fee"] == {"direct": 1, "missed": 1}
    assert whole["confused"] == [
        {"labelled": "flow:repair", "read": "flow:human", "rows": 1},
        {"labelled": "none", "read": "flow:human", "rows": 1},
    ]
    assert 0 < whole["latency_ms"]["median"] <= whole["latency_ms"]["p99"]


@pytest.mark.parametrize(
    ("outcome", "listed"),
    [
        pytest.param("wrong", ["c\twrong\t转人工\tflow:repair,flow:complaint\tflow:human\tflow:human"], id="wrong"),
        pytest.param("answered", ["d\tanswered\t转人工\tnone\tflow:human\tflow:human"], id="answered"),
        pytest.param("missed", ["\tmissed\t多少\tfaq:late_fee\tNone\t"], id="missed, a row without id"),
        pytest.param("helped", [], id="none of them"),
    ],
)
def test_the_rows_of_one_outcome_are_listed_first(linli: Linli, rows: Path, outcome: str, listed: list[str]) -> None:
    result = linli("faq", "eval", "--list", outcome, str(rows))
    assert [line for line in result.out.splitlines() if "\t" in line] == listed


def test_a_listed_row_stays_on_its_line(linli: Linli, tmp_path: Path) -> None:
    odd = {"id": "x\ty", "text": "转\n人\t工", "labels": ["none"]}
    result = linli("faq", "eval", "--list", "silent", str(write(tmp_path / "odd.jsonl", {**odd, "text": "qq\n\tqq"})))
    (line,) = [line for line in result.out.splitlines() if "\t" in line]
    assert line.split("\t")[:3] == ["x y", "silent", "qq qq"]


@pytest.mark.parametrize(
    "text", ["\ud800qqqq", "qqqq\x00\u2028qqqq", "q" * 100_000], ids=["surrogate", "marks", "long"]
)
def test_any_text_can_be_listed(linli: Linli, tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.jsonl"
    path.write_text(json.dumps({"text": text, "labels": ["none"]}) + "\n", encoding="utf-8")
    assert linli("faq", "eval", "--list", "silent", str(path)).code == 0


def test_an_outcome_that_does_not_exist_is_refused_by_name(linli: Linli, rows: Path) -> None:
    result = linli("faq", "eval", "--list", "wrnog", str(rows))
    assert (result.code, result.out) == (2, "")
    assert all(outcome in result.err for outcome in Outcome)


def test_several_files_are_counted_together(linli: Linli, tmp_path: Path, rows: Path) -> None:
    halves = write(tmp_path / "1.jsonl", *ROWS[:4]), write(tmp_path / "2.jsonl", *ROWS[4:])
    whole, both = (linli("faq", "eval", "--json", *map(str, files)).rows[0] for files in ([rows], halves))
    del whole["latency_ms"], both["latency_ms"]
    assert whole == both


def test_standard_input_is_a_file_too(linli: Linli, rows: Path) -> None:
    result = linli("faq", "eval", "--json", "-", given=rows.read_bytes())
    assert result.rows[0]["figures"] == linli("faq", "eval", "--json", str(rows)).rows[0]["figures"]


def test_bad_rows_are_named_and_left_out(linli: Linli, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    bad = [*BAD, b'{"text": "a"}', b'{"text": "a", "labels": []}', b'{"text": "a", "labels": [1]}']
    good = json.dumps(DIRECT).encode()
    path.write_bytes(b"\n".join([good, *(line for row in bad for line in (row, good)), b""]))
    result = linli("faq", "eval", "--json", str(path))
    assert result.code == 1
    assert result.rows[0]["figures"]["in_scope"] == len(bad) + 1
    notes = result.err.splitlines()
    assert [note.split(": ")[0] for note in notes] == [f"{path}:{2 * number}" for number in range(1, len(bad) + 1)]


def test_a_file_of_nothing_gives_no_figures(linli: Linli, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    result = linli("faq", "eval", "--json", str(tmp_path / "empty.jsonl"))
    assert result.code == 0
    assert result.rows[0]["latency_ms"] == {"median": None, "p99": None}
    assert result.rows[0]["figures"]["direct"] is None
    assert "in_scope" in linli("faq", "eval", str(tmp_path / "empty.jsonl")).out


def test_a_missing_file_is_named_in_one_sentence(linli: Linli, rows: Path) -> None:
    result = linli("faq", "eval", str(rows), "missing.jsonl")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("linli: ")
    assert "missing.jsonl" in result.err
    assert result.err.count("\n") == 1


def test_no_file_at_all_is_refused(linli: Linli) -> None:
    result = linli("faq", "eval")
    assert (result.code, result.out) == (2, "")


def test_a_folder_for_models_that_cannot_be_written_is_named(linli: Linli, tmp_path: Path, rows: Path) -> None:
    (tmp_path / "models").write_text("a file", encoding="utf-8")
    result = linli("faq", "eval", str(rows), MODELS=str(tmp_path / "models"))
    assert (result.code, result.out) == (2, "")
    assert "models" in result.err


def test_nothing_is_stored(linli: Linli, home: Path, rows: Path) -> None:
    assert linli("faq", "eval", str(rows)).code == 0
    assert not home.exists()

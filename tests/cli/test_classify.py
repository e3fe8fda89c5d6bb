"""`linli classify`: one row in, one row out, whatever the row is."""

import json
from pathlib import Path

import pytest

from bot.faq.classify import Action
from tests.cli.conftest import Linli


def rows(*given: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in given)


def test_rows_come_back_in_order_with_their_ids(linli: Linli) -> None:
    result = linli(
        "classify", given=rows({"id": 7, "text": "物业费怎么交"}, {"text": "你好"}, {"id": None, "text": ""})
    )
    assert (result.code, result.err) == (0, "")
    assert [row.get("id", "-") for row in result.rows] == [7, "-", None]
    assert list(result.rows[0]) == ["id", "text", "action", "label", "candidates"]
    assert [row["action"] for row in result.rows[1:]] == ["smalltalk", "smalltalk"]
    assert "text" in result.rows[2]


def test_a_file_and_standard_input_read_the_same(linli: Linli, tmp_path: Path) -> None:
    given = rows({"text": "房子空着也要交物业费吗"}, {"text": "多少", "context": "faq:fee_standard"}, {"text": "多少"})
    (tmp_path / "rows.jsonl").write_text(given, encoding="utf-8")
    from_file = linli("classify", "rows.jsonl")
    assert from_file.out == linli("classify", "-", given=given).out == linli("classify", given=given).out
    assert from_file.rows[1]["label"] == "faq:fee_standard"
    for row in from_file.rows:
        assert row["action"] in set(Action)
        assert len(row["candidates"]) <= 3
        assert all(0 <= each["score"] <= 1 for each in row["candidates"])
        assert (row["label"] is None) == (row["action"] in {"suggest", "miss"})


BAD = [
    b"",
    b"no json",
    b"[]",
    b"null",
    b'"text"',
    b"1",
    b"{}",
    b'{"text": 1}',
    b'{"text": null}',
    b'{"text": ["a"]}',
    b'{"text": "a", "context": 1}',
    b'{"text": "a", "id": NaN}',
    b'{"text": "a", "id": 1e999}',
    b'{"text": "a", "id": ' + b"9" * 5000 + b"}",
    b'{"text": "a"',
    b'{"text": "\xff\xfe"}',
    b"\xd6\xd0\xce\xc4",
    b"[" * 100_000,
    b'{"text":' * 100_000,
]


def test_a_bad_row_gives_an_error_in_its_place(linli: Linli) -> None:
    good = b'{"id": 1, "text": "a"}'
    result = linli("classify", given=b"\n".join([good, *(line for row in BAD for line in (row, good)), b""]))
    assert result.code == 1
    assert all(list(row) == ["id", "text", "action", "label", "candidates"] for row in result.rows[::2])
    assert len(result.rows) == 2 * len(BAD) + 1
    for row, answer in zip(BAD, result.rows[1::2], strict=True):
        assert isinstance(answer.get("error"), str), row[:40]
        assert "action" not in answer


def test_a_bad_row_keeps_the_id_that_it_has(linli: Linli) -> None:
    assert linli("classify", given=rows({"id": "x", "text": 5})).rows == [{"id": "x", "error": "text is no string"}]


def test_any_text_is_read_and_printed_on_one_line(linli: Linli) -> None:
    texts = ["\ud800物业费", "\u2028\u0085\r\x00", "a" * 1_000_000, "物业费为什么" * 170_000, "👍" * 9]
    result = linli("classify", given=rows(*({"text": text} for text in texts)))
    assert result.code == 0
    assert result.out.isascii()
    assert [row["text"] for row in result.rows] == texts


def test_a_row_that_is_too_long_does_not_hide_the_next_one(linli: Linli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.rows.LONGEST_ROW", 1000)
    result = linli("classify", given=rows({"text": "a" * 5000}, {"text": "你好"}))
    assert ["error" in row for row in result.rows] == [True, False]


def test_ids_of_any_kind_come_back(linli: Linli) -> None:
    ids: list[object] = [None, True, 1.5, "", "\ud800", [1, {"a": None}], {"b": []}, 10**30]
    result = linli("classify", given=rows(*({"id": each, "text": "你好"} for each in ids)))
    assert [row["id"] for row in result.rows] == ids


def test_a_deep_id_is_printed_or_refused(linli: Linli) -> None:
    depths = (100, 300, 900, 950, 980, 1000, 3000)
    given = b"".join(b'{"text": "a", "id": ' + b"[" * depth + b"]" * depth + b"}\n" for depth in depths)
    result = linli("classify", given=given)
    assert result.out.count("\n") == len(depths)
    # How deep a reader of JSON goes differs between versions of Python.
    assert result.code == int('"error"' in result.out)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(linli: Linli) -> None:
    result = linli("classify", given=b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}')
    assert [row["text"] for row in result.rows] == ["a", "b"]


def test_nothing_is_stored(linli: Linli, home: Path) -> None:
    assert linli("classify", given=rows({"text": "你好"})).code == 0
    assert not home.exists()

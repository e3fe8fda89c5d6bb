"""`linli classify --staff`: what a staff member wants, one row in, one row out."""

import json
from pathlib import Path

from tests.cli.conftest import Linli
from tests.cli.test_classify import BAD


def rows(*given: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in given)


def test_rows_come_back_in_order_with_action_and_slots(linli: Linli) -> None:
    given = rows({"id": "a", "text": "3-2-501 微信收了1200"}, {"text": "完成 12 换了软管"}, {"id": None, "text": ""})
    result = linli("classify", "--staff", given=given)
    assert result.code == 0
    assert result.rows == [
        {
            "id": "a",
            "text": "3-2-501 微信收了1200",
            "action": "payment",
            "slots": {"house": "3-2-501", "amount_fen": 120000, "method": "wechat"},
        },
        {
            "text": "完成 12 换了软管",
            "action": "ticket",
            "slots": {"number": "12", "op": "done", "note": "换了软管"},
        },
        {"id": None, "text": "", "action": "smalltalk", "slots": {}},
    ]


def test_what_residents_ask_is_a_question_of_the_faq(linli: Linli) -> None:
    result = linli("classify", "--staff", "-", given=rows({"text": "空置房要交物业费吗"}, {"text": "谢谢"}))
    assert [row["action"] for row in result.rows] == ["faq", "smalltalk"]


def test_what_no_cue_fits_is_read_by_what_its_wording_is_like(linli: Linli) -> None:
    result = linli("classify", "--staff", given=rows({"text": "早，先跑哪几家好呢"}))
    assert [row["action"] for row in result.rows] == ["tasks"]


def test_wordings_that_do_not_fit_stop_the_command_with_one_sentence(linli: Linli, data: Path) -> None:
    path = data / "lexicon" / "staff_wordings.yaml"
    path.write_text("actions: {hold: [先停]}\n", encoding="utf-8")
    result = linli("classify", "--staff", given=rows({"text": "上班"}))
    assert (result.code, result.out) == (2, "")
    assert "staff_wordings.yaml" in result.err


def test_a_bad_row_gives_an_error_in_its_place(linli: Linli) -> None:
    good = b'{"id": 1, "text": "a"}'
    result = linli("classify", "--staff", given=b"\n".join([good, *(line for row in BAD for line in (row, good)), b""]))
    assert result.code == 1
    assert all(list(row) == ["id", "text", "action", "slots"] for row in result.rows[::2])
    for row, answer in zip(BAD, result.rows[1::2], strict=True):
        if row == b'{"text": "a", "context": 1}':
            assert answer == {"error": "context is no string"}
        assert isinstance(answer.get("error"), str), row[:40]


def test_any_text_is_read_and_printed_on_one_line(linli: Linli) -> None:
    texts = ["\ud800收款", "\u2028\u0085\r\x00", "3-2-501" * 100_000, "没" * 5000, "👍" * 9]
    result = linli("classify", "--staff", given=rows(*({"text": text} for text in texts)))
    assert result.code == 0
    assert result.out.isascii()
    assert [row["text"] for row in result.rows] == texts


def test_words_that_do_not_fit_stop_the_command_with_one_sentence(linli: Linli, data: Path) -> None:
    path = data / "lexicon" / "staff.yaml"
    path.write_text("slips: {}\n", encoding="utf-8")
    result = linli("classify", "--staff", given=rows({"text": "上班"}))
    assert (result.code, result.out) == (2, "")
    assert "staff.yaml" in result.err

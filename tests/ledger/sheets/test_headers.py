"""data/lexicon/headers.yaml: what columns are called."""

from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.ledger.sheets.headers import FIELDS, Headers, load_headers, squeeze, without_unit
from bot.ledger.sheets.rows import Kind
from tests.ledger.sheets.conftest import LEXICON

TEXT = (LEXICON / "headers.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["房  号", "房\n号", "＊房号", "房号：", "房號", "　房号　", "*房号", "房\u200b号"])
def test_blanks_width_and_stars_do_not_matter(text: str) -> None:
    assert squeeze(text) == "房号"


@pytest.mark.parametrize("text", ["收费金额（元）", "收费金额(元)", "收费金额/元", "收费金额元", "收费金额[元]"])
def test_a_unit_behind_a_header_does_not_matter(text: str) -> None:
    assert without_unit(squeeze(text)) == "收费金额"


def test_every_field_has_words(headers: Headers) -> None:
    assert set(headers.shared) == set(FIELDS["shared"].split())
    for kind in Kind:
        assert set(headers.kinds[kind]) == set(FIELDS[kind].split())
        assert all(headers.kinds[kind].values())


def test_a_kinds_own_words_come_before_the_shared_ones(headers: Headers) -> None:
    assert headers.fields[Kind.PEOPLE]["联系方式"][0][0] == "contact_phone"
    assert headers.fields[Kind.BILLS]["联系方式"][0][0] == "phone"


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        pytest.param("  plate: [", "  number: [", "shared.number", "there is no such field", id="an unknown field"),
        pytest.param("    due_on: [应缴日,", "    due_on: [欠费,", "kinds.arrears.due_on", "欠费 already", id="twice"),
        pytest.param("    gift: [赠送金额, 赠送]\n", "", "kinds.arrears.gift", "missing", id="a field without words"),
        pytest.param("  statement:\n    moment", "  statment:\n    moment", "kinds.statment", "", id="a misspelt kind"),
        pytest.param("ignored: [序号,", "ignored: [", "", "", id="no yaml"),
    ],
)
def test_a_fault_names_file_line_and_key(tmp_path: Path, old: str, new: str, key: str, why: str) -> None:
    path = tmp_path / "headers.yaml"
    if key:
        assert old in TEXT
        path.write_text(TEXT.replace(old, new), encoding="utf-8")
    else:
        path.write_text("shared: [", encoding="utf-8")
    with pytest.raises(DataFault) as fault:
        load_headers(path)
    assert fault.value.path == path
    assert fault.value.line > 0
    assert key in fault.value.key
    assert why in fault.value.why


def test_a_missing_kind_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "headers.yaml"
    head, _, tail = TEXT.partition("  statement:\n    moment")
    path.write_text(head + tail[tail.index("\n# A list that") :], encoding="utf-8")
    with pytest.raises(DataFault, match="this kind is missing"):
        load_headers(path)

"""The law that answers rest on."""

from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.faq.law import Confidence, load_law

ONE = """entries:
  - {id: mfd_944_1, law: 民法典, article: "944", status: in_force, effective: "2021-01-01", says: 转述, source: 存档,
     confidence: high}
"""


def test_every_second_hand_source_waits_for_a_lawyer(data: Path) -> None:
    law = load_law(data / "law.yaml")
    assert all(each.lawyer for each in law.values() if each.confidence == Confidence.MEDIUM)


@pytest.mark.parametrize("name", ["sfjs_old6", "tl_12", "mmbj_1428"])
def test_what_was_deleted_or_replaced_may_not_be_cited(data: Path, name: str) -> None:
    assert not load_law(data / "law.yaml")[name].citable


def test_the_national_vacancy_rumour_is_no_law(data: Path) -> None:
    assert "kz_rumor" not in load_law(data / "law.yaml")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(ONE.replace("high", "medium"), "lawyer", id="second hand without a lawyer"),
        pytest.param(ONE.replace("high", "low"), "confidence", id="unverified"),
        pytest.param(ONE + ONE.split("\n", 1)[1], "twice", id="one id twice"),
    ],
)
def test_a_bad_table_stops_the_start(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "law.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_law(tmp_path / "law.yaml")

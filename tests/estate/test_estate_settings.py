"""`data/estate.yaml`: what a company sets, and what may be said of it."""

from datetime import time
from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.estate.settings import EstateTable, estate_facts, load_estates

REAL = Path(__file__).parents[2] / "data" / "estate.yaml"
SMALL = """\
月亮:
  company: 示例物业
  name: 月亮湾
  desk_phone: 010-5550-0199
  duty_phone: 010-5550-0198
  office_hours:
    days: workdays
    segments: ["09:00-12:00", "13:30-17:30"]
  desk_address: 月亮湾 2 号楼
  fee_fen_per_m2:
    residential: 205
"""
LATE_FEE = "  contract: {late_fee: {enabled: true, rate_per_mille: 0.5, start_after_days: 30, cap_percent: 20}}\n"


def load(tmp_path: Path, text: str) -> EstateTable:
    path = tmp_path / "estate.yaml"
    path.write_text(text, encoding="utf-8")
    return load_estates(path)


def test_the_demo_estate_says_its_fees_hours_and_phones() -> None:
    facts = estate_facts(load_estates(REAL).of("阳光"))
    assert facts["estate"] == "阳光花园"
    assert facts["fee_standard"] == "住宅 1.80 元/㎡·月；商铺 3.50 元/㎡·月；办公 3.00 元/㎡·月"
    assert facts["office_hours"] == "每天 8:30–12:00、14:00–18:00"
    assert facts["desk_phone"].startswith("010-5550-")


def test_what_is_not_set_is_no_fact(tmp_path: Path) -> None:
    assert set(estate_facts(load(tmp_path, SMALL).of("月亮"))) == {
        "company",
        "estate",
        "desk_phone",
        "duty_phone",
        "office_hours",
        "desk_address",
        "fee_standard",
    }


def test_a_vacancy_rule_that_nobody_verified_is_not_said() -> None:
    assert "vacancy_rule" not in estate_facts(load_estates(REAL).of("阳光"))


def test_an_estate_without_a_section_has_no_facts() -> None:
    assert estate_facts(load_estates(REAL).of("没有设置的小区")) == {}


def test_a_late_fee_is_spoken_of_only_when_the_contract_has_one(tmp_path: Path) -> None:
    assert "late_fee_rule" not in estate_facts(load(tmp_path, SMALL).of("月亮"))
    rule = estate_facts(load(tmp_path, SMALL + LATE_FEE).of("月亮"))["late_fee_rule"]
    assert ("第 30 天" in rule, "千分之 0.5" in rule, "20%" in rule) == (True, True, True)
    assert "滞纳金" not in rule


def test_the_segments_of_a_day_are_times(tmp_path: Path) -> None:
    settings = load(tmp_path, SMALL).of("月亮")
    assert settings is not None
    assert settings.office_hours.times == ((time(9), time(12)), (time(13, 30), time(17, 30)))
    assert str(settings.office_hours) == "工作日 9:00–12:00、13:30–17:30"


def test_the_roster_says_whom_to_ask_first() -> None:
    settings = load_estates(REAL).of("阳光")
    assert settings is not None
    assert settings.duty_order("工程") == ("engineer", "engineer2")
    assert settings.duty_order("没有的部门") == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        pytest.param("name: 月亮湾", "name: 月亮湾\n  colour: 红", 4, "月亮.colour", id="unknown key"),
        pytest.param("  company: 示例物业\n", "", 1, "月亮.company", id="missing key"),
        pytest.param("residential: 205", "residential: 2.05", 11, "月亮.fee_fen_per_m2.residential", id="yuan for fen"),
        pytest.param(
            "residential: 205", "residential: 0", 11, "月亮.fee_fen_per_m2.residential", id="a fee of nothing"
        ),
        pytest.param('"09:00-12:00"', '"9点-12点"', 8, "月亮.office_hours.segments", id="no time of day"),
        pytest.param("13:30-17:30", "11:30-17:30", 8, "月亮.office_hours.segments", id="overlapping segments"),
        pytest.param("days: workdays", "days: sometimes", 7, "月亮.office_hours.days", id="unknown days"),
    ],
)
def test_a_bad_key_names_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(DataFault) as caught:
        load(tmp_path, SMALL.replace(old, new))
    fault = caught.value
    assert (fault.path.name, fault.line, fault.key.removesuffix(".[key]")) == ("estate.yaml", line, key)


def test_a_late_fee_without_its_cap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match=r"late_fee.*cap_percent"):
        load(tmp_path, SMALL + LATE_FEE.replace(", cap_percent: 20", ""))

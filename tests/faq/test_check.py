"""Nothing is served that the check does not pass."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.check import Fault, check_knowledge
from bot.understanding.normalise import normalise

from .sample import ENTRY

Check = Callable[..., list[Fault]]


@pytest.fixture
def check(data: Path, tmp_path: Path) -> Check:
    """Checks a knowledge base of the one entry `vacancy`, changed, without the faults that the others are missing."""

    def run(*changes: tuple[str, str], **more: str) -> list[Fault]:
        for name in ("law.yaml", "forbidden.yaml"):
            shutil.copy(data / name, tmp_path / name)
        text = ENTRY
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (tmp_path / "faq").mkdir(exist_ok=True)
        (tmp_path / "lexicon" / "intents").mkdir(parents=True, exist_ok=True)
        for name, content in {"vacancy": text, **more}.items():
            (tmp_path / "faq" / f"{name}.yaml").write_text(content, encoding="utf-8")
        return [fault for fault in check_knowledge(tmp_path, normalise) if fault.why != "the entry is missing"]

    return run


def test_the_knowledge_base_of_the_project_holds(data: Path) -> None:
    assert [str(fault) for fault in check_knowledge(data, normalise)] == []


def test_a_good_entry_has_no_faults(check: Check) -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        pytest.param("title: 房子空着", f"title: {'房' * 21}", "more than 20", id="long title"),
        pytest.param("申请核对减收", "申请核对减收并请同事尽快回电话", "more than 12", id="long choice"),
        pytest.param('"flow:hardship"', '"flow:nowhere"', "leads nowhere", id="choice without a target"),
        pytest.param('"flow:hardship"', '"faq:vacancy"', "same answer", id="choice to itself"),
        pytest.param("[mfd_944_1]", "[mfd_9999]", "no law mfd_9999", id="unknown law"),
        pytest.param("[mfd_944_1]", "[sfjs_old6]", "may not be cited", id="deleted law"),
        pytest.param("    law: [mfd_944_1]\n", "", "without naming it", id="law without its id"),
        pytest.param("已经按照约定和有关规定提供服务的，", "", "without its condition", id="944 without its condition"),
        pytest.param("    if: [vacancy_rule]\n", "", "is not in if", id="fact without its condition"),
        pytest.param("unless: [vacancy_rule]", "unless: [weather]", "no fact weather", id="unknown fact"),
        pytest.param("您可以书面", "您可以{ 书面", "a brace", id="stray brace"),
        pytest.param("您可以书面", "您" * 600, "at most 600", id="long answer"),
        pytest.param("您可以书面", "不交就停水，请书面", "forbidden cut_services", id="threat"),
        pytest.param(
            "paraphrases:", "speaks_of: [{pattern: none, why: x}]\nparaphrases:", "no pattern", id="declaration"
        ),
        pytest.param("没人住能不能打折", "房子一直空着也要交物业费嗎", "this wording too", id="wording twice"),
        pytest.param("version: 2", "version: two", "vacancy.yaml:4: version", id="broken entry"),
    ],
)
def test_what_is_wrong_is_named(check: Check, before: str, after: str, why: str) -> None:
    assert any(why in str(fault) for fault in check((before, after)))


def test_the_answer_is_measured_without_its_law(check: Check) -> None:
    faults = check(("  - say: 您可以书面告诉我们空置的时间。\n", ""))
    assert any("without law" in fault.why for fault in faults)


def test_seven_lines_are_too_many(check: Check) -> None:
    faults = check(("  - say: 您可以书面", "  - say: 好。\n" * 4 + "  - say: 您可以书面"))
    assert any("7 lines" in fault.why for fault in faults)


def test_two_entries_may_not_look_alike_as_choices(check: Check) -> None:
    other = ENTRY.replace("id: vacancy", "id: parking").replace("房子一直", "车位").replace("没人住", "车位")
    assert any("same title" in fault.why for fault in check(parking=other))


def test_every_label_needs_its_entry(data: Path, tmp_path: Path) -> None:
    for name in ("law.yaml", "forbidden.yaml"):
        shutil.copy(data / name, tmp_path / name)
    assert len(check_knowledge(tmp_path, normalise)) == 31


def test_a_missing_table_is_one_fault(tmp_path: Path) -> None:
    assert [fault.file for fault in check_knowledge(tmp_path, normalise)] == ["law.yaml"]

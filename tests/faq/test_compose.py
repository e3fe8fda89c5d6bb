"""An answer says what is known and approved, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.compose import compose
from bot.faq.entries import load_entries, load_entry
from bot.faq.facts import FACTS

Write = Callable[..., Path]
RULE = {"vacancy_rule": "满六个月的按七成"}


def test_the_demo_says_the_law_with_its_source(entry_file: Write) -> None:
    said = compose(load_entry(entry_file()), {}, demo=True)
    assert said.text.splitlines()[0].endswith("（民法典第944条）。")
    assert (said.law, said.version) == (("mfd_944_1",), 2)


def test_a_known_rule_replaces_the_line_that_stands_in_for_it(entry_file: Write) -> None:
    known = compose(load_entry(entry_file()), RULE, demo=True).text
    unknown = compose(load_entry(entry_file()), {"vacancy_rule": ""}, demo=True).text
    assert "满六个月的按七成" in known
    assert "还没有核实到" not in known
    assert "还没有核实到" in unknown


def test_production_leaves_out_law_that_nobody_signed(entry_file: Write) -> None:
    said = compose(load_entry(entry_file()), RULE, demo=False, opener="关于空置房：")
    assert said.text.splitlines() == [
        "关于空置房：",
        "小区的规定是：满六个月的按七成",
        "您可以书面告诉我们空置的时间。",
    ]
    assert said.law == ()


def test_production_says_law_that_a_named_person_signed(entry_file: Write) -> None:
    entry = load_entry(entry_file(("approved_by: demo", "approved_by: 张律师")))
    assert compose(entry, RULE, demo=False, opener="关于空置房：") == compose(entry, RULE, demo=True)


def test_no_opener_is_needed_when_the_first_line_stays(entry_file: Write) -> None:
    entry = load_entry(entry_file(("    law: [mfd_944_1]\n", "")))
    assert not compose(entry, {}, demo=False, opener="关于空置房：").text.startswith("关于")


def test_a_fact_with_braces_comes_out_untouched(entry_file: Write) -> None:
    assert "{area}" in compose(load_entry(entry_file()), {"vacancy_rule": "{area}"}, demo=True).text


def test_the_choices_lead_where_the_entry_says(entry_file: Write) -> None:
    options = compose(load_entry(entry_file()), {}, demo=True).options
    assert [(each.label, each.do) for each in options] == [
        ("申请核对减收", "flow:hardship"),
        ("查账单", "flow:arrears"),
    ]


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "production"])
@pytest.mark.parametrize("facts", [{}, {name: fact.example for name, fact in FACTS.items()}], ids=["nothing", "all"])
def test_every_answer_of_the_project_reads_to_its_end(data: Path, facts: dict[str, str], *, demo: bool) -> None:
    for entry in load_entries(data / "faq").values():
        said = compose(entry, facts, demo=demo)
        assert len(said.text.splitlines()) >= 2
        assert "{" not in said.text

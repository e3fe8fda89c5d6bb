"""Words to people: rendered with exactly their facts, and checked before they are sent to anybody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataFault
from bot.texts.forbidden import load_forbidden
from bot.texts.templates import TemplateFault, Templates, check_templates, fill, load_templates

DATA = Path(__file__).parents[2] / "data"
FORBIDDEN = load_forbidden(DATA / "forbidden.yaml")

GREETING = """
greeting.hello:
  scope: answer
  texts: ["{name}，您好。", "您好，{name}。"]
  facts: {name: 王女士}
"""


def written(folder: Path, text: str, name: str = "one.yaml") -> Templates:
    (folder / name).write_text(text, encoding="utf-8")
    return load_templates(folder)


def test_a_template_is_said_with_its_facts(tmp_path: Path) -> None:
    templates = written(tmp_path, GREETING)
    assert templates.render("greeting.hello", name="李先生") == "李先生，您好。"
    assert templates.keys() == ("greeting.hello",)
    assert "greeting.hello" in templates


@pytest.mark.parametrize(("variant", "said"), [(0, "李，您好。"), (1, "您好，李。"), (2, "李，您好。")])
def test_alternatives_take_turns(tmp_path: Path, variant: int, said: str) -> None:
    assert written(tmp_path, GREETING).render("greeting.hello", variant=variant, name="李") == said


@pytest.mark.parametrize(
    ("key", "facts", "why"),
    [
        pytest.param("greeting.bye", {}, "no template", id="unknown key"),
        pytest.param("greeting.hello", {}, "missing name", id="missing fact"),
        pytest.param("greeting.hello", {"name": "李", "house": "3-2-501"}, "unused house", id="unused fact"),
    ],
)
def test_a_wrong_call_is_a_bug_and_not_a_message(tmp_path: Path, key: str, facts: dict[str, str], why: str) -> None:
    with pytest.raises(TemplateFault, match=why):
        written(tmp_path, GREETING).render(key, variant=0, **facts)


@given(st.text())
def test_a_residents_own_words_come_out_untouched(words: str) -> None:
    assert fill("您说：{words}。", {"words": words, "name": "王"}) == f"您说：{words}。"


def test_braces_in_a_residents_words_are_not_read_again() -> None:
    assert fill("{words}", {"words": "{name} {words} {0} {words.__class__}", "name": "王"}).startswith("{name} {words}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param('{scope: reminder, text: "请缴 {amount}"}', "no example for {amount}", id="hole without example"),
        pytest.param(
            '{scope: reminder, text: 请缴费, facts: {amount: "1"}}', "unused fact amount", id="unused example"
        ),
        pytest.param("{scope: reminder, text: 请在十一月底前缴费, max: 5}", "9 characters", id="too long"),
        pytest.param("{scope: reminder, text: 不交就停水}", "forbidden cut_services", id="threat"),
        pytest.param('{scope: reminder, text: "请缴 {Amount!r}"}', "a brace", id="format"),
        pytest.param('{scope: reminder, text: " "}', "empty", id="empty"),
        pytest.param(
            "{scope: answer, text: 好的, speaks_of: [{pattern: nothing, why: x}]}", "nothing", id="declaration"
        ),
    ],
)
def test_the_check_finds_what_is_wrong(tmp_path: Path, text: str, why: str) -> None:
    faults = check_templates(written(tmp_path, f"one.key: {text}\n"), FORBIDDEN)
    assert any(why in fault for fault in faults)


def test_a_declared_mention_with_a_reason_passes(tmp_path: Path) -> None:
    text = "one.key: {scope: answer, text: 不叫滞纳金, speaks_of: [{pattern: late_charge_word, why: 用语}]}\n"
    assert check_templates(written(tmp_path, text), FORBIDDEN) == []


@pytest.mark.parametrize(
    "text",
    [f"one.key: {{scope: {rest}}}\n" for rest in ("answer", "all, text: 好", "answer, text: 好, texts: [好]")],
    ids=["no text", "every scope", "text and texts"],
)
def test_a_bad_file_stops_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataFault, match="one"):
        written(tmp_path, text)


def test_a_key_stands_in_one_file_only(tmp_path: Path) -> None:
    written(tmp_path, GREETING)
    with pytest.raises(DataFault, match="another file"):
        written(tmp_path, GREETING, "two.yaml")


def test_a_folder_without_templates_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="no templates"):
        load_templates(tmp_path)


@pytest.mark.skipif(not list((DATA / "templates").glob("*.yaml")), reason="no templates yet")
def test_every_template_of_the_program_holds() -> None:
    assert check_templates(load_templates(DATA / "templates"), FORBIDDEN) == []

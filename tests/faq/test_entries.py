"""The entries of the knowledge base are read strictly, and a line is said only when its facts are known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.faq.entries import Group, Line, load_entries, load_entry

Write = Callable[..., Path]


def test_an_entry_is_read_with_its_lines_and_choices(entry_file: Write) -> None:
    entry = load_entry(entry_file())
    assert (entry.label, entry.group, entry.version, entry.is_signed) == ("faq:vacancy", Group.FEE_OBJECTION, 2, False)
    assert [line.needs for line in entry.answer] == [(), ("vacancy_rule",), (), ()]


def test_an_entry_is_signed_by_a_named_person(entry_file: Write) -> None:
    assert load_entry(entry_file(("approved_by: demo", "approved_by: 张律师"))).is_signed


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("group: fee_objection", "group: other", "group", id="unknown group"),
        pytest.param("version: 2", "version: 0", "version", id="version below one"),
        pytest.param("    unless:", "    until:", "until", id="unknown key"),
        pytest.param("id: vacancy", "id: parking", "parking.yaml", id="file named otherwise"),
    ],
)
def test_a_bad_entry_names_the_key(entry_file: Write, before: str, after: str, said: str) -> None:
    with pytest.raises(DataFault, match=said):
        load_entry(entry_file((before, after)))


@pytest.mark.parametrize(
    ("needs", "unless", "known", "said"),
    [
        pytest.param([], [], [], True, id="no condition"),
        pytest.param(["area"], [], ["area"], True, id="its fact is known"),
        pytest.param(["area"], [], [], False, id="its fact is missing"),
        pytest.param(["area", "house"], [], ["area"], False, id="one of two facts is missing"),
        pytest.param([], ["area"], ["area"], False, id="stands in for a known fact"),
        pytest.param([], ["area"], [], True, id="stands in for a missing fact"),
        pytest.param([], ["area", "house"], ["area"], True, id="stands in for two facts of which one is missing"),
    ],
)
def test_a_line_is_said_when_its_condition_holds(
    needs: list[str], unless: list[str], known: list[str], *, said: bool
) -> None:
    line = Line.model_validate({"say": "好", "if": needs, "unless": unless})
    assert line.is_said(frozenset(known)) is said


def test_a_line_with_an_unknown_fact_in_it_is_never_said() -> None:
    assert not Line(say="面积 {area}").is_said({})


def test_a_folder_without_entries_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="no entries"):
        load_entries(tmp_path)

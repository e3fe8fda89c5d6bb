"""What exists is documented, and what is documented exists.

A table names its subject in the first column, in backticks, below a heading or a line of its own.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.entry import build
from bot.config import PREFIX, PROJECT, Settings
from bot.conversation.knowledge import Knowledge
from bot.datafile import YamlFile

DATA = PROJECT / "data"
README = PROJECT / "README.md"
DOCS = PROJECT / "docs"
WINDOW = {"start", "end"}


def rows(path: Path, heading: str | None = None) -> dict[str, str]:
    """The tables of a page, or of one heading of it: what the first column names, and the rest of the line."""
    text = path.read_text(encoding="utf-8")
    if heading is not None:
        text = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", text, flags=re.MULTILINE)
    assert len({name for name, _ in found}) == len(found), "a name stands twice"
    return dict(found)


def commands(command: Any, name: str) -> Iterator[str]:
    below: Mapping[str, Any] = getattr(command, "commands", {})
    for each, inner in below.items():
        yield from commands(inner, f"{name} {each}")
    if not below or command.invoke_without_command:
        yield name


def keys(value: object, above: str = "") -> Iterator[str]:
    """The keys that hold a value; a window of hours is one value."""
    if not isinstance(value, dict) or value.keys() == WINDOW:
        yield above
        return
    for key, below in value.items():
        yield from keys(below, f"{above}.{key}" if above else key)


def parts_of(package: Path) -> set[str]:
    return {
        f"bot/{path.name}"
        for path in package.iterdir()
        if (path.suffix == ".py" and not path.name.startswith("_")) or (path / "__init__.py").exists()
    }


def test_every_command_is_in_the_readme_and_the_other_way_round() -> None:
    assert sorted(rows(README, "Commands")) == sorted(commands(get_command(build()), "linli"))


def test_every_command_has_a_manual_page() -> None:
    assert [name for name, command in leaves(get_command(build())) if "xample" not in (command.help or "")] == []


def leaves(command: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner)
        if not getattr(inner, "commands", None) or inner.invoke_without_command:
            yield name, inner


def test_every_setting_is_in_the_readme_and_the_other_way_round() -> None:
    assert sorted(rows(README, "Settings")) == sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize("name", ["env", "host", "port", "workers", "rate_per_minute", "log_level"])
def test_the_readme_tells_the_true_default(name: str) -> None:
    told = rows(README, "Settings")[f"{PREFIX}{name.upper()}"]
    default = Settings.model_fields[name].default
    assert told.startswith(f"`{getattr(default, 'value', default)}` |")


def test_the_map_shows_every_part_of_the_program() -> None:
    assert set(rows(README, "The map")) == parts_of(PROJECT / "bot")


def test_every_rule_of_the_policy_is_explained_and_the_other_way_round() -> None:
    assert sorted(rows(DOCS / "policy.md")) == sorted(keys(YamlFile(DATA / "policy.yaml").data))


def test_every_entry_is_listed_with_its_title(know: Knowledge) -> None:
    assert rows(DOCS / "knowledge.md", "Entries") == {entry.id: entry.title for entry in know.entries.values()}


def test_every_file_of_templates_is_listed() -> None:
    assert set(rows(DOCS / "knowledge.md", "Templates")) == {path.name for path in (DATA / "templates").glob("*.yaml")}


def test_every_part_of_the_data_is_listed() -> None:
    assert set(rows(DOCS / "knowledge.md", "What is where")) == {path.name for path in DATA.iterdir()}


@pytest.mark.parametrize("page", [README, *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name)
def test_a_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []

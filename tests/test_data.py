"""The shipped `data/`: every template is used, no code asks for a missing one, and no file names this machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import load_knowledge
from bot.config import PROJECT
from bot.conversation.knowledge import Knowledge
from bot.conversation.prompts import Stale
from bot.handlers.router import FLOWS
from bot.tasks.tables import TaskState
from bot.texts.templates import check_templates
from bot.understanding.emergency import load_emergency

SAYS = {"say", "words", "render"}
KEY = re.compile(r"[a-z_*]+(\.[a-z0-9_*]+)+")
OURS = ("bot", "data", "docs", "bench", "tests", ".ci")
OUR_FILES = ("Makefile", "README.md", "pyproject.toml", "requirements.lock")
TEXTS = {".py", ".yaml", ".md", ".toml", ".lock", ".js", ".css", ".html", ".mako", ""}
# Put together here so that this file does not name them itself.
ELSEWHERE = "|".join(
    ["/" + folder + "/" for folder in ("home", "root", "Users", "work", "opt")]
    + [r"[A-Z]:\\\\", *("py" + "pi" + each for each in (r"\.org", r"\.tuna", r"/simple")), "python" + "hosted"]
)
NAMES_A_MACHINE = re.compile(r"(?<![\w.$})])(?:" + ELSEWHERE + ")")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((PROJECT / "bot").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def written(node: ast.AST) -> Iterator[str]:
    """The texts in an expression; what is filled in later reads `*`."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        for part in node.values:
            yield from written(part) if isinstance(part, ast.FormattedValue) else ()
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from written(child)


def asked_for() -> Iterator[tuple[str, str]]:
    """Every key that is handed to `say`, `words` or `render`, and where."""
    for path, module in sources():
        for node in ast.walk(module):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYS
            if named and isinstance(node, ast.Call) and node.args:
                for key in keys_in(node.args[0]):
                    yield key, f"{path.relative_to(PROJECT)}:{node.lineno}"


def keys_in(argument: ast.expr) -> Iterator[str]:
    """Both sides of a condition are keys; its test is none."""
    if isinstance(argument, ast.IfExp):
        yield from keys_in(argument.body)
        yield from keys_in(argument.orelse)
    elif isinstance(argument, ast.Constant | ast.JoinedStr):
        yield next(written(argument))


def fits(asked: str, key: str) -> bool:
    return re.fullmatch(re.escape(asked).replace(r"\*", "[a-z0-9_]+"), key) is not None


def expected_keys() -> Iterator[str]:
    """The keys that are put together while the program runs."""
    yield from (f"choice.{why}" for why in Stale)
    yield from (f"tasks.state.{state}" for state in TaskState)
    yield from (f"{name}.ask_description" for name in ("repair", "complaint"))
    for kind in load_emergency(PROJECT / "data/lexicon/emergency.yaml").kinds:
        yield from (f"emergency.{kind}", f"emergency.kind.{kind}")


def test_the_shipped_data_is_loaded_without_a_fault(know: Knowledge, models: Path) -> None:
    assert load_knowledge(PROJECT / "data", models, demo=False).entries == know.entries


def test_every_template_is_sound(know: Knowledge) -> None:
    assert check_templates(know.templates, know.forbidden) == []


def test_no_code_asks_for_a_template_that_does_not_exist(know: Knowledge) -> None:
    missing = [f"{at}: {asked}" for asked, at in asked_for() if not any(fits(asked, key) for key, _ in know.templates)]
    assert missing == []


def test_no_template_is_missing_that_is_named_while_the_program_runs(know: Knowledge) -> None:
    assert [key for key in expected_keys() if key not in know.templates] == []


def test_every_template_is_used(know: Knowledge) -> None:
    said = {text for _, module in sources() for text in written(module)}
    patterns = [text for text in said if "*" in text and KEY.fullmatch(text) and text.strip("*.")]
    unused = [key for key, _ in know.templates if key not in said and not any(fits(each, key) for each in patterns)]
    assert unused == []


def test_every_question_of_a_form_says_why_an_answer_is_unclear(know: Knowledge) -> None:
    steps = {step.name for flow in FLOWS.values() for step in flow.steps}
    explained = {key.partition(".unclear.")[0] for key, _ in know.templates if ".unclear." in key}
    assert explained == steps


def our_files() -> list[Path]:
    found = [path for folder in OURS for path in (PROJECT / folder).rglob("*") if path.is_file()]
    found += [PROJECT / name for name in OUR_FILES]
    return [path for path in found if path.suffix in TEXTS and "__pycache__" not in path.parts]


@pytest.mark.parametrize(
    "text", ["/" + "home/li/linli", "(/" + "root/x)", "https://py" + "pi.org/simple", "C" + ":\\\\linli"]
)
def test_the_search_for_machines_finds_one(text: str) -> None:
    assert NAMES_A_MACHINE.search(text)


def test_no_file_names_a_machine_or_an_index_of_packages() -> None:
    named = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()[:80]}"
        for path in our_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if NAMES_A_MACHINE.search(line)
    ]
    assert named == []

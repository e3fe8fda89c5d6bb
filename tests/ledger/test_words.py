"""Every reason of the ledger has its words, with exactly the facts that the program knows; no words are left over."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.config import PROJECT
from bot.datafile import YamlFile

from .books import words

LEDGER = PROJECT / "bot" / "ledger"
GIVES_REASON = {"_miss", "Missing", "_Part", "_replace"}
WORDS = YamlFile(PROJECT / "data" / "templates" / "ledger.yaml").data


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(LEDGER.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def refusals() -> dict[str, set[frozenset[str]]]:
    """Return the codes that the ledger refuses with, and the names of the facts of each place."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Refusal":
                (code,) = node.args
                assert isinstance(code, ast.Constant), f"{path.name}:{node.lineno}: a code is written out"
                assert isinstance(code.value, str)
                assert all(each.arg for each in node.keywords), f"{path.name}:{node.lineno}: facts are written out"
                found[code.value].add(frozenset(each.arg for each in node.keywords if each.arg))
    return found


def facts_of(prefix: str) -> dict[str, set[str]]:
    """Return the names of the facts of the templates whose key begins so, by the rest of the key."""
    return {
        key.removeprefix(prefix): set(template.get("facts", {}))
        for key, template in WORDS.items()
        if key.startswith(prefix)
    }


def test_every_refusal_has_its_template_and_the_other_way_round() -> None:
    assert sorted(facts_of("ledger.")) == sorted(refusals())


def test_a_template_of_a_refusal_names_exactly_the_facts_that_it_is_raised_with() -> None:
    wanted = facts_of("ledger.")
    wrong = {code: facts for code, facts in refusals().items() if facts != {frozenset(wanted.get(code, ()))}}
    assert wrong == {}


def test_whatever_billing_may_miss_has_its_words_and_the_other_way_round() -> None:
    assert sorted(facts_of("billing.why.")) == sorted(reasons_of_billing())
    assert not any(facts_of("billing.why.").values())


def test_each_reason_of_billing_is_explained() -> None:
    missing = next(node for node in billing().body if isinstance(node, ast.ClassDef) and node.name == "Missing")
    told = ast.get_docstring(missing) or ""
    assert [code for code in facts_of("billing.why.") if f"`{code}`" not in told] == []


def billing() -> ast.Module:
    return ast.parse((LEDGER / "billing.py").read_text(encoding="utf-8"))


def reasons_of_billing() -> set[str]:
    """Return the texts of the module that makes plans, wherever it gives a reason."""
    found: set[str] = set()
    for node in ast.walk(billing()):
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Return) or called in GIVES_REASON:
            parts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
            found |= {value for value in parts if isinstance(value, str) and value}
    return found


def test_the_words_are_those_of_the_program() -> None:
    assert set(WORDS) <= set(words().keys())

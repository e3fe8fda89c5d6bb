"""The command as a whole: its help, its exit codes, one sentence for what keeps it from running."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.conversation.knowledge import Knowledge
from tests.cli.conftest import Linli

COMMANDS = [
    ("serve",),
    ("chat",),
    ("classify",),
    ("doctor",),
    ("outbox",),
    ("schedule",),
    ("tick",),
    ("backup",),
    ("restore",),
    ("faq", "check"),
    ("db", "upgrade"),
    ("demo", "load"),
]


def shell(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "LINLI_HOME": str(folder / "var"), **settings}  # noqa: TID251 - the child's own
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, input="", timeout=60, check=False
    )


def test_without_a_word_the_help_is_shown(linli: Linli) -> None:
    shown = linli()
    assert shown.code == 0
    assert all(command[0] in shown.out for command in COMMANDS)
    assert shown.out == linli("--help").out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_and_gives_an_example(linli: Linli, command: tuple[str, ...]) -> None:
    shown = linli(*command, "--help")
    assert shown.code == 0
    assert "Example" in shown.out
    assert "Exit" in shown.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("faq",),
        ("outbox", "--nonsense"),
        ("outbox", "--since", "yesterday"),
        ("backup",),
        ("demo", "load", "--today", "2026-02-30"),
        ("demo", "load", "--seed", "many"),
        ("tick", "nonsense"),
        ("tick", "--at", "noon"),
        ("restore", "missing.tar.gz"),
        ("classify", "missing.jsonl"),
        ("classify", "--staff", "missing.jsonl"),
        ("faq", "eval", "missing.jsonl"),
    ],
    ids=" ".join,
)
def test_what_cannot_run_says_why_in_one_sentence(linli: Linli, arguments: tuple[str, ...]) -> None:
    result = linli(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("linli: ")
    assert result.err.count("\n") == 1


def test_a_database_that_does_not_answer_is_named_without_its_password(linli: Linli) -> None:
    result = linli("db", "upgrade", DATABASE_URL="postgresql+psycopg://linli:geheim@127.0.0.1:1/linli")
    assert result.code == 2
    assert result.err.startswith("linli: the database cannot be used: ")
    assert result.err.count("\n") == 1
    assert "geheim" not in result.err


def test_a_file_that_is_no_database_is_refused(linli: Linli, home: Path) -> None:
    home.mkdir()
    (home / "linli.db").write_bytes(b"this is a letter, and no database" * 100)
    result = linli("db", "upgrade")
    assert (result.code, result.out) == (2, "")
    assert "the database cannot be used" in result.err


def test_an_address_that_is_none_is_refused(linli: Linli) -> None:
    result = linli("db", "upgrade", DATABASE_URL="postgresql+psycopg://host:port:port/x")
    assert result.code == 2
    assert "LINLI_DATABASE_URL" in result.err


def test_the_installed_command_starts_and_reads_nothing_heavy_for_its_help(tmp_path: Path) -> None:
    loaded = "import sys; sys.argv = ['linli', '--help']\n"
    loaded += "from bot.cli.entry import run; run(['--help'])\n"
    loaded += "sys.exit(sum(name in sys.modules for name in ('sqlalchemy', 'pydantic', 'numpy', 'fastapi')))"
    result = subprocess.run([sys.executable, "-c", loaded], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert result.returncode == 0


def test_a_fault_leaves_the_shell_with_its_exit_code(tmp_path: Path) -> None:
    result = shell(tmp_path, "outbox", LINLI_PORT="many")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "LINLI_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_chinese_on_a_terminal_that_has_none_is_no_traceback(tmp_path: Path, models: Path) -> None:
    result = shell(tmp_path, "schedule", PYTHONIOENCODING="ascii", LINLI_MODELS=str(models))
    assert result.returncode == 0
    assert "alarms" in result.stdout


def test_a_reader_that_leaves_early_is_no_fault(
    tmp_path: Path, know: Knowledge, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLI_MODELS", str(models))
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "你好"}\n' * 2000, encoding="utf-8")
    command = f"{shlex.quote(sys.executable)} -c 'from bot.cli import main; main()' classify rows.jsonl | head -n 1"
    result = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""

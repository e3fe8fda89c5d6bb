"""Settings and tables that cannot be used stop the program and are named, all at once, with file, line and key."""

from pathlib import Path

import pytest

from bot.config import SettingsFault, load_settings, where_set
from tests.cli.conftest import Linli


def test_every_bad_setting_is_named_at_once(linli: Linli) -> None:
    result = linli("outbox", PORT="many", LOG_LEVEL="LOUD", NONSENSE="1", ENV="production", WORKERS="0")
    assert result.code == 2
    assert result.out == ""
    for name in ("PORT", "LOG_LEVEL", "NONSENSE", "SECRET", "WORKERS"):
        assert f"LINLI_{name}" in result.err


def test_an_unknown_setting_stops_the_program(linli: Linli) -> None:
    result = linli("tick", DATABSE_URL="postgresql+psycopg://linli@db/linli")
    assert result.code == 2
    assert "LINLI_DATABSE_URL: there is no such setting" in result.err


def test_an_unknown_setting_in_the_file_stops_the_program(linli: Linli, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LINLI_COLOUR=red\n", encoding="utf-8")
    result = linli("schedule")
    assert result.code == 2
    assert "LINLI_COLOUR" in result.err


def test_a_settings_file_that_is_no_text_is_named(linli: Linli, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LINLI_HOST=\xff\xfe\n")
    result = linli("schedule")
    assert result.code == 2
    assert ".env" in result.err


def test_an_empty_secret_is_none_in_production(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_ENV", "production")
    monkeypatch.setenv("LINLI_SECRET", "")
    with pytest.raises(SettingsFault, match="LINLI_SECRET: needed"):
        load_settings()
    monkeypatch.setenv("LINLI_SECRET", "long and random letters")
    assert not load_settings().is_demo


def test_it_is_known_where_a_setting_comes_from(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LINLI_PORT=8001\nLINLI_HOST=127.0.0.2\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("LINLI_HOST", "127.0.0.3")
    assert {name: where for name, where in where_set().items() if name != "LINLI_MODELS"} == {
        "LINLI_HOME": "the environment",
        "LINLI_HOST": "the environment",
        "LINLI_PORT": ".env",
    }


def change(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file and return its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("command", ["schedule", "tick"])
def test_a_broken_entry_stops_the_program(linli: Linli, data: Path, command: str) -> None:
    line = change(data / "faq" / "vacancy.yaml", "group:", "grupo:")
    result = linli(command)
    assert result.code == 2
    assert f"vacancy.yaml:{line}: grupo: there is no such key, and group is missing" in result.err


def test_yaml_that_is_none_stops_the_program(linli: Linli, data: Path) -> None:
    (data / "estate.yaml").write_text("阳光: [\n", encoding="utf-8")
    result = linli("schedule")
    assert result.code == 2
    assert "estate.yaml:2:" in result.err


def test_a_law_that_does_not_exist_stops_the_program(linli: Linli, data: Path) -> None:
    entry = data / "faq" / "accounts_disclosure.yaml"
    change(entry, "law: [mfd_943, qf_13]", "law: [mfd_9999]")
    result = linli("schedule")
    assert result.code == 2
    assert "accounts_disclosure.yaml:" in result.err
    assert "answer.1: no law mfd_9999" in result.err


def test_an_unknown_policy_key_stops_the_program(linli: Linli, data: Path) -> None:
    line = change(data / "policy.yaml", "  retries: 3", "  retrys: 3")
    result = linli("tick")
    assert result.code == 2
    assert f"policy.yaml:{line}: delivery.retrys: there is no such key" in result.err


def test_nothing_is_made_when_the_program_does_not_start(linli: Linli, data: Path, home: Path) -> None:
    change(data / "policy.yaml", "  retries: 3", "  retries: -3")
    assert linli("tick").code == 2
    assert not (home / "linli.db").exists()

"""The command as a script sees it: arguments and input in, exit code and two streams out."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli.entry import run
from bot.config import PROJECT


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.split("\n")[:-1]]


Linli = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, no setting from outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("LINLI_MODELS", str(models))
    return tmp_path / "var"


@pytest.fixture
def linli(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Linli:
    def call(*arguments: str, given: str | bytes = b"", **settings: str) -> Result:
        content = given.encode() if isinstance(given, str) else given
        with monkeypatch.context() as here:
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
            for name, value in settings.items():
                here.setenv(f"LINLI_{name}", value)
            capsys.readouterr()
            code = run(arguments)
        return Result(code, *capsys.readouterr())

    return call


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tables that a test may break; the program reads it."""
    copy = tmp_path / "data"
    shutil.copytree(PROJECT / "data", copy)
    monkeypatch.setenv("LINLI_DATA", str(copy))
    return copy

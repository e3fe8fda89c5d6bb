"""The layers of the program: imports point down only, and a new package must be placed."""

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from bot.config import PROJECT


def test_imports_point_down_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    kept = lint_imports(str(PROJECT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out

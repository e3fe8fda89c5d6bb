"""A small knowledge base of three wordings each, and the real one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.matcher import Calibration, Matcher
from bot.faq.stock import Stock, Wording

from .sample import ENTRY

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The tables of the project."""
    return DATA


@pytest.fixture
def entry_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes the entry `vacancy`, with pairs of (before, after) replaced in its text."""

    def write(*changes: tuple[str, str], name: str = "vacancy") -> Path:
        text = ENTRY
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def small_matcher() -> Matcher:
    """Three labels with a few wordings, one of them outside."""
    wordings = (
        Wording("房子空着还要交物业费吗", "faq:vacancy"),
        Wording("没人住的房子物业费打折吗", "faq:vacancy"),
        Wording("厨房漏水了快来修", "flow:repair"),
        Wording("电梯坏了快来人修", "flow:repair"),
        Wording("今天股票涨了吗", "none"),
        Wording("公司拖欠工资怎么办", "none"),
    )
    titles = {"faq:vacancy": "房子空着，物业费还要交吗？", "flow:repair": "报修"}
    return Matcher(Stock(wordings, titles), Calibration(intercept=-2.0, lead=5.0, share=3.5, scope=0.6))

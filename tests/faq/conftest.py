"""A small knowledge base of three wordings each, and the real one."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.faq.calibration import Calibration
from bot.faq.matcher import Matcher
from bot.faq.model import Model, model_of
from bot.faq.training import train
from bot.store.batches import tell_nobody
from bot.understanding.concepts import Concepts

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


CONCEPTS = Concepts(concepts={"empty": "空着 没人住 空置", "leak": "漏水 渗水", "fee": "物业费 管理费"})
CURVES = Calibration.model_validate(
    {
        "scope": {"intercept": 1, "best": 4, "outside": -4, "odds": 0, "length": 0, "known": 2, "concepts": {"fee": 1}},
        "right": {"intercept": 0, "best": 1, "lead": 3, "lead_of_three": 0, "outside": 0, "length": 0},
        "alarm": {"intercept": -2, "danger": 2, "alarm": 4, "outside": 0, "odds": 0, "length": 0, "known": 0},
    }
)
SMALL = (
    ("房子空着还要交物业费吗", "faq:vacancy"),
    ("没人住的房子物业费打折吗", "faq:vacancy"),
    ("厨房漏水了快来修", "flow:repair"),
    ("电梯坏了快来人修", "flow:repair"),
    ("着火了快来人", "emergency"),
    ("今天股票涨了吗", "none"),
    ("公司拖欠工资怎么办", "none"),
)


def small_model(wordings: Sequence[tuple[str, str]] = SMALL) -> Model:
    """Return a model that has learned a few wordings."""
    return model_of(train([text for text, _ in wordings], [label for _, label in wordings], CONCEPTS, tell_nobody))


@pytest.fixture(scope="session")
def small_matcher() -> Matcher:
    """Four labels with a few wordings, one of them outside and one of danger."""
    return Matcher(small_model(), CURVES, CONCEPTS)

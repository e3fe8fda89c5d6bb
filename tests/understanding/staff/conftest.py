"""The words of staff, read once."""

from pathlib import Path

import pytest

from bot.understanding.staff.lexicon import StaffWords, load_staff_words

SOURCE = Path(__file__).parents[3] / "data" / "lexicon" / "staff.yaml"


@pytest.fixture(scope="session")
def words() -> StaffWords:
    return load_staff_words(SOURCE)

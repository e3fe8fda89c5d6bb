"""The tables of data/lexicon, read once."""

from pathlib import Path

import pytest

from bot.understanding.emergency import EmergencyRules, load_emergency
from bot.understanding.typos import Typos, load_typos
from bot.understanding.words import Words, load_words

LEXICON = Path(__file__).parent.parent.parent / "data" / "lexicon"


@pytest.fixture(scope="session")
def words() -> Words:
    return load_words(LEXICON / "words.yaml")


@pytest.fixture(scope="session")
def typos() -> Typos:
    return load_typos(LEXICON / "typos.yaml")


@pytest.fixture(scope="session")
def rules() -> EmergencyRules:
    return load_emergency(LEXICON / "emergency.yaml")

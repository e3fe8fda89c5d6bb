"""Whatever is sent, reading it raises nothing and takes a moment."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import words as short
from bot.understanding.amounts import read_amount
from bot.understanding.choices import read_choice
from bot.understanding.emergency import EmergencyRules
from bot.understanding.houses import find_houses, read_house
from bot.understanding.normalise import clean, is_emoji_only, is_empty, is_unsupported_notice, normalise
from bot.understanding.phones import find_phones, mask_phones, scrub
from bot.understanding.typos import Typos
from bot.understanding.words import Words
from bot.understanding.yesno import read_yes_no

MATTER = (
    "0123456789一二三十百千万零两栋单元号楼室-—#/.,:元块毛分¥￥"
    "电梯困着火煤气漏水爆孩子不见没是不好取消\n\t \x00\u202e\ud83d\ufeff٣"
)
ANY = st.text(st.characters(), max_size=60) | st.text(MATTER, max_size=60)

Reader = Callable[[str], object]


def readers(words: Words, typos: Typos, rules: EmergencyRules) -> list[Reader]:
    return [
        clean,
        normalise,
        lambda text: normalise(text, typos),
        is_empty,
        is_emoji_only,
        is_unsupported_notice,
        lambda text: short.read_command(text, words),
        lambda text: short.is_question(text, words),
        lambda text: short.is_thanks(text, words),
        lambda text: short.is_too_short(text, words),
        lambda text: short.is_advertisement(text, words),
        lambda text: read_yes_no(text, words),
        lambda text: read_choice(text, ("一", "2", text)),
        lambda text: read_choice(text, ("一", "2", text), letters=True),
        read_house,
        find_houses,
        read_amount,
        find_phones,
        mask_phones,
        lambda text: scrub(text, (text[:5],)),
        rules.read,
    ]


@given(ANY)
def test_reading_never_raises(words: Words, typos: Typos, rules: EmergencyRules, text: str) -> None:
    for read in readers(words, typos, rules):
        read(text)


@given(ANY)
def test_a_clean_text_is_storable_and_stays_as_it_is(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert clean(kept) == kept


@given(ANY)
def test_the_end_of_a_message_does_not_change_its_kind(text: str) -> None:
    assert is_empty(text) == (normalise(text) == "")
    assert not (is_empty(text) and is_emoji_only(text))


PIECES = (
    "a",
    "1-",
    "一",
    "3栋",
    "¥",
    ",",
    "\u200b",
    "\u202e",
    "\x00",
    "困电梯",
    "水",
    "好",
    "1 ",
    "①",
    "[微",
    "@a.",
)


@pytest.mark.parametrize(
    "piece",
    [
        *("1", " ", "\ud800", "着火了一", "是不"),
        *(pytest.param(piece, marks=pytest.mark.deep) for piece in PIECES),
    ],
)
def test_a_megabyte_of_anything_takes_a_moment(words: Words, typos: Typos, rules: EmergencyRules, piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    for read in readers(words, typos, rules):
        start = time.process_time()
        read(text)
        assert time.process_time() - start < 2.0

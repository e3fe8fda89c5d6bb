"""What is looked at in a text: runs of one to three characters and concepts; blanks and marks do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.signs import LONGEST, Signs, letters_of, read_signs

from .conftest import CONCEPTS

ANY_TEXT = st.text(st.characters(codec=None, categories=None))
BEGIN, END = "\x02", "\x03"


def grams_of(signs: Signs) -> dict[str, int]:
    """Return the grams as they are written, with how often each was seen."""
    return {_written(int(code)): int(n) for code, n in zip(signs.grams, signs.counts, strict=True)}


def _written(code: int) -> str:
    points = [code >> shift & (1 << 21) - 1 for shift in (42, 21, 0)]
    return "".join(chr(point) for point in points if point)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        pytest.param("", {BEGIN + END: 1}, id="nothing"),
        pytest.param("费", {"费": 1, BEGIN + "费": 1, "费" + END: 1, BEGIN + "费" + END: 1}, id="one letter"),
        pytest.param(
            "哈哈",
            {"哈": 2, BEGIN + "哈": 1, "哈哈": 1, "哈" + END: 1, BEGIN + "哈哈": 1, "哈哈" + END: 1},
            id="said twice",
        ),
        pytest.param("，。 ！", {BEGIN + END: 1}, id="marks only"),
        pytest.param(
            "a,b",
            {"a": 1, "b": 1, BEGIN + "a": 1, "ab": 1, "b" + END: 1, BEGIN + "ab": 1, "ab" + END: 1},
            id="a mark between",
        ),
        pytest.param(
            "𠮷", {"𠮷": 1, BEGIN + "𠮷": 1, "𠮷" + END: 1, BEGIN + "𠮷" + END: 1}, id="beyond the first plane"
        ),
    ],
)
def test_runs_of_one_to_three_characters_are_counted(text: str, grams: dict[str, int]) -> None:
    assert grams_of(read_signs(text, CONCEPTS)) == grams


def test_runs_of_three_are_told_from_shorter_ones() -> None:
    signs = read_signs("物业\U0010ffff费", CONCEPTS)
    assert [len(_written(int(code))) == 3 for code in signs.grams] == signs.triples.tolist()


def test_a_latin_word_is_seen_whole_and_is_no_run_of_three() -> None:
    apart, together = read_signs("how to pay", CONCEPTS), read_signs("howtopay", CONCEPTS)
    assert apart.letters == together.letters
    assert (len(set(apart.grams.tolist()) - set(together.grams.tolist())), apart.triples.sum()) == (
        3,
        together.triples.sum(),
    )


def test_the_concepts_of_a_text_are_seen_across_its_marks() -> None:
    signs = read_signs("物业 费，空 置", CONCEPTS)
    assert [CONCEPTS.names[at] for at in signs.concepts] == ["empty", "fee"]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        pytest.param("物业费，怎么交？", "物业费怎么交", id="marks"),
        pytest.param(" a_b 1\n2\u3000c ", "ab12c", id="blanks"),
        pytest.param("🙂‍↔️", "", id="emoji"),
        pytest.param("\ud800费\x00", "费", id="no characters at all"),
        pytest.param("头" * LONGEST, "头" * LONGEST, id="as long as is read"),
        pytest.param("头" + "中" * LONGEST, "头" + "中" * (LONGEST - 1), id="one letter more"),
        pytest.param(
            "头" * LONGEST + "中" * 9 + "尾" * LONGEST, "头" * (LONGEST // 2) + "尾" * (LONGEST // 2), id="a long story"
        ),
    ],
)
def test_letters_and_digits_count_and_of_a_long_text_its_two_ends(text: str, letters: str) -> None:
    assert letters_of(text) == letters


def test_what_stands_between_the_ends_of_a_long_text_is_not_seen() -> None:
    story = "空着" + "啊" * LONGEST + "漏水" + "啊" * LONGEST + "物业费"
    signs = read_signs(story, CONCEPTS)
    assert signs.letters == LONGEST
    assert [CONCEPTS.names[at] for at in signs.concepts] == ["empty", "fee"]


@given(text=ANY_TEXT)
def test_any_text_gives_rising_grams_each_seen_at_least_once(text: str) -> None:
    signs = read_signs(text, CONCEPTS)
    codes = signs.grams.tolist()
    assert codes == sorted(set(codes))
    assert (signs.counts >= 1).all()
    assert signs.letters == len(letters_of(text)) <= LONGEST
    assert signs.counts.sum() >= 3 * signs.letters + (signs.letters == 0)


@given(text=ANY_TEXT)
def test_reading_the_letters_again_changes_nothing(text: str) -> None:
    assert letters_of(letters_of(text)) == letters_of(text)

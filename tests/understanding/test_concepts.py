"""The many words for one thing are read as one sign; staff add words, a table without words is refused."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataFault
from bot.faq.signs import letters_of
from bot.understanding.concepts import GAP, MOST_BETWEEN, Concepts, load_concepts
from bot.understanding.normalise import normalise
from bot.understanding.typos import load_typos

DATA = Path(__file__).parents[2] / "data"
TABLE = Concepts(
    concepts={
        "water": "水 漏水 渗水",
        "leak": "漏水 漏",
        "empty": "空着 没~住 一年~回~次",
        "net": "WiFi 网 w~f~i",
        "a_while": "一年半载",
    }
)
ANY_TEXT = st.text(st.characters(codec=None, categories=None))


def named(text: str) -> list[str]:
    return [TABLE.names[at] for at in TABLE.find(text)]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("天气不错", [], id="none of them"),
        pytest.param("渗水", ["water"], id="a word"),
        pytest.param("水水水", ["water"], id="said three times"),
        pytest.param("漏", ["leak"], id="a word of one letter"),
        pytest.param("漏水", ["water", "leak"], id="a word of two concepts"),
        pytest.param("漏了一地水", ["water", "leak"], id="words apart"),
        pytest.param("渗漏水", ["water", "leak"], id="words that overlap"),
        pytest.param("空 着", [], id="a word is whole"),
        pytest.param("网空着漏", ["leak", "empty", "net"], id="in the order of the table"),
        pytest.param("家里wifi断了", ["net"], id="latin letters, small as texts are"),
        pytest.param("没住", ["empty"], id="nothing in the gap"),
        pytest.param("没人去住", ["empty"], id="two in the gap"),
        pytest.param("没" + "人" * MOST_BETWEEN + "住", ["empty"], id="as many as fit"),
        pytest.param("没" + "人" * (MOST_BETWEEN + 1) + "住", [], id="one too many"),
        pytest.param("没没有人真的住", ["empty"], id="a later beginning fits"),
        pytest.param("住没", [], id="the wrong way round"),
        pytest.param("一年回一次", ["empty"], id="two gaps"),
        pytest.param("一年才回来那么一次", ["empty"], id="two gaps filled"),
        pytest.param("一年回", [], id="a part is missing"),
        pytest.param("一年半载回一次", ["empty", "a_while"], id="a word inside a gap"),
    ],
)
def test_a_text_speaks_of_its_concepts(text: str, concepts: list[str]) -> None:
    assert named(text) == concepts


def test_a_sign_is_known_by_its_place_in_the_table() -> None:
    assert TABLE.names == ("water", "leak", "empty", "net", "a_while")
    assert TABLE.find("空着") == [2]


def test_letters_with_a_meaning_elsewhere_are_plain_letters_in_a_word() -> None:
    table = Concepts(concepts={"odd": "a.c a+~(b"})
    assert table.find("abc") == []
    assert table.find("a.c") == [0]
    assert table.find("a+x(b") == [0]


@pytest.mark.parametrize("words", ["", "   ", "\n", "~", " ~ ~~ "], ids=repr)
def test_a_concept_without_words_is_refused_by_name(tmp_path: Path, words: str) -> None:
    path = tmp_path / "concepts.yaml"
    path.write_text(f'concepts:\n  fee: 物业费\n  empty: "{words}"\n'.replace("\n\n", "\n"), encoding="utf-8")
    with pytest.raises(DataFault, match=r"no words: \['empty'\]"):
        load_concepts(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param("concepts:\n  fee: [物业费]\n", "concepts.fee", id="a list"),
        pytest.param("concept:\n  fee: 物业费\n", "concept", id="misspelt key"),
        pytest.param("concepts:\n  fee: 物业费\n  fee: 管理费\n", "fee", id="a concept twice"),
    ],
)
def test_a_table_that_does_not_fit_stops_the_start(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "concepts.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_concepts(tmp_path / "concepts.yaml")


def test_every_word_of_the_project_can_be_said() -> None:
    """Texts are made comparable before they are looked at: a word that this changes would never be found."""
    table = load_concepts(DATA / "lexicon" / "concepts.yaml")
    typos = load_typos(DATA / "lexicon" / "typos.yaml")
    never = [
        (name, word)
        for at, (name, words) in enumerate(table.concepts.items())
        for word in words.split()
        if at not in table.find(letters_of(normalise(word.replace(GAP, ""), typos)))
    ]
    assert never == []


def test_a_gap_of_the_project_stands_between_two_words() -> None:
    table = load_concepts(DATA / "lexicon" / "concepts.yaml")
    gapped = [word for words in table.concepts.values() for word in words.split() if GAP in word]
    assert gapped
    assert [word for word in gapped if not all(re.split(GAP, word))] == []


@given(text=ANY_TEXT)
def test_any_text_gives_rising_places_of_the_table(text: str) -> None:
    found = TABLE.find(text)
    assert found == sorted(set(found))
    assert all(0 <= at < len(TABLE.names) for at in found)


@given(before=ANY_TEXT, after=ANY_TEXT)
def test_words_around_take_no_concept_away(before: str, after: str) -> None:
    assert set(TABLE.find("漏水没人住")) <= set(TABLE.find(f"{before}漏水没人住{after}"))


@pytest.mark.parametrize("unit", ["没", "一年", "一年回", "w", "漏", "\ud800"], ids=repr)
def test_a_text_ten_times_as_long_does_not_take_a_hundred_times(unit: str) -> None:
    table = load_concepts(DATA / "lexicon" / "concepts.yaml")
    table.find(unit)
    short, long = (min(_seconds(table, unit * (size // len(unit))) for _ in range(3)) for size in (5_000, 50_000))
    assert long < 40 * short


def _seconds(table: Concepts, text: str) -> float:
    began = time.perf_counter()
    table.find(text)
    return time.perf_counter() - began

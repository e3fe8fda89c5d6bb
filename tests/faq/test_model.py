"""The learned model: the same wordings give the same weights, and it knows what it has learned."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.model import CONCEPT_WEIGHT, Model, code_of, concept_value, is_offered, model_of, read_model
from bot.faq.signs import read_signs
from bot.faq.training import train
from bot.store.batches import tell_nobody
from bot.understanding.concepts import Concepts

from .conftest import CONCEPTS, SMALL, small_model

ANY_TEXT = st.text(st.characters(codec=None, categories=None))
TEXTS, LABELS = [text for text, _ in SMALL], [label for _, label in SMALL]


@pytest.fixture(scope="module")
def model() -> Model:
    return small_model()


def best_of(model: Model, text: str) -> str:
    scores = model.scores(read_signs(text, CONCEPTS))
    return scores.labels[int(scores.values.argmax())]


def test_the_same_wordings_give_the_same_arrays() -> None:
    first = train(TEXTS, LABELS, CONCEPTS, tell_nobody)
    # Many times: machines that learn side by side must not share what is random.
    for _ in range(60):
        again = train(TEXTS, LABELS, CONCEPTS, tell_nobody)
        assert list(again) == list(first)
        assert all(again[name].tobytes() == first[name].tobytes() for name in first)


def test_learning_tells_how_far_it_is() -> None:
    heard: list[tuple[int, int]] = []
    train(TEXTS, LABELS, CONCEPTS, lambda done, of: heard.append((done, of)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(("text", "label"), SMALL)
def test_every_wording_is_known_by_its_letters_and_fits_best(model: Model, text: str, label: str) -> None:
    assert model.meaning_of(text) == label
    assert best_of(model, text) == label


def test_of_equal_wordings_the_first_stays() -> None:
    model = small_model([*SMALL, ("厨房漏水了，快来修！", "faq:vacancy")])
    assert model.meaning_of("厨房漏水了快来修") == "flow:repair"


def test_a_wording_without_letters_is_known_as_nothing() -> None:
    model = small_model([*SMALL, ("？？", "faq:vacancy")])
    assert model.meaning_of("？？") is None
    assert model.meaning_of("") is None


@pytest.mark.parametrize("text", ["厨房漏水", "", "🙂", "厨房漏水了快来修吧"])
def test_what_is_no_wording_is_not_taken_for_one(model: Model, text: str) -> None:
    assert model.meaning_of(text) is None


def test_a_word_of_a_concept_speaks_for_a_label_whose_wordings_never_had_it() -> None:
    silent = Concepts(concepts={"nothing": "无此词"})
    with_concept = small_model().scores(read_signs("渗水", CONCEPTS))
    arrays = train(TEXTS, LABELS, silent, tell_nobody)
    without = model_of(arrays).scores(read_signs("渗水", silent))
    assert with_concept.of("flow:repair") - with_concept.of("faq:vacancy") > without.of("flow:repair") - without.of(
        "faq:vacancy"
    )


@pytest.mark.parametrize("many", [1, 2, 3])
def test_many_concepts_weigh_no_more_than_few(many: int) -> None:
    words = "空着漏水物业费"[: [2, 4, 7][many - 1]]
    signs = read_signs(words, CONCEPTS)
    assert len(signs.concepts) == many
    assert many * concept_value(signs) ** 2 == pytest.approx(CONCEPT_WEIGHT**2)


def test_a_text_without_concepts_gives_them_no_value() -> None:
    assert concept_value(read_signs("你好", CONCEPTS)) == 0.0


def test_the_share_of_known_runs_and_the_odds_tell_ours_from_others(model: Model) -> None:
    ours, mixed, strange = (model.scores(read_signs(text, CONCEPTS)) for text in ("厨房漏水了", "厨房qq了", "qqqq"))
    assert ours.known > mixed.known > strange.known == 0.0
    assert ours.odds > 0 > model.scores(read_signs("股票涨了吗", CONCEPTS)).odds


def test_a_label_that_the_model_does_not_know_is_far_below_every_other(model: Model) -> None:
    scores = model.scores(read_signs("房子空着", CONCEPTS))
    assert scores.of("faq:parking") == -9.0 < float(scores.values.min())


@pytest.mark.parametrize(
    ("label", "offered"),
    [("faq:vacancy", True), ("flow:repair", True), ("smalltalk", True), ("none", False), ("emergency", False)],
)
def test_outside_and_danger_are_not_read_from_their_scores(label: str, *, offered: bool) -> None:
    assert is_offered(label) is offered


def test_a_model_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    arrays: dict[str, Any] = train(TEXTS, LABELS, CONCEPTS, tell_nobody)
    np.savez(tmp_path / "m.npz", **arrays)
    back, model = read_model(tmp_path / "m.npz"), model_of(arrays)
    signs = read_signs("空置的房子也收物业费", CONCEPTS)
    assert back.labels == model.labels
    assert back.scores(signs).values.tolist() == model.scores(signs).values.tolist()
    assert back.meaning_of("着火了快来人") == "emergency"


def test_an_archive_of_something_else_is_no_model(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", labels=np.array(["none"]))
    with pytest.raises(ValueError, match=r"is no model: .* is missing"):
        read_model(tmp_path / "m.npz")


def test_a_missing_file_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_model(tmp_path / "m.npz")


@given(text=ANY_TEXT)
def test_any_text_has_finite_scores(model: Model, text: str) -> None:
    scores = model.scores(read_signs(text, CONCEPTS))
    assert np.isfinite(scores.values).all()
    assert np.isfinite(scores.odds)
    assert 0.0 <= scores.known <= 1.0
    model.meaning_of(text)


@given(first=ANY_TEXT, second=ANY_TEXT)
def test_the_number_of_a_wording_is_the_same_for_the_same_letters_only(first: str, second: str) -> None:
    assert (int(code_of(first)) == int(code_of(second))) is (first == second)

"""What the program does with a message: a wrong answer is worse than a choice, a choice is worse than an answer."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.datafile import DataFault
from bot.faq.classify import Action, Classifier, Language, Matching, Reading, as_row, load_classifier, load_matching
from bot.faq.labels import LABELS
from bot.faq.matcher import Matcher
from bot.store.batches import tell_nobody
from bot.understanding.emergency import load_emergency
from bot.understanding.normalise import normalise
from bot.understanding.words import load_words

DATA = Path(__file__).parents[2] / "data"
ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.fixture(scope="module")
def classifier(models: Path) -> Classifier:
    """The classifier of the project."""
    return load_classifier(DATA, models, tell_nobody)


def strict(matcher: Matcher, **thresholds: float) -> Classifier:
    """Return a classifier of the small stock with thresholds of the test."""
    matching = Matching(
        **{"answer": 0.7, "scope": 0.5, "suggest": 0.3, "topic": 0.7, "emergency": 0.6, "calm": 0.1, **thresholds}
    )
    language = Language(
        words=load_words(DATA / "lexicon" / "words.yaml"),
        normalise=normalise,
        read_danger=load_emergency(DATA / "lexicon" / "emergency.yaml").read,
    )
    return Classifier(matcher, matching, language, {"faq:vacancy": "房子空着，物业费还要交吗？", "flow:repair": "报修"})


@pytest.mark.parametrize(
    ("text", "action", "label"),
    [
        pytest.param("房子一直没装修没人住，物业费还要全交吗", Action.ANSWER, "faq:vacancy", id="a question"),
        pytest.param(
            "房子一直沒裝修沒人住，物業費還要全交嗎", Action.ANSWER, "faq:vacancy", id="in traditional script"
        ),
        pytest.param("厨房水管漏水，麻烦派师傅来修一下", Action.FLOW, "flow:repair", id="a fault"),
        pytest.param("转人工", Action.FLOW, "flow:human", id="a command"),
        pytest.param("", Action.SMALLTALK, "smalltalk", id="nothing"),
        pytest.param("👍👍", Action.SMALLTALK, "smalltalk", id="emoji only"),
        pytest.param("谢谢师傅", Action.SMALLTALK, "smalltalk", id="thanks"),
        pytest.param("着火了，楼道里全是烟，快来人", Action.EMERGENCY, "emergency", id="danger now"),
        pytest.param("为啥", Action.MISS, None, id="too short to mean anything"),
        pytest.param("红烧肉要炖多久才烂", Action.MISS, None, id="nothing of ours"),
    ],
)
def test_a_message_is_read(classifier: Classifier, text: str, action: Action, label: str | None) -> None:
    reading = classifier.read(text)
    assert (reading.action, reading.label) == (action, label)


def test_a_bare_how_much_takes_up_the_last_answer(classifier: Classifier) -> None:
    assert classifier.read("多少", context="faq:late_fee").label == "faq:late_fee"
    assert classifier.read("多少").action == Action.MISS


def test_an_unknown_context_is_no_context(classifier: Classifier) -> None:
    assert classifier.read("多少", context="faq:weather").action == Action.MISS


def test_a_whole_question_is_not_swallowed_by_the_context(classifier: Classifier) -> None:
    assert classifier.read("怎么开发票", context="faq:late_fee").label == "faq:invoice"


def test_a_doubtful_message_gets_choices_with_titles(small_matcher: Matcher) -> None:
    reading = strict(small_matcher, answer=1.0).read("电梯坏了还要交物业费吗")
    assert (reading.action, reading.label) == (Action.SUGGEST, None)
    assert {each.label for each in reading.candidates} == {"faq:vacancy", "flow:repair"}


def test_below_the_lower_threshold_nothing_is_offered(small_matcher: Matcher) -> None:
    assert strict(small_matcher, answer=1.0, suggest=1.0).read("电梯坏了还要交物业费吗").action == Action.MISS


def test_what_belongs_to_others_is_a_miss(small_matcher: Matcher) -> None:
    assert strict(small_matcher).read("我们公司拖欠工资不给").action == Action.MISS


def test_a_known_wording_of_outside_is_a_miss(small_matcher: Matcher) -> None:
    assert strict(small_matcher).read("今天股票涨了吗？").action == Action.MISS


@given(text=ANY_TEXT)
@settings(deadline=None)
def test_reading_any_text_gives_a_well_formed_answer(classifier: Classifier, text: str) -> None:
    well_formed(classifier.read(text))


@pytest.mark.parametrize("unit", ["a", "物业费", "\ud800", "\u202e\x00", "🙂", "1-"], ids=repr)
def test_a_megabyte_is_read_too(classifier: Classifier, unit: str) -> None:
    well_formed(classifier.read(unit * (1_000_000 // len(unit))))


def test_the_printed_row_has_action_label_and_rounded_scores(classifier: Classifier) -> None:
    row = as_row(classifier.read("房子空着还要交物业费不"))
    assert list(row) == ["action", "label", "candidates"]
    assert json.loads(json.dumps(row)) == row
    assert all(each["score"] == round(each["score"], 3) for each in row["candidates"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("other: 1\n", "matching", id="section missing"),
        pytest.param(
            "matching: {answer: 1.2, suggest: 0.3, topic: 0.7, emergency: 0.6, calm: 0.1}\n", "answer", id="above one"
        ),
        pytest.param("matching:\n  answr: 0.7\n", "matching", id="misspelt key"),
    ],
)
def test_bad_thresholds_stop_the_start(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_matching(tmp_path / "policy.yaml")


def well_formed(reading: Reading) -> None:
    assert (reading.label is None) == (reading.action in {Action.SUGGEST, Action.MISS})
    assert reading.label is None or reading.label in LABELS
    assert len(reading.candidates) <= 3
    assert all(0 <= each.score <= 1 for each in reading.candidates)

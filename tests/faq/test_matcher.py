"""What a message may mean, by what was learned."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.matcher import Matcher

from .conftest import CONCEPTS, CURVES, small_model


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("房子空着也要交费", "faq:vacancy", id="other words around"),
        pytest.param("我家厨房又漏水了", "flow:repair", id="longer"),
        pytest.param("那套空置着", "faq:vacancy", id="a word that only the concept knows"),
        pytest.param("卫生间渗水", "flow:repair", id="another word of a concept"),
    ],
)
def test_the_best_meaning_comes_first(small_matcher: Matcher, text: str, label: str) -> None:
    assert small_matcher.match(text).candidates[0].label == label


def test_outside_and_danger_are_never_among_the_meanings(small_matcher: Matcher) -> None:
    labels = {
        each.label for text in ("今天股票涨了吗", "着火了快来人") for each in small_matcher.match(text).candidates
    }
    assert labels == {"faq:vacancy", "flow:repair"}


def test_a_message_of_ours_is_nearer_to_the_scope_than_one_of_others(small_matcher: Matcher) -> None:
    ours, others = small_matcher.match("空着的房子物业费"), small_matcher.match("股票今天又涨了")
    assert ours.scope > 0.5 > others.scope


def test_danger_is_told_by_its_chance(small_matcher: Matcher) -> None:
    assert small_matcher.match("楼下着火了快来").alarm > small_matcher.match("厨房漏水了快来修").alarm


def test_each_label_is_named_once_and_chances_fall(small_matcher: Matcher) -> None:
    found = small_matcher.match("电梯坏了还要交物业费吗").candidates
    scores = [each.score for each in found]
    assert len({each.label for each in found}) == len(found) == 2
    assert scores == sorted(scores, reverse=True)


def test_no_more_labels_than_asked_for(small_matcher: Matcher) -> None:
    assert len(small_matcher.match("电梯坏了还要交物业费吗", 1).candidates) == 1


def test_a_wording_is_known_letter_for_letter_whatever_its_punctuation(small_matcher: Matcher) -> None:
    assert small_matcher.exact("厨房漏水了，快来修！") == "flow:repair"
    assert small_matcher.exact("厨房漏水") is None


@pytest.mark.parametrize("text", ["", "🙂", "，。"], ids=["empty", "emoji", "punctuation"])
def test_nothing_said_has_no_meaning(small_matcher: Matcher, text: str) -> None:
    match = small_matcher.match(text)
    assert (match.candidates, match.scope, match.alarm) == ((), 0.0, 0.0)


def test_a_text_in_which_nothing_is_known_is_hardly_ours(small_matcher: Matcher) -> None:
    assert small_matcher.match("qqqq").scope < small_matcher.match("房子空着").scope


def test_a_label_with_many_wordings_does_not_win_by_their_number() -> None:
    crowd = [(f"{place}物业费的新闻", "none") for place in "东南西北上下左右前后里外"]
    model = small_model(
        [*crowd, ("物业费怎么交", "faq:how_to_pay"), ("物业费去哪交", "faq:how_to_pay"), ("着火", "emergency")]
    )
    assert Matcher(model, CURVES, CONCEPTS).match("物业费怎么交呀").scope > 0.5


def test_threads_share_one_matcher(small_matcher: Matcher) -> None:
    texts = ["房子空着也要交费", "我家厨房又漏水了", "老板拖欠工资"] * 50
    alone = [small_matcher.match(text) for text in texts]
    ready = threading.Barrier(4)

    def all_together() -> list[object]:
        ready.wait()
        return [small_matcher.match(text) for text in texts]

    with ThreadPoolExecutor(4) as pool:
        assert all(each.result() == alone for each in [pool.submit(all_together) for _ in range(4)])


@given(text=st.text(st.characters(codec=None, categories=None)))
def test_chances_lie_between_0_and_1_whatever_the_text(small_matcher: Matcher, text: str) -> None:
    match = small_matcher.match(f"{text}物业费")
    assert all(0 <= chance <= 1 for chance in (match.scope, match.alarm, *(each.score for each in match.candidates)))

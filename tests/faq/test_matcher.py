"""Which wordings are near to a message."""

import string
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.matcher import Calibration, Matcher
from bot.faq.stock import Stock, Wording

CURVE = Calibration(intercept=-2.0, lead=5.0, share=3.5, scope=0.6)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("房子空着也要交费", "faq:vacancy"),
        ("我家厨房又漏水了", "flow:repair"),
        ("老板拖欠工资", "none"),
    ],
)
def test_the_nearest_meaning_comes_first(small_matcher: Matcher, text: str, label: str) -> None:
    assert small_matcher.match(text)[0].label == label


def test_each_label_is_named_once_with_its_nearest_wording(small_matcher: Matcher) -> None:
    found = small_matcher.match("电梯坏了还要交物业费吗", 3)
    assert len({each.label for each in found}) == len(found)
    assert next(each.paraphrase for each in found if each.label == "flow:repair") == "电梯坏了快来人修"


def test_scores_fall_from_the_first_to_the_last(small_matcher: Matcher) -> None:
    scores = [each.score for each in small_matcher.match("电梯坏了还要交物业费吗", 3)]
    assert scores == sorted(scores, reverse=True)


def test_no_more_labels_than_asked_for(small_matcher: Matcher) -> None:
    assert len(small_matcher.match("电梯坏了还要交物业费吗", 1)) == 1


def test_a_wording_is_known_letter_for_letter_whatever_its_punctuation(small_matcher: Matcher) -> None:
    assert small_matcher.exact("厨房漏水了，快来修！") == "flow:repair"
    assert small_matcher.exact("厨房漏水") is None


@pytest.mark.parametrize("text", ["", "🙂", "，。", "qqqq"], ids=["empty", "emoji", "punctuation", "nothing alike"])
def test_nothing_alike_gives_no_candidate(small_matcher: Matcher, text: str) -> None:
    assert small_matcher.match(text) == ()


def test_a_stock_without_wordings_knows_nothing() -> None:
    empty = Matcher(Stock((), {}), CURVE)
    assert empty.match("物业费") == ()
    assert empty.exact("物业费") is None


def test_a_label_with_many_wordings_does_not_win_by_their_number() -> None:
    crowd = [Wording(f"{letter}物业费", "none") for letter in string.ascii_lowercase]
    few = [Wording("物业费怎么交", "faq:how_to_pay"), Wording("物业费去哪交", "faq:how_to_pay")]
    assert Matcher(Stock((*crowd, *few), {}), CURVE).match("物业费怎么交呀")[0].label == "faq:how_to_pay"


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
def test_scores_lie_between_0_and_1_whatever_the_text(text: str) -> None:
    matcher = Matcher(Stock((Wording("物业费怎么交", "faq:how_to_pay"), Wording("股票", "none")), {}), CURVE)
    assert all(0 <= each.score <= 1 for each in matcher.match(f"{text}物业费"))

"""The learned opinion on staff messages: from a checked table of wordings, blind to numbers, never raising."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataFault, load_table
from bot.faq.model import model_of
from bot.faq.staff_opinion import StaffWordings, lesson_of, load_staff_opinion, opinion_of
from bot.faq.training import train
from bot.store.batches import tell_nobody
from bot.understanding.staff.actions import WRITES, StaffAction
from bot.understanding.staff.lexicon import StaffWords, load_staff_words
from bot.understanding.staff.marks import read_message
from bot.understanding.staff.opinion import Fit, SecondOpinion, mask
from bot.understanding.staff.reading import read_staff_message


@pytest.fixture(scope="session")
def words(data: Path) -> StaffWords:
    return load_staff_words(data / "lexicon" / "staff.yaml")


@pytest.fixture(scope="session")
def wordings(data: Path) -> StaffWordings:
    return load_table(data / "lexicon" / "staff_wordings.yaml", StaffWordings)


@pytest.fixture(scope="session")
def opinion(data: Path, words: StaffWords, models: Path) -> SecondOpinion:
    return load_staff_opinion(data, words, models, tell_nobody)


def best(opinion: SecondOpinion, text: str, words: StaffWords) -> StaffAction:
    return max(opinion(mask(read_message(text, words))), key=lambda fit: fit.value).action


@pytest.mark.parametrize(
    ("sent", "action"),
    [
        ("7-2-1103这边我跑了个空", "visit"),
        ("刚才那一笔弄岔了，帮我抹了", "undo"),
        ("我手底下一共多少户", "my_houses"),
        ("今儿个先跑哪几家", "tasks"),
        ("外面雨大得很", "smalltalk"),
    ],
)
def test_a_wording_without_cues_is_read_by_what_it_is_like(
    sent: str, action: str, opinion: SecondOpinion, words: StaffWords
) -> None:
    assert best(opinion, sent, words) == action


def test_numbers_do_not_matter(opinion: SecondOpinion, words: StaffWords) -> None:
    one, other = ("3-2-501微信交了1200", "12号楼1单元1804微信交了三百五")
    assert opinion(mask(read_message(one, words))) == opinion(mask(read_message(other, words)))


@pytest.mark.parametrize("masked", ["", " ", "，。", "\x00"])
def test_of_nothing_there_is_no_opinion(masked: str, opinion: SecondOpinion) -> None:
    assert opinion(masked) == ()


def test_it_speaks_of_every_action(opinion: SecondOpinion) -> None:
    assert {fit.action for fit in opinion("你好")} == set(StaffAction)


def test_wordings_that_were_left_out_are_understood_all_the_same(wordings: StaffWordings, words: StaffWords) -> None:
    lesson = lesson_of(lambda: wordings, words, "")
    told = [(lesson.normalise(each.text), each.label) for each in lesson.stock().wordings]
    kept = [each for at, each in enumerate(told) if at % 5]
    learned = train([text for text, _ in kept], [label for _, label in kept], lesson.concepts, tell_nobody)
    opinion = opinion_of(model_of(learned))
    right = [max(opinion(text), key=lambda fit: fit.value).action == label for text, label in told[::5]]
    assert sum(right) >= 0.82 * len(right)


RECORDS = (StaffAction.PAYMENT, StaffAction.LETTER, StaffAction.UNDO, StaffAction.RECONCILED, StaffAction.DUTY)


@pytest.mark.parametrize("tail", ["了吗", "了没有？", "了没", "没得哦"])
def test_a_record_that_is_asked_about_is_not_written(
    tail: str, wordings: StaffWordings, words: StaffWords, opinion: SecondOpinion
) -> None:
    asked = [f"{text.rstrip(' 。.!！')}{tail}" for action in RECORDS for text in wordings.actions[action]]
    written = [text for text in asked if read_staff_message(text, words, second_opinion=opinion).action in WRITES]
    assert written == []


@given(st.text(max_size=60))
def test_any_text_is_read(opinion: SecondOpinion, words: StaffWords, text: str) -> None:
    assert all(isinstance(fit, Fit) for fit in opinion(text))
    assert read_staff_message(text, words, second_opinion=opinion).action in StaffAction


def table(**changes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    return {action.value: tuple(f"{action}{at}" for at in range(20)) for action in StaffAction} | changes


@pytest.mark.parametrize(
    ("actions", "why"),
    [
        pytest.param(table(hold=("先停",)), "hold", id="too few"),
        pytest.param(table(holds=("先停",)), "holds", id="no action"),
        pytest.param(table(hold=tuple("先停" for _ in range(20))), "twice", id="one stands twice"),
        pytest.param(table(hold=(*(f"停{at}" for at in range(20)), " ")), "empty", id="an empty one"),
    ],
)
def test_a_bad_table_of_wordings_stops_the_start(
    actions: Mapping[str, tuple[str, ...]], why: str, words: StaffWords, tmp_path: Path
) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    lines = [f"  {action}:\n" + "".join(f"    - '{text}'\n" for text in texts) for action, texts in actions.items()]
    (folder / "staff_wordings.yaml").write_text("actions:\n" + "".join(lines), encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_staff_opinion(tmp_path, words, tmp_path, tell_nobody)

"""What was learned is kept: learned once, found again, learned anew after a change, never half written."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.faq.learned import KEPT_MODELS, CannotLearn, Lesson, learned_model
from bot.faq.model import Model
from bot.faq.signs import read_signs
from bot.faq.stock import Stock, Wording
from bot.store.batches import tell_nobody
from bot.understanding.concepts import Concepts
from bot.understanding.normalise import normalise

from .conftest import CONCEPTS, SMALL


def lesson_of(*more: tuple[str, str], slips: str = "", concepts: Concepts = CONCEPTS) -> Lesson:
    wordings = tuple(Wording(text, label, "editor") for text, label in (*SMALL, *more))
    return Lesson(lambda: Stock(wordings, {}), normalise, f"{wordings}{slips}", concepts)


LESSON = lesson_of()
OTHERS = {
    "another wording": lesson_of(("空着的房子", "faq:vacancy")),
    "a slip": lesson_of(slips="物业废: 物业费"),
    "another concept": lesson_of(concepts=Concepts(concepts={**CONCEPTS.concepts, "lift": "电梯"})),
    "another word of a concept": lesson_of(concepts=Concepts(concepts={**CONCEPTS.concepts, "leak": "漏水 渗水 滴水"})),
    "concepts in another order": lesson_of(concepts=Concepts(concepts=dict(reversed(CONCEPTS.concepts.items())))),
    "another label": replace(LESSON, source=LESSON.source.replace("flow:repair", "none")),
}


class Listener:
    """Hears how far learning is."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []

    def __call__(self, done: int, of: int) -> None:
        self.heard.append((done, of))


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small lesson, learned once for all tests here."""
    folder = tmp_path_factory.mktemp("learned")
    learned_model(LESSON, folder, tell_nobody)
    return file_in(folder)


@pytest.fixture
def broken_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a library of the child process fail when it is asked for."""

    def breaks(module: str, why: str = "raise RuntimeError('no such processor')") -> None:
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / f"{module}.py").write_text(f"{why}\n", encoding="utf-8")
        before = os.environ.get("PYTHONPATH", "")  # noqa: TID251 - what the child inherits
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "broken"), before]))

    return breaks


def file_in(folder: Path) -> Path:
    (path,) = folder.glob("*.npz")
    return path


def knows(model: Model, text: str) -> str | None:
    return model.meaning_of(normalise(text))


def test_it_is_learned_once_and_found_again_without_learning(tmp_path: Path) -> None:
    first, second = Listener(), Listener()
    model = learned_model(LESSON, tmp_path / "new" / "folder", first)
    assert first.heard == [(done, 4) for done in range(1, 5)]
    again = learned_model(LESSON, tmp_path / "new" / "folder", second)
    assert second.heard == []
    signs = read_signs("房子空着还要交物业费吗", CONCEPTS)
    assert model.scores(signs).values.tolist() == again.scores(signs).values.tolist()
    assert model.labels == again.labels == ("emergency", "faq:vacancy", "flow:repair", "none")


def test_wordings_are_made_comparable_before_they_are_learned(learned: Path) -> None:
    assert knows(learned_model(LESSON, learned.parent, tell_nobody), "廚房漏水了，快來修！") == "flow:repair"


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_it_is_learned_from_belongs_to_its_name(other: Lesson) -> None:
    assert other.key != LESSON.key
    assert other.key == replace(other).key


def test_the_wordings_are_read_only_when_there_is_something_to_learn(learned: Path) -> None:
    def unread() -> Stock:
        raise AssertionError

    assert learned_model(replace(LESSON, stock=unread), learned.parent, tell_nobody).labels


def test_a_wording_may_hold_any_character() -> None:
    assert len(lesson_of(("\ud800\x00物业费", "faq:how_to_pay")).key) == 16


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off in the middle": lambda whole: whole[: len(whole) // 2],
    "cut off at the end": lambda whole: whole[:-1],
    "other content": lambda _: b"no model at all",
    "the beginning of an archive": lambda _: b"PK\x03\x04",
    "an archive of nothing": lambda _: b"PK\x05\x06" + bytes(18),
    "one bit turned": lambda whole: whole.replace("faq".encode("utf-32-le"), "fax".encode("utf-32-le"), 1),
}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            damage, id=name, marks=[] if name in ("cut off in the middle", "one bit turned") else pytest.mark.deep
        )
        for name, damage in DAMAGE.items()
    ],
)
def test_a_damaged_file_is_learned_again(learned: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    whole = learned.read_bytes()
    path = tmp_path / learned.name
    path.write_bytes(damage(whole))
    assert path.read_bytes() != whole
    listener = Listener()
    assert knows(learned_model(LESSON, tmp_path, listener), "厨房漏水了快来修") == "flow:repair"
    assert listener.heard
    assert path.read_bytes() == whole


@pytest.mark.parametrize("module", ["sklearn", "scipy", "numpy"])
def test_a_child_that_fails_says_why_and_leaves_no_file(
    tmp_path: Path, broken_child: Callable[..., None], module: str
) -> None:
    broken_child(module)
    with pytest.raises(CannotLearn, match="learning the wordings failed: RuntimeError: no such processor"):
        learned_model(LESSON, tmp_path / "models", tell_nobody)
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["learning.lock"]


def test_a_child_that_dies_before_it_has_read_everything_says_why_too(
    tmp_path: Path, broken_child: Callable[..., None]
) -> None:
    broken_child("numpy")
    much = lesson_of(*((f"第{number}栋的物业费怎么交", "faq:how_to_pay") for number in range(20_000)))
    with pytest.raises(CannotLearn, match="no such processor"):
        learned_model(much, tmp_path / "models", tell_nobody)


def test_a_child_that_is_killed_leaves_its_exit_code(tmp_path: Path, broken_child: Callable[..., None]) -> None:
    broken_child("sklearn", "import os\nos._exit(9)")
    with pytest.raises(CannotLearn, match="exit code 9"):
        learned_model(LESSON, tmp_path / "models", tell_nobody)
    assert not list((tmp_path / "models").glob("*.n*"))


@pytest.mark.deep
def test_a_failure_does_not_take_the_models_that_are_there(
    learned: Path, tmp_path: Path, broken_child: Callable[..., None]
) -> None:
    broken_child("sklearn")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / learned.name).write_bytes(learned.read_bytes())
    with pytest.raises(CannotLearn):
        learned_model(OTHERS["a slip"], tmp_path / "models", tell_nobody)
    assert knows(learned_model(LESSON, tmp_path / "models", tell_nobody), "着火了快来人") == "emergency"


@pytest.mark.deep
def test_the_newest_models_stay(tmp_path: Path) -> None:
    for age in range(1, KEPT_MODELS + 3):
        old = tmp_path / f"{age}.npz"
        old.write_bytes(b"")
        os.utime(old, (1_000_000 - age, 1_000_000 - age))
    learned_model(LESSON, tmp_path, tell_nobody)
    kept = {path.name for path in tmp_path.glob("*.npz")}
    assert kept == {f"{LESSON.key}.npz", *(f"{age}.npz" for age in range(1, KEPT_MODELS))}


@pytest.mark.deep
def test_two_who_ask_at_the_same_time_learn_once(tmp_path: Path) -> None:
    listener, ready = Listener(), threading.Barrier(2)

    def ask() -> Any:
        ready.wait()
        return learned_model(LESSON, tmp_path, listener).labels

    with ThreadPoolExecutor(2) as pool:
        first, second = (each.result() for each in [pool.submit(ask), pool.submit(ask)])
    assert first == second
    assert listener.heard == [(done, 4) for done in range(1, 5)]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match="models"):
        learned_model(LESSON, tmp_path / "models", tell_nobody)

"""Finding the model that has learned just these wordings, or having it learned once.

The file is named after a key of everything that it was learned from; a change of a wording, of the tables of slips or
of concepts, or of the way of learning asks for a new one. Learning runs in a child process (`bot/faq/training.py`).
"""

import fcntl
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from zipfile import BadZipFile

from bot.faq.model import Model, read_model
from bot.faq.stock import Normalise, Stock
from bot.store.batches import Tell
from bot.understanding.concepts import Concepts

WAY: Final = 2
"""Raise it when normalising, signs, weights or training change: every model is learned anew then."""
KEPT_MODELS: Final = 6
"""So many files stay: residents and staff have one each, and other programs may share the folder."""


class CannotLearn(Exception):
    """The child process that learns failed; the text says how."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a model is learned from: the wordings, how texts are made comparable, and the concepts.

    `source` is the text of everything that decides what is learned beside the concepts (the tables of wordings and of
    slips); `stock` reads the wordings from it, only when there is something to learn.
    """

    stock: Callable[[], Stock]
    normalise: Normalise
    source: str
    concepts: Concepts

    @property
    def key(self) -> str:
        """The name of the model that has learned this."""
        concepts = json.dumps(self.concepts.concepts, ensure_ascii=False)
        told = f"{WAY}\0{concepts}\0{self.source}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(told).hexdigest()[:16]


def learned_model(lesson: Lesson, folder: Path, tell: Tell) -> Model:
    """Return the model of `lesson` from `folder`, learning it first if it is not there (about fifteen seconds, once).

    Several processes may ask at the same time: one learns, the others wait for it.

    Raises:
        CannotLearn: learning failed.
        OSError: the folder cannot be written.
    """
    path = folder / f"{lesson.key}.npz"
    if (model := _present(path)) is not None:
        return model
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "learning.lock"):
        if (model := _present(path)) is None:
            _learn(lesson, path, tell)
            _forget_old(folder, keep=path)
            model = read_model(path)
    return model


def _present(path: Path) -> Model | None:
    """Return the model of a file; None if there is none, or if it is damaged and must be learned again."""
    try:
        return read_model(path)
    except (OSError, ValueError, EOFError, TypeError, BadZipFile):
        return None


def _learn(lesson: Lesson, path: Path, tell: Tell) -> None:
    fresh, order = path.with_suffix(".new"), path.with_suffix(".lesson")
    wordings = lesson.stock().wordings
    told = {
        "texts": [lesson.normalise(each.text) for each in wordings],
        "labels": [each.label for each in wordings],
        "concepts": lesson.concepts.concepts,
        "out": str(fresh),
    }
    try:
        order.write_text(json.dumps(told), encoding="utf-8")
        _run_child(order, tell)
        fresh.replace(path)
    finally:
        order.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def _run_child(order: Path, tell: Tell) -> None:
    """Run the training of an order.

    Raises:
        CannotLearn: it failed; the text is the last line of its complaints.
    """
    command = [sys.executable, "-m", "bot.faq.training", str(order)]
    with (
        TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, encoding="utf-8") as child,  # noqa: S603  our own module
    ):
        for line in child.stdout or ():
            done, _, of = line.partition(" ")
            tell(int(done), int(of))
        if child.wait() != 0:
            complaints.seek(0)
            last = complaints.read().strip().splitlines()[-1:] or [f"exit code {child.returncode}"]
            raise CannotLearn(f"learning the wordings failed: {last[0]}")


def _forget_old(folder: Path, *, keep: Path) -> None:
    models = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [each for each in models if each != keep][KEPT_MODELS - 1 :]:
        path.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

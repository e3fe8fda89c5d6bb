"""Learning from the wordings: run in a process of its own, so that scikit-learn never enters the server's memory.

Reads one JSON object from the file that is named (`texts`, normalised; their `labels`; `concepts`; `out`), writes the
arrays of `bot/faq/model.py` to `out`, and tells how far it is on standard output, a line `done of`. One linear support
vector machine for each label against the rest; the same wordings give the same file.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.faq.labels import OUTSIDE
from bot.faq.model import code_of, concept_value
from bot.faq.signs import Signs, letters_of, read_signs
from bot.store.batches import Tell
from bot.understanding.concepts import Concepts

KEPT_GRAMS: Final = 150_000
"""Grams with a weight of their own in the model; the others only count as known. More gains nothing."""
_ODDS_SMOOTHING: Final = 0.02


def train(texts: Sequence[str], labels: Sequence[str], concepts: Concepts, tell: Tell) -> dict[str, NDArray[Any]]:
    """Return the arrays of a model that has learned `texts` (normalised) and their `labels`."""
    seen = [read_signs(text, concepts) for text in texts]
    names = np.array(sorted(set(labels)))
    meant = np.searchsorted(names, np.array(labels))
    grams, columns, values, rarity = _weighed(seen)
    told = np.repeat(np.arange(len(seen)), [len(each.grams) for each in seen])
    matrix = _matrix(seen, told, columns, values, len(grams), len(concepts.names))
    weights, bias = _separate(matrix, meant, len(names), tell)
    of_grams, of_concepts = weights[: len(grams)], weights[len(grams) :]
    kept = np.sort(np.argsort(-np.abs(of_grams).max(axis=1), kind="stable")[:KEPT_GRAMS])
    rows = np.full(len(grams), -1, dtype=np.int32)
    rows[kept] = np.arange(len(kept), dtype=np.int32)
    known, known_labels = _known(texts, meant)
    return {
        "labels": names,
        "grams": grams,
        "rarity": rarity.astype(np.float32),
        "odds": _odds(columns, values, told, names[meant] == OUTSIDE, len(grams)),
        "rows": rows,
        "weights": of_grams[kept].astype(np.float16),
        "concepts": of_concepts.astype(np.float32),
        "bias": bias.astype(np.float32),
        "known": known,
        "known_labels": known_labels,
    }


def _weighed(seen: Sequence[Signs]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return all grams, and for every gram of every text its column and its value (rare ones count more)."""
    grams, columns, texts = np.unique(
        np.concatenate([each.grams for each in seen]), return_inverse=True, return_counts=True
    )
    rarity = np.log((1 + len(seen)) / (1 + texts)) + 1
    counts = np.concatenate([each.counts for each in seen])
    values = (1 + np.log(counts)) * rarity[columns]
    told = np.repeat(np.arange(len(seen)), [len(each.grams) for each in seen])
    lengths = np.sqrt(np.bincount(told, weights=values**2, minlength=len(seen)))
    return grams, columns, values / lengths[told], rarity


def _matrix(
    seen: Sequence[Signs], told: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], grams: int, concepts: int
) -> Any:
    from scipy import sparse  # noqa: PLC0415  only the child process pays for it

    speaks = np.repeat(np.arange(len(seen)), [len(each.concepts) for each in seen])
    spoken = np.array([at for each in seen for at in each.concepts], dtype=np.int64) + grams
    amounts = np.repeat([concept_value(each) for each in seen], [len(each.concepts) for each in seen])
    rows, cells = np.concatenate([told, speaks]), np.concatenate([columns, spoken])
    return sparse.csr_matrix((np.concatenate([values, amounts]), (rows, cells)), shape=(len(seen), grams + concepts))


def _separate(matrix: Any, meant: NDArray[Any], labels: int, tell: Tell) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the weights (a column for each label) and the bias of one machine for each label.

    Labels with few wordings count as much as those with many, so that a large one does not swallow its neighbours.
    """
    from sklearn.svm import LinearSVC  # noqa: PLC0415  only the child process pays for it

    sizes = np.bincount(meant, minlength=labels)

    def learn(label: int) -> tuple[NDArray[Any], float]:
        even = len(meant) / (labels * sizes[label])
        machine = LinearSVC(C=1.0, class_weight={0: 1.0, 1: even}, tol=1e-3, random_state=0)
        machine.fit(matrix, (meant == label).astype(np.int64))
        return machine.coef_[0], float(machine.intercept_[0])

    weights, bias = np.zeros((matrix.shape[1], labels)), np.zeros(labels)
    # One after another: in threads they would share one source of chance, and two trainings would differ.
    for label in range(labels):
        weights[:, label], bias[label] = learn(label)
        tell(label + 1, labels)
    return weights, bias


def _odds(
    columns: NDArray[Any], values: NDArray[Any], told: NDArray[Any], outside: NDArray[Any], grams: int
) -> NDArray[np.float32]:
    """Return for each gram the logarithm of how much more it belongs to residents' messages than to others."""
    beyond = outside[told]
    inside = np.bincount(columns[~beyond], weights=values[~beyond], minlength=grams) + _ODDS_SMOOTHING
    others = np.bincount(columns[beyond], weights=values[beyond], minlength=grams) + _ODDS_SMOOTHING
    odds: NDArray[np.float32] = (np.log(inside / inside.sum()) - np.log(others / others.sum())).astype(np.float32)
    return odds


def _known(texts: Sequence[str], meant: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    """Return the numbers of all wordings, rising, and their labels; of equal ones the first stays."""
    labels: dict[int, int] = {}
    for text, label in zip(texts, meant, strict=True):
        said = letters_of(text)
        if said:
            labels.setdefault(int(code_of(said)), int(label))
    codes = np.array(sorted(labels), dtype=np.uint64)
    return codes, np.array([labels[int(code)] for code in codes], dtype=np.int16)


def main() -> None:
    """Learn what the file of the order holds and write the model."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    concepts = Concepts(concepts=order["concepts"])

    def tell(done: int, of: int) -> None:
        sys.stdout.write(f"{done} {of}\n")
        sys.stdout.flush()

    arrays = train(order["texts"], order["labels"], concepts, tell)
    with Path(order["out"]).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()

"""Fits the curves of `data/calibration.yaml`: `python -m bench.calibrate ROWS…`, see docs/understanding.md.

Every voice is left out once: what the model, trained on the others, says of it is what it will say of strangers. These
texts and the labelled ROWS (JSON lines `{"text", "labels"}`) are what the curves are fitted on.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.clock import system_clock
from bot.config import PROJECT
from bot.faq.calibration import Evidence, weigh
from bot.faq.classify import load_language
from bot.faq.entries import load_entries
from bot.faq.labels import OUTSIDE
from bot.faq.model import model_of
from bot.faq.signs import read_signs
from bot.faq.stock import Wording, load_intents, make_stock
from bot.faq.training import train
from bot.understanding.concepts import Concepts, load_concepts

DATA = PROJECT / "data"
ROW_WEIGHT = 10.0
"""A labelled row of a stranger tells more than a wording of our own."""
SCOPE = ("best", "outside", "odds", "length", "known")
ALARM = ("danger", "alarm", "outside", "odds", "length", "known")
RIGHT = ("best", "lead", "lead_of_three", "outside", "length")


@dataclass(frozen=True)
class Told:
    """What was seen in one text, and what it means."""

    evidence: Evidence
    concepts: list[int]
    labels: Sequence[str]
    weight: float

    @property
    def is_ours(self) -> bool:
        return self.labels[0] != OUTSIDE

    @property
    def is_right(self) -> bool:
        return self.evidence.ranked[0] in self.labels


def _left_out(voice: str, wordings: Sequence[Wording], concepts: Concepts) -> list[Told]:
    others = [each for each in wordings if each.voice != voice]
    model = model_of(train([each.text for each in others], [each.label for each in others], concepts, lambda *_: None))
    return list(_read(model, [(each.text, [each.label]) for each in wordings if each.voice == voice], concepts, 1.0))


def _read(model: Any, rows: Iterable[tuple[str, Sequence[str]]], concepts: Concepts, weight: float) -> Iterable[Told]:
    for text, labels in rows:
        signs = read_signs(text, concepts)
        yield Told(weigh(model.scores(signs), signs, limit=3), signs.concepts, labels, weight)


def _fit(rows: Sequence[list[float]], target: Sequence[bool], weights: Sequence[float]) -> tuple[float, list[float]]:
    """Return the intercept and the coefficients of a logistic curve over `rows` as they are."""
    scaler = StandardScaler().fit(rows)
    curve = LogisticRegression(C=0.1, max_iter=5000).fit(scaler.transform(rows), target, sample_weight=weights)
    slopes = curve.coef_[0] / scaler.scale_
    return float(curve.intercept_[0] - (slopes * scaler.mean_).sum()), [float(slope) for slope in slopes]


def _scope_row(told: Told, concepts: int) -> list[float]:
    spoken = set(told.concepts)
    return [getattr(told.evidence, name) for name in SCOPE] + [float(at in spoken) for at in range(concepts)]


def fit(told: Sequence[Told], concepts: Concepts) -> dict[str, Any]:
    """Return the curves as `data/calibration.yaml` holds them."""
    names = concepts.names
    start, slopes = _fit(
        [_scope_row(each, len(names)) for each in told], [each.is_ours for each in told], [each.weight for each in told]
    )
    ours = [each for each in told if each.is_ours and each.labels[0] != "emergency"]
    right, inclines = _fit(
        [[getattr(each.evidence, name) for name in RIGHT] for each in ours],
        [each.is_right for each in ours],
        [each.weight for each in ours],
    )
    alarm, climbs = _fit(
        [[getattr(each.evidence, name) for name in ALARM] for each in told],
        [each.labels[0] == "emergency" for each in told],
        [each.weight for each in told],
    )
    of_concepts = dict(zip(names, (round(slope, 3) for slope in slopes[len(SCOPE) :]), strict=True))
    return {
        "scope": {"intercept": round(start, 4)}
        | {name: round(slope, 4) for name, slope in zip(SCOPE, slopes, strict=False)}
        | {"concepts": {name: slope for name, slope in of_concepts.items() if slope}},
        "right": {"intercept": round(right, 4)}
        | {name: round(slope, 4) for name, slope in zip(RIGHT, inclines, strict=True)},
        "alarm": {"intercept": round(alarm, 4)}
        | {name: round(slope, 4) for name, slope in zip(ALARM, climbs, strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / "calibration.yaml")
    asked = parser.parse_args()
    language, concepts = load_language(DATA), load_concepts(DATA / "lexicon" / "concepts.yaml")
    stock = make_stock(load_entries(DATA / "faq").values(), load_intents(DATA / "lexicon" / "intents").values())
    wordings = [Wording(language.normalise(each.text), each.label, each.voice) for each in stock.wordings]
    voices = sorted({each.voice for each in wordings})
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(_left_out, voices, [wordings] * len(voices), [concepts] * len(voices))
        told = [each for voice in found for each in voice]
    labelled = [json.loads(line) for path in asked.rows for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [(language.normalise(row["text"]), row["labels"]) for row in labelled if row["text"].strip()]
    whole = model_of(
        train([each.text for each in wordings], [each.label for each in wordings], concepts, lambda *_: None)
    )
    mine = [each for each in told if each.is_ours and each.labels[0] != "emergency"]
    right = sum(each.is_right for each in mine) / len(mine)
    told += _read(whole, rows, concepts, ROW_WEIGHT)
    today = system_clock()
    _write(asked.out, fit(told, concepts), _head(today, voices, right, len(wordings), len(rows)))


def _head(today: datetime, voices: Sequence[str], right: float, wordings: int, rows: int) -> str:
    return (
        f"# 分数变成把握的三条曲线，{today:%Y-%m-%d} 由 `python -m bench.calibrate` 算出；"
        "改了说法或概念词表后重算，不要手改。\n"
        f"# 依据：{len(voices)} 种声音 {wordings} 条说法（每种声音轮流不学、只拿来考，第一名对 {100 * right:.1f} %）"
        f"和 {rows} 条有标注的消息。\n"
    )


def _write(path: Path, curves: dict[str, Any], head: str) -> None:
    lines = [head.rstrip("\n")]
    for name, curve in curves.items():
        lines.append(f"{name}:")
        lines += [f"  {key}: {value}" for key, value in curve.items() if key != "concepts"]
        if "concepts" in curve:
            lines.append("  concepts:")
            lines += [f"    {key}: {value}" for key, value in curve["concepts"].items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

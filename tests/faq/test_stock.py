"""The stock of wordings: each once, in the meaning that came first."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.faq.entries import WORDINGS, load_entries, load_entry
from bot.faq.labels import FLOW_LABELS, LABELS
from bot.faq.stock import Intent, Wording, load_intents, make_stock, source_of


def test_the_title_of_an_entry_is_a_wording_of_it(entry_file: Callable[..., Path]) -> None:
    stock = make_stock([load_entry(entry_file())], [])
    assert Wording("房子空着，物业费还要交吗？", "faq:vacancy", "editor") in stock.wordings
    assert stock.titles == {"faq:vacancy": "房子空着，物业费还要交吗？"}


def test_a_wording_that_stands_twice_keeps_its_first_meaning(entry_file: Callable[..., Path]) -> None:
    intent = Intent(label="flow:paid", title="我已经交过了", paraphrases={"plain": ("没人住能不能打折", "交了")})
    stock = make_stock([load_entry(entry_file())], [intent])
    assert [each.label for each in stock.wordings if each.text == "没人住能不能打折"] == ["faq:vacancy"]
    assert Wording("交了", "flow:paid", "plain") in stock.wordings


def test_only_labels_with_a_title_can_be_offered(data: Path) -> None:
    intents = load_intents(data / "lexicon" / "intents")
    assert {label for label, intent in intents.items() if intent.title} == FLOW_LABELS | {"emergency"}


def test_every_label_has_wordings_in_several_voices(data: Path) -> None:
    voices = {each.label: set(each.paraphrases) for each in load_entries(data / "faq").values()}
    intents = load_intents(data / "lexicon" / "intents")
    voices |= {label: set(intent.paraphrases) for label, intent in intents.items()}
    assert voices.keys() == LABELS
    assert all(len(spoken) >= 4 for label, spoken in voices.items() if label != "none")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        pytest.param("flow_paid", "label: flow:commit\n", "flow_commit.yaml", id="file named otherwise"),
        pytest.param("flow_x", "label: flow:x\n", "no label", id="unknown label"),
        pytest.param("faq_vacancy", "label: faq:vacancy\n", "no label", id="label of an entry"),
    ],
)
def test_a_bad_file_of_wordings_stops_the_start(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_intents(tmp_path)


def test_answers_do_not_belong_to_what_is_learned(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    before = source_of(copy)
    entry = copy / "faq" / "vacancy.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n"), encoding="utf-8")
    assert source_of(copy) == before
    entry.write_text(entry.read_text(encoding="utf-8") + '    - "这房子我一天没住"\n', encoding="utf-8")
    assert source_of(copy) != before


def test_without_its_wordings_a_file_says_the_same_of_the_rest(data: Path) -> None:
    whole, heads = load_entries(data / "faq"), load_entries(data / "faq", until=WORDINGS)
    assert {name: each.model_copy(update={"paraphrases": {}}) for name, each in whole.items()} == heads
    folder = data / "lexicon" / "intents"
    titles = {label: each.title for label, each in load_intents(folder).items()}
    assert {label: each.title for label, each in load_intents(folder, until=WORDINGS).items()} == titles

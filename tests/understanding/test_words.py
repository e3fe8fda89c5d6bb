"""Commands, yes and no, and the other short words."""

from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.understanding import words as reading
from bot.understanding.result import Unclear, Understood
from bot.understanding.words import Words, load_words, read_command, split_into
from bot.understanding.yesno import read_yes_no


@pytest.mark.parametrize(
    ("sent", "command"),
    [
        pytest.param("取消", "cancel", id="cancel"),
        pytest.param("取消。", "cancel", id="with a full stop"),
        pytest.param("算了不报了", "cancel", id="cancel in words"),
        pytest.param("物业把班车取消了", None, id="a sentence is no command"),
        pytest.param("物业把快递柜取消了", None, id="data of a form"),
        pytest.param("上一步", "back", id="back"),
        pytest.param("重来", "restart", id="restart"),
        pytest.param("帮助", "menu", id="menu"),
        pytest.param("/HELP", "menu", id="a slash command in capitals"),
        pytest.param("/start", "start", id="start"),
        pytest.param("/faq_vacancy", None, id="no hidden power"),
        pytest.param("p12:0", None, id="nor in a token"),
        pytest.param("轉人工", "human", id="traditional"),
        pytest.param("我的工单", "mine", id="own tickets"),
        pytest.param("机器人", "to_bot", id="back to the assistant"),
        pytest.param("更多", "more", id="the rest of an answer"),
        pytest.param("查", "pending", id="a result that waits"),
        pytest.param("有用", "useful", id="feedback"),
        pytest.param("取消" * 1000, None, id="a very long message"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_command_is_the_whole_message(sent: str, command: str | None, words: Words) -> None:
    assert read_command(sent, words) == command


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        pytest.param("是", True, id="yes"),
        pytest.param("对对对，是的", True, id="yes, thrice"),
        pytest.param("好的谢谢", True, id="yes and thanks"),
        pytest.param("OK👌", True, id="ok"),
        pytest.param("可以啊", True, id="with a particle"),
        pytest.param("不是", False, id="no contains yes"),
        pytest.param("不用了，谢谢", False, id="no and thanks"),
        pytest.param("算了吧", False, id="never mind"),
        pytest.param("不可以", False, id="may not"),
        pytest.param("唔使", False, id="Cantonese no"),
        pytest.param("是不是", None, id="both"),
        pytest.param("是我家漏水", None, id="a sentence"),
        pytest.param("谢谢", None, id="thanks alone"),
        pytest.param("", None, id="nothing"),
        pytest.param("好" * 10_000, None, id="endless"),
    ],
)
def test_yes_and_no_are_whole_messages(sent: str, meant: bool | None, words: Words) -> None:
    assert read_yes_no(sent, words) == (Unclear("not_yes_or_no") if meant is None else Understood(meant))


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("is_thanks", "好的，谢谢师傅", True),
        ("is_thanks", "🙏", True),
        ("is_thanks", "谢谢，那物业费怎么交", False),
        ("is_greeting", "你好，在吗", True),
        ("is_greeting", "你好，我家漏水", False),
        ("is_goodbye", "好的，再见", True),
        ("is_goodbye", "再见了世界", False),
        ("is_none_of_these", "都不是。", True),
        ("is_none_of_these", "０", True),
        ("is_none_of_these", "都不是我家的", False),
        ("is_too_short", "多少", True),
        ("is_too_short", "为啥呢？", True),
        ("is_too_short", "多少钱", True),
        ("is_too_short", "", True),
        ("is_too_short", "物业费多少", False),
        ("is_question", "物业费怎么算", True),
        ("is_question", "能开发票吗", True),
        ("is_question", "明天有水没", True),
        ("is_question", "???", True),
        ("is_question", "厨房漏水", False),
        ("is_question", "没什么", False),
        ("starts_as_question", "请问几点上班", True),
        ("starts_as_question", "，顺便问一下停车费", True),
        ("starts_as_question", "我请问过他", False),
        ("is_abuse", "你们就是一群骗子", True),
        ("is_abuse", "我妈的房子", False),
        ("is_advertisement", "低息贷款，加微信详聊", True),
        ("is_advertisement", "我用贷款买的房", False),
        ("speaks_of_hardship", "我失业了", True),
        ("speaks_of_hardship", "老人去世了", True),
        ("speaks_of_hardship", "厨房漏水", False),
        ("speaks_of_grief", "父亲刚刚去世", True),
        ("speaks_of_grief", "水龙头七天就坏了", False),
        ("threatens_to_escalate", "再不修我就打12345", True),
        ("threatens_to_escalate", "我要起诉你们", True),
        ("threatens_to_escalate", "物价局批了吗", False),
    ],
)
def test_short_words_are_recognised(name: str, sent: str, expected: bool, words: Words) -> None:
    assert getattr(reading, name)(sent, words) is expected


def test_a_message_is_cut_into_the_longest_phrases() -> None:
    assert split_into("不是，是的", ("不是", "是", "是的")) == ["不是", "是的"]
    assert split_into("不是我", ("不是", "是")) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(("  mine:", "  yours:"), "missing or unknown", id="an unknown command"),
        pytest.param(("[取消, ", "[上一步, "), "two commands", id="one phrase, two commands"),
        pytest.param(("\nads:", "\nadverts:"), "ads", id="a list is missing"),
    ],
)
def test_a_bad_table_of_words_stops_the_start(tmp_path: Path, change: tuple[str, str], why: str) -> None:
    source = Path(__file__).parent.parent.parent / "data" / "lexicon" / "words.yaml"
    path = tmp_path / "words.yaml"
    path.write_text(source.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_words(path)

"""Text as it is kept and as it is compared."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.understanding.normalise import (
    MATCHED_CHARACTERS,
    clean,
    is_emoji_only,
    is_empty,
    is_unsupported_notice,
    normalise,
)
from bot.understanding.typos import Typos, load_typos


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("一\x00二", "一二", id="NUL"),
        pytest.param("一\n二\t三", "一\n二\t三", id="newline and tab stay"),
        pytest.param("一\r\n二\r三", "一\n二\n三", id="one kind of line end"),
        pytest.param("一\ud800二", "一二", id="half a surrogate pair"),
        pytest.param("\u202e反\u2069", "反", id="bidi controls"),
        pytest.param("１２３　臺灣👨‍👩‍👧", "１２３　臺灣👨‍👩‍👧", id="everything else is evidence"),
    ],
)
def test_a_message_is_kept_as_it_was_sent(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@pytest.mark.parametrize(
    ("sent", "compared"),
    [
        pytest.param("３＃２－５０１", "3#2-501", id="full width"),
        pytest.param("①", "1", id="a circled figure"),
        pytest.param("1️⃣", "1", id="a keycap"),
        pytest.param("物\u200b业\ufeff费", "物业费", id="zero width"),
        pytest.param("  多   少\n钱 ", "多 少 钱", id="spaces"),
        pytest.param("物業費為什麼這麼貴", "物业费为什么这么贵", id="traditional"),
        pytest.param("OK", "ok", id="capitals"),
        pytest.param("\u3164", "", id="a filler that looks like nothing"),
        pytest.param("❤️", "❤", id="a variation selector"),
    ],
)
def test_a_message_is_compared_in_one_form(sent: str, compared: str) -> None:
    assert normalise(sent) == compared


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        pytest.param("物业废怎么交", "物业费怎么交", id="a slip"),
        pytest.param("无业费", "物业费", id="a homophone"),
        pytest.param("wuyefei", "物业费", id="pinyin in one word"),
        pytest.param("Wu Ye Fei 多少", "物业费 多少", id="pinyin in syllables"),
        pytest.param("jiaofei", "缴费", id="pinyin of a verb"),
        pytest.param("开法商", "开发商", id="the developer"),
        pytest.param("wuyefeis", "wuyefeis", id="only whole Latin words"),
        pytest.param("物业非法收费", "物业非法收费", id="a word of its own is left"),
        pytest.param("车为什么不让进", "车为什么不让进", id="a boundary of two words is left"),
        pytest.param("衣服物品丢了", "衣服物品丢了", id="another boundary is left"),
    ],
)
def test_slips_and_pinyin_are_read_as_meant(sent: str, meant: str, typos: Typos) -> None:
    assert normalise(sent, typos) == meant


def test_only_the_head_of_a_long_message_is_compared() -> None:
    assert len(normalise("物" * 1_000_000)) == MATCHED_CHARACTERS
    assert len(normalise("\ufdfa" * 5000)) <= MATCHED_CHARACTERS  # one character that is eighteen in the usual form


def test_many_threads_share_one_converter() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(normalise, ["業主"] * 200)) == {"业主"}


@pytest.mark.parametrize(
    ("sent", "empty", "emoji", "notice"),
    [
        pytest.param("", True, False, False, id="nothing"),
        pytest.param(" \n\u3000\u200b", True, False, False, id="spaces only"),
        pytest.param("。", False, False, False, id="a full stop"),
        pytest.param("👍🏽👨‍👩‍👧", False, True, False, id="emoji"),
        pytest.param("[微笑][捂脸]", False, True, False, id="faces"),
        pytest.param("[图片]", False, False, False, id="a placeholder is no face"),
        pytest.param("好👍", False, False, False, id="a word and an emoji"),
        pytest.param("①", False, False, False, id="a figure is no emoji"),
        pytest.param("【收到不支持的消息类型，暂无法显示】", False, False, True, id="the notice"),
        pytest.param("为什么显示【收到不支持的消息类型】", False, False, False, id="a question about the notice"),
    ],
)
def test_a_message_without_words_is_recognised(sent: str, empty: bool, emoji: bool, notice: bool) -> None:
    assert (is_empty(sent), is_emoji_only(sent), is_unsupported_notice(sent)) == (empty, emoji, notice)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param("words: {物业费: [错], 业主: [错]}\npinyin: {}\n", "spelled twice", id="two meanings"),
        pytest.param("words: {物业费: [业费]}\npinyin: {}\n", "part of its own", id="would grow for ever"),
    ],
)
def test_a_bad_table_of_slips_stops_the_start(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "typos.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_typos(path)


def test_a_right_word_is_never_taken_for_a_slip(typos: Typos) -> None:
    right = [*typos.words, *typos.pinyin]
    assert [typos.correct(word) for word in right] == right

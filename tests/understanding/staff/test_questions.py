"""A question changes nothing; what residents ask goes to the residents' classifier; the rest is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.staff.actions import WRITES
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message


@pytest.mark.parametrize(
    "sent",
    [
        "3-2-501昨天转的1200到账了吗",
        "3-2-501交了没有",
        "3-2-501微信那笔记了没？",
        "谁给3-2-501打的电话",
        "3-2-501上门去过没",
        "3-2-501催缴函寄了吗",
        "3-2-501的函签收没",
        "3-2-501答应什么时候交的",
        "3-2-501还在暂停吗",
        "3-2-501停催到哪天",
        "昨天是谁请的假",
        "今天谁值班",
        "明天谁上班？",
        "几点下班",
        "上次群发是什么时候",
        "停水通知发了没有",
        "今天对账了没",
        "那笔撤销了没有",
        "撤销怎么操作",
        "怎么请假",
        "12号单谁在跟",
        "催缴函怎么写",
        "3-2-501为什么一直没人接",
        "收款怎么登记",
        "3-2-501绑定了吗",
        "请问3-2-501交了1200吗",
        "帮我查下12号单完成了吗",
        "麻烦看下3-2-501的函签收了没",
        "能不能帮我看看3-2-501答应哪天交",
        "3-2-501业主说昨天转了1200，到账没",
        "12退回了吗",
        "3-2-501微信交的还是现金交的",
        "上门3-2-501，说质量问题解决了吗",
        "3-2-501的函寄出去没得哦",
        "3-2-501催缴函送到没，我好登记",
        "3-2-501电话打了没打",
        "3-2-501那笔是记了还是没记",
        "停电通知发出去没发出去",
        "3-2-501交钱没交",
        "12回复业主了没",
        "3-2-501暂停的原因",
        "3-2-501停催理由",
        "did anyone call 3-2-501",
        "was the letter for 3-2-501 sent",
    ],
)
def test_a_question_never_writes(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action not in WRITES


@pytest.mark.parametrize(
    ("sent", "action"),
    [
        ("能不能帮我撤销上一笔", "undo"),
        ("3-2-501先别催可以吗", "hold"),
        ("麻烦给3-2-501出个绑定码好吗", "code"),
        ("回 12 您明天上午在家吗", "ticket"),
        ("群发：明天停水，您家储好水了吗", "broadcast"),
        ("跟3-2-501通了电话，他问什么时候修", "call"),
        ("3-2-501电话打了没打通", "call"),
        ("3-2-501先停一停，人在外地呢", "hold"),
        ("这户先别催，家里刚出事", "hold"),
    ],
)
def test_a_polite_request_and_words_for_others_are_no_questions(sent: str, action: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == action


WRITTEN = [
    "3-2-501交了1200微信",
    "3-2-501没人接",
    "撤销上一笔",
    "12号单完成了",
    "对账完成",
    "3-2-501催缴函寄了",
    "3-2-501先别催",
    "上班",
]


@given(
    st.sampled_from(WRITTEN),
    st.sampled_from(["吗", "吗？", "没", "了没有？", "?", "，是不是", "是谁弄的", "，什么时候的事"]),
)
def test_a_question_made_of_a_record_never_writes(words: StaffWords, written: str, tail: str) -> None:
    assert read_staff_message(written + tail, words).action not in WRITES


@pytest.mark.parametrize(
    "sent",
    [
        "业主问滞纳金怎么算，怎么回",
        "有业主说空置要打折，我怎么解释",
        "人家嫌物业费贵，话术给一个",
        "住户质疑公共收益，该怎么答复",
        "业主问能不能开发票",
        "他们问维修基金怎么用，怎么跟人家讲",
    ],
)
def test_what_to_tell_residents_is_a_question_of_the_faq(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "faq"


@pytest.mark.parametrize(
    ("label", "action"),
    [
        ("faq:late_fee", "faq"),
        ("smalltalk", "smalltalk"),
        ("flow:repair", "none"),
        (None, "none"),
        ("emergency", "none"),
    ],
)
def test_what_no_cue_fits_is_read_as_a_residents_message(label: str | None, action: str, words: StaffWords) -> None:
    assert read_staff_message("这个月亮真圆", words, reads_as_resident=lambda _text: label).action == action


@pytest.mark.parametrize("sent", ["好", "嗯嗯", "收到，谢谢", "好的辛苦了", "🙏", "早上好呀"])
def test_politeness_wants_nothing(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "smalltalk"


@pytest.mark.parametrize("sent", ["", " ", "这个打印机坏了", "今天好热", "\ud800\x00"])
def test_the_rest_is_none(sent: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("none", {})

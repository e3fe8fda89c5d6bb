"""Danger that is happening now, and what only sounds like it."""

from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.understanding.emergency import Certainty, Danger, EmergencyRules, load_emergency, read_emergency

SOURCE = Path(__file__).parent.parent.parent / "data" / "lexicon" / "emergency.yaml"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("厨房起火了", Danger.FIRE),
        ("楼道里都是浓烟", Danger.FIRE),
        ("电动车烧起来了！", Danger.FIRE),
        ("zhao huo le", Danger.FIRE),
        ("屋里煤气味好重", Danger.GAS),
        ("燃氣漏了，快來人", Danger.GAS),
        ("有人困在电梯里", Danger.LIFT),
        ("电梯突然往下掉", Danger.LIFT),
        ("someone is trapped in the lift", Danger.LIFT),
        ("有人触电了", Danger.ELECTRIC),
        ("电线断了掉在积水里", Danger.ELECTRIC),
        ("水管爆了，关不上阀门", Danger.FLOOD),
        ("外墙的砖正在往下掉", Danger.FALLING),
        ("花盆掉下来砸到人了", Danger.FALLING),
        ("我爸晕倒了叫不醒", Danger.INJURY),
        ("救命！", Danger.INJURY),
        ("有人拿刀在门口", Danger.VIOLENCE),
        ("有人在撬我家的锁", Danger.VIOLENCE),
        ("孩子不见了", Danger.MISSING),
        ("有人站在楼顶要跳下去", Danger.SELF_HARM),
        ("我不想活了", Danger.SELF_HARM),
    ],
)
def test_a_danger_that_is_told_as_present_is_believed_at_once(sent: str, kind: Danger, rules: EmergencyRules) -> None:
    told = rules.read(sent)
    assert told is not None
    assert (told.kind, told.certainty) == (kind, Certainty.NOW)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("上个月着火的事处理得怎么样了", id="past"),
        pytest.param("没闻到煤气味", id="denied"),
        pytest.param("今天消防演习，楼下好多烟", id="a rehearsal"),
        pytest.param("如果电梯困人了你们几分钟到", id="supposed"),
        pytest.param("容易着火的东西别堆楼道", id="feared"),
        pytest.param("你们收费这么高，我火大", id="anger"),
        pytest.param("群里都气炸了", id="more anger"),
        pytest.param("天天催，累死了", id="tired"),
        pytest.param("电梯广告的收益去哪了", id="an advertisement in the lift"),
        pytest.param("车位跟着火了一样抢", id="a comparison"),
        pytest.param("价格高得我想跳楼", id="a figure of speech"),
        pytest.param("厨房水龙头漏水", id="a repair"),
        pytest.param("电梯坏了没人修", id="a broken lift"),
        pytest.param("车被砸了物业赔吗", id="a claim"),
        pytest.param("燃气公司电话多少", id="a question"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_only_sounds_like_danger_alarms_nobody(sent: str, rules: EmergencyRules) -> None:
    assert read_emergency(sent, rules) is None


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        pytest.param("电梯困人怎么办", Danger.LIFT, id="a question without a sign of the present"),
        pytest.param("煤气泄漏了怎么处理？", Danger.GAS, id="another"),
        pytest.param("我觉得活得太累", Danger.SELF_HARM, id="a quiet word"),
    ],
)
def test_a_doubtful_danger_is_asked_about(sent: str, kind: Danger, rules: EmergencyRules) -> None:
    told = rules.read(sent)
    assert told is not None
    assert (told.kind, told.certainty) == (kind, Certainty.ASK)


def test_a_sign_of_the_present_outweighs_a_question(rules: EmergencyRules) -> None:
    told = rules.read("电梯困人了怎么办，快来人")
    assert told is not None
    assert told.certainty is Certainty.NOW


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(("  missing:\n", "  absent:\n"), "absent", id="an unknown danger"),
        pytest.param(("'{burn}'", "'{flame}'"), "unknown names", id="an unknown name"),
        pytest.param(("'{burn}'", "'(着火'"), "no regular expression", id="a broken pattern"),
    ],
)
def test_a_bad_table_stops_the_start(tmp_path: Path, change: tuple[str, str], why: str) -> None:
    path = tmp_path / "emergency.yaml"
    path.write_text(SOURCE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_emergency(path)

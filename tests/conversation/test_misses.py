"""What is said when nothing fits: never the same words twice in a row, and no dead end (spec/conversation.md §8)."""

import re
from dataclasses import replace

import pytest

from bot.faq.classify import Action, Reading
from bot.faq.matcher import Candidate
from tests.conftest import Program

OUTSIDE = [
    "今天天气怎么样",
    "明天股票涨不涨",
    "帮我写首诗",
    "推荐个电影",
    "红烧肉怎么做",
    "世界杯谁赢了",
    "给我讲个笑话",
]


def test_the_same_wording_never_comes_twice_in_a_row(program: Program) -> None:
    phone = program.phone("a")
    said = [re.sub(r"\d+", "", program.say(phone, OUTSIDE[n % len(OUTSIDE)])) for n in range(14)]
    assert all(said)
    assert [n for n in range(1, len(said)) if said[n] == said[n - 1]] == []


def test_none_of_these_climbs_the_same_ladder(program: Program) -> None:
    phone = program.phone("a")
    said = []
    for _ in range(3):
        program.say(phone, "车库")
        said.append(program.say(phone, "都不是"))
    assert len(set(said)) == 3
    assert [row.kind for row in program.rows("select kind from task")] == ["unanswered"]


def test_a_suggested_danger_asks_whether_it_is_happening(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    listen = program.app.conversations._listen
    candidates = (Candidate("emergency", 0.6), Candidate("flow:repair", 0.5))
    unsure = Reading(Action.SUGGEST, None, candidates)
    program.app.conversations._listen = lambda *args: replace(listen(*args), reading=unsure, emergency=None)
    phone = program.phone("a")
    assert "哪" in program.say(phone, "那边好像不太对劲")
    assert "现在正在发生吗" in program.press(phone, "现在有紧急情况")
    assert "值班电话" in program.press(phone, "是，正在发生")
    assert "那边好像不太对劲" in str(program.rows("select detail ->> 'said' from task")[0][0])


@pytest.mark.parametrize("code", ["3-2-501", "9-9-909"])
def test_a_stranger_learns_neither_a_name_nor_a_figure_nor_whether_a_house_exists(program: Program, code: str) -> None:
    phone = program.phone("a")
    asked = ("{}欠多少钱", "{}是谁的房子", "{}有人住吗", "我要查{}的物业费", "{}的业主电话")
    told = "".join(program.say(phone, said.format(code)) for said in asked)
    assert told
    assert not re.search(r"王|李秀|1990000\d|89\.5|没有这个房|没有找到", told)

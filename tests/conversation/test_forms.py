"""Forms that change under way, and what the sweeper makes of drafts (C35–C37)."""

from dataclasses import replace

from bot.conversation import flows
from bot.conversation.flows import Step
from bot.messages import Reply
from bot.understanding.result import Understood
from tests.conftest import Program
from tests.fakes import FakePhone


def told_a_complaint(program: Program) -> FakePhone:
    phone = program.phone("a")
    program.say(phone, "投诉")
    program.say(phone, "楼上半夜装修打电钻吵得没法睡觉")
    return phone


def test_c37_a_changed_form_keeps_its_answers_and_asks_the_first_missing_step(program: Program) -> None:
    phone = program.phone("a")
    program.say(phone, "报修")
    program.say(phone, "阳台的地漏堵住了")
    since_when = Step("since", lambda *_: Reply("从什么时候开始的？"), lambda turn, *_: Understood(turn.text), True)
    old = program.app.routes.flows["repair"]
    flows_now = dict(program.app.routes.flows)
    flows_now["repair"] = replace(old, version=2, steps=(old.steps[0], since_when, *old.steps[1:]))
    program.app.conversations.routes = replace(program.app.routes, flows=flows_now)
    assert "从什么时候开始的" in program.say(phone, "谢谢")
    assert "请告诉我房号" in program.say(phone, "前天晚上")
    assert "阳台的地漏堵住了" in program.say(phone, "3-2-501")


def test_c37_a_changed_form_is_written_back_with_its_new_version(program: Program) -> None:
    phone = program.phone("a")
    program.say(phone, "报修")
    changed = {**program.app.routes.flows, "repair": replace(program.app.routes.flows["repair"], version=2)}
    program.app.conversations.routes = replace(program.app.routes, flows=changed)
    program.say(phone, "阳台的地漏堵住了")
    assert '"version": 2' in program.rows("select cast(stack as text) from conversation")[0][0]


def test_c35_a_draft_of_a_few_characters_makes_no_task(program: Program) -> None:
    phone = program.phone("a")
    program.say(phone, "投诉")
    program.say(phone, "太吵了")
    program.clock.forward(minutes=31)
    assert program.tick("drafts") == 0


def test_c35_a_draft_that_staff_finished_is_not_offered_again(program: Program) -> None:
    phone, desk = told_a_complaint(program), program.staff("front")
    program.clock.forward(minutes=31)
    assert program.tick("drafts") == 1
    program.say(desk, "完成 1 已经上门劝停")
    assert "还没提交" not in program.say(phone, "你好")
    assert [row.state for row in program.rows("select state from task")] == ["done"]


def test_nine_photos_at_most_are_kept(program: Program) -> None:
    phone = program.phone("a")
    program.say(phone, "报修")
    for _ in range(12):
        program.receive(phone.photo())
    program.say(phone, "阳台的地漏堵住了")
    assert "照片 9 张" in program.say(phone, "3-2-501")


def test_the_title_of_a_form_is_short(program: Program) -> None:
    title = program.app.routes.flows["repair"].title({"description": "很长的一句话" * 50})
    assert len(title) < 30


def test_no_form_is_deeper_than_two(program: Program) -> None:
    phone = program.resident()
    for said in ("报修", "洗手池下面一直滴水", "缴费", "1", "3", "投诉", "1", "报修", "1"):
        program.say(phone, said)
        stack = program.rows("select cast(stack as text) from conversation")[0][0]
        assert stack.count('"flow"') <= flows.MAX_DEPTH

"""Being others and letting time pass: the demonstration's panel, and what one person's doing shows another."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.pages import choice, heard, mine, register_repair, say
from tests.browser.served import Served

pytestmark = pytest.mark.browser


def _clock(page: Page) -> str:
    expect(page.locator("#clock")).not_to_be_empty()
    return page.locator("#clock").inner_text()


def test_another_identity_has_another_conversation(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:1-2-302/owner").open()
    expect(page.locator("#whoami")).to_contain_text("1-2-302")
    say(page, "报修")
    heard(page, "请说说").wait_for()
    page.locator("#demo-search").fill("31702")
    expect(page.locator("#demo-people .person")).to_have_count(1)
    page.locator("#demo-people .person").click()
    expect(page.locator("#whoami")).to_contain_text("3-1-702")
    expect(page.locator(".msg")).to_have_count(0)
    expect(page.locator("#demo-people .person")).to_have_attribute("aria-current", "true")
    page.locator("#demo-search").fill("12302")
    page.locator("#demo-people .person").click()
    expect(page.locator("#whoami")).to_contain_text("1-2-302")
    expect(page.locator(".msg.me")).to_have_text([re.compile("报修")])


def test_staff_see_what_was_registered_and_their_answer_arrives_by_itself(served: Served, visit: Visit) -> None:
    resident = visit(served, "resident:3-1-902/owner").open()
    number = register_repair(resident, "阳台的灯不亮了，换过灯泡也不行")
    staff = visit(served, "staff:front").open()
    expect(staff.locator("#text")).to_have_attribute("placeholder", "输入指令，例如：待办")
    say(staff, "待办")
    expect(heard(staff, "阳台的灯")).to_contain_text(f"{number}｜")
    say(staff, f"接 {number}")
    heard(staff, f"已接手 {number}").wait_for()
    say(staff, f"回 {number} 师傅下午三点到")
    heard(staff, "已发给").wait_for()
    expect(resident.locator(".msg.staff")).to_contain_text("师傅下午三点到")
    expect(resident.locator(".msg.staff .sender")).to_have_text("工作人员")


def test_a_form_left_for_half_an_hour_is_offered_again(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:2-1-802/owner").open()
    say(page, "我要报修")
    heard(page, "请说说").wait_for()
    before = _clock(page)
    page.get_by_role("button", name="前进35分钟").click()
    expect(page.locator("#clock")).not_to_have_text(before)
    say(page, "你好")
    heard(page, "还没提交，要继续吗").wait_for()
    choice(page, "继续").click()
    expect(page.locator(".msg.bot .bubble").last).to_contain_text("哪里坏了")


def test_the_clock_never_goes_back(served: Served, visit: Visit) -> None:
    window = visit(served, "resident:2-1-802/owner")
    window.expects_failures = True
    page = window.open()
    before = _clock(page)
    page.locator("#demo-when").evaluate("field => { field.min = ''; }")
    page.locator("#demo-when").fill("2026-01-01T08:00")
    page.get_by_role("button", name="前往").click()
    expect(page.locator("#demo-note")).to_contain_text("只能往后走")
    expect(page.locator("#clock")).to_have_text(before)


def test_two_windows_of_one_person_show_the_same(served: Served, visit: Visit) -> None:
    window = visit(served, "resident:3-2-1001/owner")
    one, other = window.open(), window.open()
    say(one, "我要投诉")
    mine(other, "我要投诉").wait_for()
    expect(other.locator(".msg.bot")).to_have_count(1)
    say(other, "楼道里堆了很多杂物")
    expect(one.locator(".msg.bot")).to_have_count(2)
    assert one.locator(".bubble").all_inner_texts() == other.locator(".bubble").all_inner_texts()
    choice(one, "取消").click()
    expect(other.locator(".choice", has_text="提交")).to_be_disabled()


def test_on_a_phone_the_panel_is_a_drawer(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:3-2-501/owner", viewport=PHONE, has_touch=True).open()
    expect(page.locator("#demo-panel")).to_be_hidden()
    page.get_by_role("button", name="打开演示面板").click()
    expect(page.locator("#demo-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#demo-panel")).to_be_hidden()
    expect(page.locator("#demo-toggle")).to_be_focused()

"""Talking on the page: asking, choosing, photos, being offline."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.pages import choice, heard, mine, photo, say
from tests.browser.served import Served

pytestmark = pytest.mark.browser
ASKED = "物业费在哪里交、怎么交？"


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_question_is_asked_and_its_choice_pressed_by_keyboard_alone(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:3-2-501/owner").open()
    _tab_to(page, "#text")
    page.keyboard.type(ASKED)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("谢谢")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".msg.me .bubble p")).to_have_text([ASKED, "谢谢"])
    expect(page.locator(".msg.bot .bubble p").nth(1)).to_be_visible()
    pressed = page.locator(".choice:enabled").first
    label = pressed.inner_text()
    pressed.focus()
    page.keyboard.press("Enter")
    mine(page, label).wait_for()
    expect(page.locator(".msg.bot")).to_have_count(2)
    expect(page.locator(".msg.bot").first.locator(".choice:enabled")).to_have_count(0)
    expect(page.locator(".choice.pressed")).to_have_text(label)


def test_enter_that_chooses_a_word_does_not_send(served: Served, visit: Visit) -> None:
    window = visit(served, "stranger:路人甲")
    page = window.open()
    page.locator("#text").focus()
    keyboard = window.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "wu ye", "selectionStart": 5, "selectionEnd": 5})
    composing = {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229, "code": "Enter"}
    keyboard.send("Input.dispatchKeyEvent", composing)
    page.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    keyboard.send("Input.insertText", {"text": "物业"})
    expect(page.locator("#text")).to_have_value("物业")
    expect(page.locator(".msg")).to_have_count(0)
    page.keyboard.press("Enter")
    mine(page, "物业").wait_for()


def test_a_photo_is_shown_small_and_large_and_asked_about(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:1-2-801/owner").open()
    page.locator("#files").set_input_files([photo("一.png"), photo("二.png")])
    expect(page.locator("#tray img")).to_have_count(2)
    page.get_by_role("button", name="去掉照片 2").click()
    page.locator("#send").click()
    small = page.locator(".msg.me:not(.pending) .thumb img[src*='thumb=1']")
    small.wait_for()
    expect(small).to_have_js_property("naturalWidth", 480)
    choice(page, "投诉").wait_for()
    small.click()
    expect(page.get_by_role("dialog", name="查看照片")).to_be_visible()
    expect(page.locator("#viewer-image")).to_have_js_property("naturalWidth", 640)
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()


def test_what_is_no_photo_is_refused_before_it_is_sent(served: Served, visit: Visit) -> None:
    page = visit(served, "stranger:路人乙").open()
    page.locator("#files").set_input_files({"name": "表.txt", "mimeType": "text/plain", "buffer": b"abc"})
    expect(page.get_by_role("alert")).to_contain_text("不是照片")
    expect(page.locator("#send")).to_be_disabled()


def test_what_the_server_refuses_is_kept_with_its_reason(served: Served, visit: Visit) -> None:
    window = visit(served, "resident:2-2-601/owner")
    window.expects_failures = True
    page = window.open()
    disguised = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(2000)}
    page.locator("#files").set_input_files(disguised)  # type: ignore[arg-type]
    page.locator("#send").click()
    expect(page.locator(".msg.me.refused .state")).to_contain_text("未发送：这个文件不是照片")
    page.get_by_role("button", name="删除").click()
    expect(page.locator(".msg")).to_have_count(0)


def test_a_message_whose_answer_was_lost_is_one_message(served: Served, visit: Visit) -> None:
    window = visit(served, "resident:2-1-502/owner")
    window.expects_failures = True
    page = window.open()
    sent: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        if len(sent) != 1 or route.request.method != "POST":
            route.continue_()
            return
        route.fetch()
        route.abort()

    page.route("**/api/chat/messages", lose_the_first_answer)
    say(page, ASKED)
    heard(page, "缴费").wait_for()
    page.reload()
    page.locator(".msg.bot").first.wait_for()
    expect(page.locator(".msg.me")).to_have_count(1)
    expect(page.locator(".msg.bot")).to_have_count(1)


def test_a_message_sent_while_the_server_is_down_arrives_once(restartable: Served, visit: Visit) -> None:
    window = visit(restartable, "resident:3-2-501/owner")
    window.expects_failures = True
    page = window.open()
    assert "Traceback" not in restartable.stop()
    page.locator("#text").fill(ASKED)
    page.locator("#send").click()
    expect(page.locator(".msg.me.pending .state")).to_contain_text("等待网络")
    expect(page.locator("#offline")).to_be_visible()
    restartable.start()
    mine(page, ASKED).wait_for()
    heard(page, "缴费").wait_for()
    expect(page.locator("#offline")).to_be_hidden()
    page.reload()
    page.locator(".msg.bot").first.wait_for()
    expect(page.locator(".msg.me")).to_have_count(1)
    expect(page.locator(".msg.bot")).to_have_count(1)

"""What everybody can rely on: large type, narrow screens, names for who listens instead of looking, contrast."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.pages import choice, photo, say
from tests.browser.served import Served

pytestmark = pytest.mark.browser
NAMELESS = """() => Array.from(document.querySelectorAll("button, a[href], input, textarea, img, [role]"))
  .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length
    || node.hasAttribute("alt") || node.getAttribute("role") === "group" || node.getAttribute("role") === "status"))
  .filter((node) => node.offsetParent !== null)
  .map((node) => node.outerHTML)"""
DOUBLE_IDS = """() => { const ids = Array.from(document.querySelectorAll("[id]"), (node) => node.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place); }"""
PALE = """() => {
  const parts = (words) => words.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const words = walk.currentNode.textContent.trim();
    if (!words || !node.offsetParent || node.closest(":disabled, .unseen, noscript, option")) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const contrast = (a + .05) / (b + .05);
    if (contrast < 4.5) found.push(`${words.slice(0, 20)}: ${contrast.toFixed(2)}`);
  }
  return found;
}"""


def _fill(page: Page) -> None:
    """Let every kind of thing be on the page: words, choices, a photo."""
    page.locator("#files").set_input_files(photo())
    page.locator("#send").click()
    choice(page, "报修").wait_for()
    say(page, "房子空着，物业费还要交吗？")
    expect(page.locator(".msg.bot")).to_have_count(2)


def test_large_type_is_remembered(served: Served, visit: Visit) -> None:
    page = visit(served, "resident:3-2-502/tenant").open()
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    before = page.locator("#text").evaluate(size)
    page.get_by_role("button", name="大字模式").click()
    page.reload()
    expect(page.locator("#bigtype")).to_have_attribute("aria-pressed", "true")
    assert page.locator("#text").evaluate(size) > 1.25 * before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_has_a_name_and_can_be_read(
    served: Served, visit: Visit, size: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    who = f"stranger:{scheme}{size['width']}"
    page = visit(served, who, viewport=size, color_scheme=scheme).open()
    assert page.evaluate(PALE) == []
    _fill(page)
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(DOUBLE_IDS) == []
    assert page.evaluate(PALE) == []


@pytest.mark.parametrize("big", [False, True], ids=["usual", "large"])
def test_nothing_scrolls_sideways_on_a_phone(served: Served, visit: Visit, big: bool) -> None:
    page = visit(served, f"stranger:narrow{big}", viewport=PHONE, has_touch=True).open()
    if big:
        page.get_by_role("button", name="大字模式").click()
    _fill(page)
    say(page, "看 https://example.com/" + "long" * 60 + " 010-5550-0110")
    for place in ("html", "#log", "#composer"):
        assert page.locator(place).evaluate("node => node.scrollWidth <= node.clientWidth"), place


def test_the_log_is_announced_and_the_page_has_its_landmarks(served: Served, visit: Visit) -> None:
    page = visit(served, "stranger:路人甲").open()
    log = page.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("navigation", name="常用功能")).to_have_count(1)
    expect(page.get_by_role("complementary", name="演示面板")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_label("消息内容")).to_have_attribute("id", "text")
    assert page.locator("[style]:not(textarea)").count() == 0
    assert page.locator("script:not([src])").count() == 0

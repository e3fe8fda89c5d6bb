"""What a person does on the page, in one word each."""

import io

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect


def say(page: Page, text: str) -> None:
    """Write and send; the message stands in the log and the server has it."""
    page.locator("#text").fill(text)
    page.locator("#send").click()
    expect(mine(page, text)).not_to_have_class("pending")


def mine(page: Page, text: str) -> Locator:
    return page.locator(".msg.me:not(.pending)", has_text=text).last


def heard(page: Page, text: str) -> Locator:
    return page.locator(".msg.bot", has_text=text).last


def choice(page: Page, label: str) -> Locator:
    """The newest button with this label that can be pressed."""
    return page.locator(".choice:enabled", has_text=label).last


def photo(name: str = "水龙头.png") -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def register_repair(page: Page, what: str) -> str:
    """Register a repair as a resident and return the number that the answer gives."""
    say(page, "报修")
    heard(page, "请说说哪里坏了").wait_for()
    say(page, what)
    choice(page, "提交").click()
    done = heard(page, "已登记")
    done.wait_for()
    return done.inner_text().partition("登记号")[2].split("，")[0].strip()

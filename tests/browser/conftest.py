"""A served program for all, a browser for a module; a page for whoever a test wants to be.

Every page is watched: an error on its console or a request to another host fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.served import Served

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000

Visit = Callable[..., "Visited"]


class Visited:
    """A browser window of its own, with what its pages complained about.

    `expects_failures`: a refused or broken request is part of the test; the browser notes every one.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.expects_failures = False
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda fault: self.errors.append(str(fault.error)))
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def faults(self) -> list[str]:
        failed = "Failed to load resource"
        return [error for error in self.errors if not (self.expects_failures and error.startswith(failed))]

    def be(self, who: str) -> None:
        answer = self.context.request.post(f"{self.url}/api/demo/identity", data={"who": who})
        assert answer.ok, answer.text()

    def open(self) -> Page:
        page = self.context.new_page()
        page.goto(self.url)
        page.locator("#log[aria-busy=false]").wait_for()
        return page


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's chromium; without it these tests are skipped, except where nothing may be."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") == "true":  # noqa: TID251 - CI must not skip the page
        pytest.fail("there is no chromium, and CI=true")
    if path is None:
        pytest.skip("there is no chromium (apt-get install chromium)")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served"), models)
    served.start()
    served.to_morning()
    yield served
    assert "Traceback" not in served.stop()


@pytest.fixture
def restartable(tmp_path: Path, models: Path) -> Iterator[Served]:
    """A program that the test itself stops and starts."""
    served = Served(tmp_path, models)
    served.start()
    served.to_morning()
    yield served
    assert "Traceback" not in served.stop()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a window as somebody: `visit(served, "resident:3-2-501/owner").open()`."""
    with ExitStack() as stack:
        windows: list[Visited] = []

        def make(served: Served, who: str, **options: Any) -> Visited:
            context = browser.new_context(**{"viewport": DESK, "locale": "zh-CN", **options})
            stack.callback(context.close)
            visited = Visited(context, served.url)
            visited.be(who)
            windows.append(visited)
            return visited

        yield make
        for window in windows:
            assert window.faults() == []
            assert window.hosts <= {urlsplit(window.url).netloc, ""}  # a photo before it is sent has no host

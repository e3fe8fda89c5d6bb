"""What the server pushes: messages after a cursor, which choices are live, and what another process said."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.channels.web import ACCOUNT, Hub
from bot.messages import Channel, Incoming
from tests.api.site import Site
from tests.fakes import FakeClock

SAY = "/api/chat/messages"
WHO = "resident:3-2-501/owner"
Event = dict[str, Any]


@contextmanager
def _listening(client: httpx.Client, after: int | str = 0, **headers: str) -> Iterator[Callable[[str], Event]]:
    """Listen, and give a function that returns the next event of that name; others wait for their turn."""
    with client.stream("GET", f"/api/chat/stream?after={after}", headers=headers, timeout=10) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        passed: list[Event] = []

        def next_event(name: str) -> Event:
            while (found := next((event for event in passed if event["event"] == name), None)) is None:
                passed.append(_read(lines))
            passed.remove(found)
            return found

        yield next_event


def _read(lines: Iterator[str]) -> Event:
    event: Event = {"event": "", "id": None, "data": None}
    for line in lines:
        name, _, value = line.partition(": ")
        if name in event:
            event[name] = json.loads(value) if name == "data" else value
        if not line and event["event"]:
            return event
    raise AssertionError("the stream ended")


def _say(client: httpx.Client, client_id: str, text: str) -> None:
    client.post(SAY, json={"client_id": client_id, "text": text}).raise_for_status()


def test_both_sides_are_pushed_with_the_choices_that_are_live(any_site: Site) -> None:
    with any_site.visitor(WHO) as client, any_site.visitor(WHO) as other, _listening(client) as next_event:
        assert next_event("prompt")["data"] == {"live": None}
        _say(other, "c1", "物业费在哪里交、怎么交？")
        assert next_event("message")["data"]["client_id"] == "c1"
        answer = next_event("message")["data"]
        assert answer["from"] == "bot"
        assert answer["choices_live"] is True
        live = next_event("prompt")["data"]["live"]
        assert answer["choices"][0]["id"].startswith(f"{live}:")


def test_a_page_that_comes_back_gets_what_it_missed(any_site: Site) -> None:
    assert isinstance(any_site.clock, FakeClock)
    with any_site.visitor(WHO) as client:
        _say(client, "c1", "报修")
        any_site.wait_until_sent()
        cursor = client.get(SAY).json()["cursor"]
        any_site.clock.forward(seconds=60)
        _say(client, "c2", "厨房水龙头漏水")
        with _listening(client, cursor) as next_event:
            assert next_event("message")["data"]["text"] == "报修"  # five seconds are repeated, the page knows them
        with _listening(client, cursor + 30_000) as next_event:
            assert next_event("message")["data"]["text"] == "厨房水龙头漏水"
        with _listening(client, 0, **{"Last-Event-ID": str(cursor + 30_000)}) as next_event:
            first = next_event("message")
            assert first["data"]["text"] == "厨房水龙头漏水"
            assert int(first["id"]) > cursor


def test_a_cursor_from_the_end_of_time_is_no_error(any_site: Site) -> None:
    with any_site.visitor(WHO) as client, _listening(client, 10**30) as next_event:
        assert next_event("prompt")["data"] == {"live": None}
    with any_site.visitor(WHO) as client, _listening(client, 0, **{"Last-Event-ID": "9" * 16}) as next_event:
        assert next_event("prompt")["data"] == {"live": None}


def test_what_another_process_heard_and_said_arrives(any_site: Site) -> None:
    other = any_site.another_app(Hub())
    said = Incoming(
        key=f"web:{ACCOUNT}:{WHO}:elsewhere",
        channel=Channel.WEB,
        account=ACCOUNT,
        chat_id=WHO,
        sender_id=WHO,
        received_at=any_site.clock(),
        text="报修",
    )
    with any_site.visitor(WHO) as client, _listening(client) as next_event:
        next_event("prompt")
        other.conversations.handle(said)
        assert next_event("message")["data"]["text"] == "报修"
        assert next_event("message")["data"]["from"] == "bot"
    other.close()


def test_a_closed_page_is_forgotten(any_site: Site) -> None:
    with any_site.visitor(WHO) as client:
        with _listening(client) as next_event:
            next_event("prompt")
            assert any_site.hub.count() == 1
        _say(client, "c1", "报修")
        any_site.wait_until(lambda: any_site.hub.count() == 0)

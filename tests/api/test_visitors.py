"""Whose page it is: the demo on the loopback, signed visitors in production, and nobody in another's conversation."""

import io
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot.cli.entry import run
from tests.api.site import Site

SAY = "/api/chat/messages"


def _jpeg(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def _said(client: httpx.Client) -> list[str]:
    return [message["text"] for message in client.get(SAY).json()["messages"]]


def _new_visitor(site: Site) -> dict[str, str]:
    """Open the page for the first time and return the cookie as the browser sends it back."""
    given = httpx.get(f"{site.base}/api/chat/state", trust_env=False).headers["set-cookie"]
    cookie = SimpleCookie(given)["linli_visitor"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"].lower() == "strict"
    return {"Cookie": f"linli_visitor={cookie.value}"}


def test_a_photo_is_seen_by_its_own_conversation_only(any_site: Site) -> None:
    with any_site.visitor("resident:3-2-501/owner") as mine, any_site.visitor("resident:3-2-502/owner") as other:
        files = {"files": ("a.jpg", _jpeg("teal"), "image/jpeg")}
        mine.post(SAY, data={"client_id": "p1"}, files=files).raise_for_status()
        file = mine.get(SAY).json()["messages"][0]["files"][0]
        for path in (file["url"], file["thumb"]):
            assert mine.get(path).headers["content-type"] == "image/jpeg"
            assert other.get(path).status_code == 404
        before = mine.get(SAY).json()
        assert _said(other) == []
        assert mine.get(SAY).json() == before


def test_the_same_client_id_twice_is_one_turn(any_site: Site) -> None:
    with any_site.visitor() as client:
        first = client.post(SAY, json={"client_id": "same", "text": "报修"})
        count = any_site.stored()
        again = client.post(SAY, json={"client_id": "same", "text": "报修"})
        assert (first.status_code, again.status_code) == (202, 202)
        assert first.json()["id"] == again.json()["id"]
        assert [first.json()["duplicate"], again.json()["duplicate"]] == [False, True]
        assert any_site.stored() == count


def test_the_same_message_sent_six_times_at_once_is_one_turn(any_site: Site) -> None:
    with any_site.visitor() as client, ThreadPoolExecutor(6) as hands:
        answers = list(
            hands.map(lambda _: client.post(SAY, json={"client_id": "same", "text": "报修"}).json(), range(6))
        )
        assert len({answer["id"] for answer in answers}) == 1
        assert [answer["duplicate"] for answer in answers].count(False) == 1
        any_site.wait_until_sent()
        assert len(_said(client)) == 2


def test_the_same_client_id_of_another_person_is_another_message(any_site: Site) -> None:
    with any_site.visitor() as one, any_site.visitor("resident:3-2-502/owner") as other:
        assert one.post(SAY, json={"client_id": "same", "text": "报修"}).json()["duplicate"] is False
        assert other.post(SAY, json={"client_id": "same", "text": "报修"}).json()["duplicate"] is False


def test_production_has_no_demo(production: Site) -> None:
    who = _new_visitor(production)
    with production.visitor(None, headers=who) as client:
        before = production.stored()
        assert client.get("/api/demo/people").status_code == 404
        assert client.post("/api/demo/identity", json={"who": "staff:front"}).status_code == 404
        assert client.post("/api/demo/clock", json={"minutes": 5}).status_code == 404
        assert client.get("/api/chat/state").json()["demo"] is False
        assert production.stored() == before


def test_a_visitor_s_conversation_is_only_theirs(production: Site) -> None:
    one, other = _new_visitor(production), _new_visitor(production)
    assert one != other
    with production.visitor(None) as client:
        client.post(SAY, json={"client_id": "c1", "text": "物业费怎么交"}, headers=one).raise_for_status()
        mine = client.get(SAY, headers=one).json()["messages"]
        assert mine[0]["text"] == "物业费怎么交"
        assert client.get(SAY, headers=other).json()["messages"] == []


@pytest.mark.parametrize("forge", ["name", "signature", "no signature", "no letters", "demo"])
def test_a_forged_cookie_is_a_new_visitor(production: Site, forge: str) -> None:
    value = _new_visitor(production)["Cookie"].partition("=")[2]
    name, _, signature = value.partition(".")
    forged = {
        "name": f"{name[:-1]}{'0' if name[-1] != '0' else '1'}.{signature}",
        "signature": f"{name}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        "no signature": f"{name}.",
        "no letters": f"{name}.%E4%B8%AD",
        "demo": "staff:front",
    }[forge]
    with production.visitor(None) as client:
        client.post(SAY, json={"client_id": "c1", "text": "你好"}, headers={"Cookie": f"linli_visitor={value}"})
        answer = client.get("/api/chat/state", headers={"Cookie": f"linli_visitor={forged}"})
        assert answer.json()["me"]["kind"] == "stranger"
        assert answer.json()["me"]["who"] not in (name, "staff:front")
        assert "set-cookie" in answer.headers
        assert client.get(SAY, headers={"Cookie": f"linli_visitor={forged}"}).json()["messages"] == []


def test_law_that_nobody_signed_is_left_out_and_the_answer_says_so_first(production: Site) -> None:
    entries = production.know.entries.values()
    entry = next(each for each in entries if each.answer[0].law and not each.is_signed and not each.answer[0].holes())
    with production.visitor(None, headers=_new_visitor(production)) as client:
        client.post(SAY, json={"client_id": "c1", "text": entry.title}).raise_for_status()
        production.wait_until_sent()
        answer = _said(client)[1]
    assert answer.startswith(production.know.templates.render("faq.unsigned_opener"))
    assert not [line.say for line in entry.answer if line.law and line.say in answer]


def test_who_writes_too_fast_is_told_once(production: Site) -> None:
    with production.visitor(None, headers=_new_visitor(production)) as client:
        for number in range(24):
            client.post(SAY, json={"client_id": f"c{number}", "text": "你好"}).raise_for_status()
        production.wait_until_sent()
        said = client.get(SAY).json()["messages"]
    notice = production.know.templates.render("turn.slow_down")
    assert [message["text"] for message in said].count(notice) == 1
    assert len([message for message in said if message["from"] == "me"]) == 24
    assert said[-1]["from"] == "me" or said[-1]["text"] == notice


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com"])  # noqa: S104 - it must refuse
def test_the_demo_refuses_to_be_served_to_others(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    assert run(["serve", "--host", host, "--port", "0"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "demo mode" in said.err
    assert not (tmp_path / "var").exists()

"""Two residents who write at the same time, and patiently: what was not taken for sure is said again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from bot.api.visitors import COOKIE
from tests.kill.nursery import POLL_S

OWNER, LANDLORD, ENGINEER = "resident:3-2-501/owner", "resident:1-1-502/owner", "staff:engineer"
TALK: Mapping[str, Sequence[str]] = {
    OWNER: ("家里一直没人住，物业费还要交吗", "我要报修", "厨房水龙头一直滴水", "1", "谢谢"),
    LANDLORD: ("发票怎么开", "我要投诉", "楼道的灯坏了半个月没人管", "2", "3", "1", "好的，谢谢"),
}
"""A question, a report that opens a task, thanks; a question, a form with choices by number that is thrown away."""
MESSAGES = sum(len(said) for said in TALK.values())


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the resident's own words and the answers, each in order."""

    mine: tuple[str, ...]
    answers: tuple[str, ...]


def page(port: int, who: str) -> httpx.AsyncClient:
    """Open the chat page of one person of the demo."""
    headers = {"Cookie": f"{COOKIE}={quote(who)}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30, trust_env=False)


async def talk(client: httpx.AsyncClient, said: Sequence[str]) -> None:
    """Say everything in order, each until it was taken."""
    for place, text in enumerate(said):
        taken = False
        while not taken:
            taken = await say(client, text, client_id=f"c{place}")
            await asyncio.sleep(0 if taken else POLL_S)


async def say(client: httpx.AsyncClient, text: str, *, client_id: str) -> bool:
    """Say one thing once; False when the server did not say that it was taken."""
    try:
        response = await client.post("/api/chat/messages", json={"client_id": client_id, "text": text})
    except httpx.TransportError:
        return False
    assert response.status_code == 202, response.text
    return True


async def look(client: httpx.AsyncClient) -> Shown:
    """Return what the page shows once the server answers."""
    while True:
        try:
            response = await client.get("/api/chat/messages")
        except httpx.TransportError:
            await asyncio.sleep(POLL_S)
            continue
        assert response.status_code == 200, response.text
        messages = response.json()["messages"]
        mine = tuple(each["text"] for each in messages if each["from"] == "me")
        return Shown(mine, tuple(each["text"] for each in messages if each["from"] != "me"))

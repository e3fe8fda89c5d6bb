"""Every way out obeys one contract, the fake one too; and a long text reaches it in parts that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import ConsoleOutlet
from bot.channels.render import in_parts
from bot.channels.web import Hub, WebOutlet
from bot.delivery.outlet import Accepted, NotAccepted, Outcome, Outgoing, Outlet, Uncertain, Undeliverable
from bot.messages import Attachment, Channel, Choice, Purpose
from tests.fakes import FakeOutlet

OUTLETS: list[Outlet] = [FakeOutlet(), FakeOutlet(local=True), WebOutlet(Hub(), outside=True), ConsoleOutlet()]
MESSAGES = [
    Outgoing(1, "a", "c", "s", Purpose.REPLY, "你好"),
    Outgoing(2, "a", "c", "s", Purpose.STAFF, ""),
    Outgoing(3, "a:%", "c:d", "s", Purpose.REPLY, "长" * 30_000, (Choice("是", "p1:1"),), private_link=True),
    Outgoing(4, "a", "c", "s", Purpose.TICKET, "图", files=(Attachment("ab" * 32, "image/jpeg", 10),)),
]


def named(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("outlet", OUTLETS, ids=named)
def test_an_outlet_says_what_it_is(outlet: Outlet) -> None:
    assert outlet.channel in Channel
    assert outlet.capabilities.max_bytes >= 2000
    assert 0 <= outlet.capabilities.passive_reply_s < 60
    assert not (outlet.capabilities.local and outlet.capabilities.passive_reply_s)


@pytest.mark.parametrize("outlet", OUTLETS, ids=named)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.purpose)
async def test_an_outlet_answers_with_an_outcome(outlet: Outlet, message: Outgoing) -> None:
    outcome = await outlet.send(message)
    assert isinstance(outcome, Accepted | NotAccepted | Undeliverable | Uncertain)
    if outlet.capabilities.local:
        assert isinstance(outcome, Accepted)  # its row is the delivery, whoever reads


@pytest.mark.parametrize("outcome", [NotAccepted("429", 3.0), Undeliverable("BLOCKED"), Uncertain("READ_TIMEOUT")])
async def test_the_fake_answers_as_it_is_told_and_then_accepts(outcome: Outcome) -> None:
    fake = FakeOutlet()
    fake.outcomes = [outcome]
    assert [await fake.send(MESSAGES[0]), await fake.send(MESSAGES[1])] == [outcome, Accepted("m2")]
    assert fake.sent == MESSAGES[:2]


def test_700_characters_of_three_bytes_become_two_parts_in_order() -> None:
    first, second = in_parts("汉" * 700, max_bytes=2000)
    assert (first[:5], second[:5]) == ("(1/2)", "(2/2)")
    assert first[5:] + second[5:] == "汉" * 700


def test_a_text_is_cut_behind_a_sentence_when_there_is_one() -> None:
    first, _ = in_parts("一" * 300 + "。" + "二" * 600, max_bytes=2000)
    assert first.endswith("一。")


@given(text=st.text(st.characters(codec="utf-8"), max_size=800), max_bytes=st.integers(20, 300))
def test_parts_fit_and_nothing_is_lost(text: str, max_bytes: int) -> None:
    parts = in_parts(text, max_bytes=max_bytes)
    assert all(len(part.encode()) <= max_bytes for part in parts)
    marks = [f"({place}/{len(parts)})" for place in range(1, len(parts) + 1)] if len(parts) > 1 else [""]
    assert "".join(part.removeprefix(mark) for part, mark in zip(parts, marks, strict=True)) == text

"""Choices: which are live, and which one a person means (spec/conversation.md §6).

A prompt is the row `conversation.prompt`; its id is the inbox row whose turn asked. A token `p12:1` names option 1
of prompt 12 and carries no power of its own: it works only in the conversation that was asked, while it is live.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session

from bot.clock import to_ms
from bot.conversation import inbox
from bot.conversation.turn import NONE_OF_THESE, Turn
from bot.messages import Choice, Kind, Option, Reply
from bot.understanding.choices import read_choice
from bot.understanding.result import Understood

_TOKEN = re.compile(r"p(\d{1,18}):(\d{1,2})")


class Stale(StrEnum):
    """Why a choice does nothing."""

    EXPIRED = "expired"
    NOT_YOURS = "not_yours"
    DONE_ALREADY = "done_already"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The option that a person chose."""

    option: Option


def is_token(text: str) -> bool:
    """Return whether a text is the token of an option; whether that option is live is another question."""
    return _TOKEN.fullmatch(text) is not None


def choices_of(prompt_id: int, options: Sequence[Option]) -> tuple[Choice, ...]:
    """Return the options as a channel shows them; 都不是 is number 0, wherever it stands."""
    numbered, number = [], 0
    for option in options:
        number += option.do != NONE_OF_THESE
        numbered.append(Choice(option.label, f"p{prompt_id}:{0 if option.do == NONE_OF_THESE else number}"))
    return tuple(numbered)


def open_prompt(turn: Turn, reply: Reply, *, letters: bool = False) -> None:
    """Make the options of a reply the live prompt, in place of the one before."""
    until = turn.now + timedelta(minutes=turn.know.conversation.prompt_minutes)
    turn.conversation.prompt = {
        "id": turn.inbox_id,
        "until": to_ms(until),
        "options": [[option.label, option.do] for option in reply.options],
        "text": reply.text,
        "letters": letters,
    }


def live_options(turn: Turn) -> tuple[Option, ...]:
    """Return the options that are live now, none when there is no prompt or its time is over."""
    prompt = turn.conversation.prompt
    if prompt is None or to_ms(turn.now) >= prompt["until"]:
        return ()
    return tuple(Option(label, do) for label, do in prompt["options"])


def prompt_again(turn: Turn) -> Reply | None:
    """Return the live prompt once more, for a person who pressed an old button."""
    options = live_options(turn)
    if not options or turn.conversation.prompt is None:
        return None
    return Reply(turn.conversation.prompt["text"], options=options)


def read_pressed(turn: Turn, session: Session) -> Chosen | Stale | None:
    """Return what a pressed button or a typed number means; None when the message is no choice at all."""
    if turn.incoming.kind is Kind.CHOICE:
        return _by_token(turn, session, turn.incoming.choice_token or "")
    options = live_options(turn)
    if not options or not turn.is_said:
        return None
    letters = bool(turn.conversation.prompt and turn.conversation.prompt["letters"])
    real = [option for option in options if option.do != NONE_OF_THESE]
    match read_choice(turn.text, [option.label for option in real], letters=letters):
        case Understood(0):
            return next((Chosen(option) for option in options if option.do == NONE_OF_THESE), None)
        case Understood(number):
            return Chosen(real[number - 1])
        case _:
            return None


def _by_token(turn: Turn, session: Session, token: str) -> Chosen | Stale:
    read = _TOKEN.fullmatch(token)
    if read is None:
        return Stale.EXPIRED
    prompt_id, number = int(read[1]), int(read[2])
    prompt = turn.conversation.prompt
    if prompt is not None and prompt["id"] == prompt_id and live_options(turn):
        return _numbered(live_options(turn), number)
    if turn.noted("pressed") == token:
        return Stale.DONE_ALREADY
    owner = inbox.conversation_of(session, prompt_id)
    return Stale.EXPIRED if owner in (None, turn.conversation.conv_key) else Stale.NOT_YOURS


def _numbered(options: Sequence[Option], number: int) -> Chosen | Stale:
    if number == 0:
        return next((Chosen(option) for option in options if option.do == NONE_OF_THESE), Stale.EXPIRED)
    real = [option for option in options if option.do != NONE_OF_THESE]
    return Chosen(real[number - 1]) if number <= len(real) else Stale.EXPIRED

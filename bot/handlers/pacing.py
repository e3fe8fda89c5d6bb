"""The rate limit on outside channels: one polite notice, then kept but not answered (spec/conversation.md §2)."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session

from bot.conversation import inbox
from bot.conversation.turn import Ear, Said, Turn

WINDOW = timedelta(minutes=1)


def make_ear(*, per_minute: int, outside: Collection[str]) -> Ear:
    """Return the ear that holds one person to `per_minute` answers on the channels `outside`; 0: no limit."""

    def hear(turn: Turn, session: Session) -> Said | None:
        if not per_minute or turn.incoming.channel not in outside:
            return None
        since = turn.now - WINDOW
        written = inbox.count_since(session, turn.conversation.conv_key, since=since, up_to=turn.inbox_id)
        if written <= per_minute:
            return None
        if turn.noted("slow_down"):
            return Said((), "rate_limited", keep_prompt=True)
        turn.note("slow_down", True, minutes=1)
        return Said((turn.say("turn.slow_down"),), "rate_limited", keep_prompt=True)

    return hear

"""Whether a message may go out now: pure, asked in the transaction that claims it (spec/dunning.md §4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from pydantic import Field, model_validator

from bot.clock import as_shanghai
from bot.datafile import Table
from bot.messages import Purpose


class Window(Table):
    """The hours of a day in which a purpose may be sent: `start` inclusive, `end` exclusive, Shanghai wall time."""

    start: time
    end: time

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a window begins before it ends, on the same day")
        return self


class DeliveryPolicy(Table):
    """The section `delivery` of data/policy.yaml."""

    windows: dict[Purpose, Window | None]
    retries: int = Field(ge=0)
    retry_wait_s: int = Field(ge=1)
    lease_s: int = Field(ge=1)
    unprompted_limit: int = Field(ge=1)
    unprompted_minutes: int = Field(ge=1)

    @model_validator(mode="after")
    def _knows_every_purpose(self) -> Self:
        missing = [purpose.value for purpose in Purpose if purpose not in self.windows]
        if missing:
            raise ValueError(f"windows: no line for {', '.join(missing)} (null is any time)")
        return self


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: it is looked at again at `until`."""

    until: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Not at all. `alert` tells a person, because it should not have come this far."""

    code: str
    alert: bool = False


Decision = Go | Wait | Drop
Guard = Callable[..., Decision]
"""A purpose's own check, handed in by `app`: (session, outbox row, now) -> Decision."""


@dataclass(frozen=True, slots=True)
class SendFacts:
    """What the rule looks at. `unprompted` counts the messages of the last minutes that answer none of the person's."""

    purpose: Purpose
    in_group: bool
    sensitive: bool
    is_reply: bool
    not_after: datetime | None
    unprompted: int


def may_send(facts: SendFacts, *, policy: DeliveryPolicy, now: datetime) -> Decision:
    """Decide about one message at the moment of sending.

    A sensitive message never goes to a group (spec/conversation.md §11). A message past its time is not sent late
    (§4). More than `unprompted_limit` messages that nobody asked for in a few minutes look like a loop (§2).
    """
    if facts.in_group and (facts.sensitive or facts.purpose not in (Purpose.REPLY, Purpose.EMERGENCY)):
        return Drop("GROUP_SENSITIVE", alert=True)
    if facts.not_after is not None and now >= facts.not_after:
        return Drop("EXPIRED")
    if facts.is_reply or facts.purpose is Purpose.EMERGENCY:
        return Go()
    if facts.unprompted >= policy.unprompted_limit:
        return Drop("LOOP", alert=True)
    return _within(policy.windows[facts.purpose], now)


def _within(window: Window | None, now: datetime) -> Decision:
    if window is None:
        return Go()
    here = as_shanghai(now)
    if window.start <= here.time() < window.end:
        return Go()
    day = here.date() if here.time() < window.start else here.date() + timedelta(days=1)
    return Wait(as_shanghai(datetime.combine(day, window.start)), "QUIET_HOURS")

"""The section `ledger` of data/policy.yaml: the numbers of billing, import and figures."""

from pydantic import Field

from bot.datafile import Table
from bot.ledger.tables import Method


class LedgerPolicy(Table):
    """What a company may want to change; docs/policy.md explains each."""

    target_percent: int = Field(ge=1, le=100)
    online: tuple[Method, ...] = Field(min_length=1)
    bill_ahead_days: int = Field(ge=0, le=92)
    due_days: int = Field(ge=-92, le=366)

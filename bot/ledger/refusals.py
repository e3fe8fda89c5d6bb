"""What the ledger will not do: a refusal is an answer with a reason, never a bug; nothing has been changed."""

from typing import Any


class Refusal(Exception):
    """Understood, and not done. `why` is a stable code; its words are the template `ledger.WHY`, its facts `facts`."""

    def __init__(self, why: str, **facts: Any) -> None:
        """Keep the code and what its words need."""
        self.why = why
        self.facts: dict[str, Any] = {name: str(value) for name, value in facts.items()}
        super().__init__(f"{why} {self.facts}" if facts else why)

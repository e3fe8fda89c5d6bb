"""The console's way out: rows are delivered when they are read by `linli chat`."""

from bot.delivery.outlet import Accepted, Capabilities, Outcome, Outgoing
from bot.messages import Channel

ACCOUNT = "desk"


class ConsoleOutlet:
    """Delivers to the console of this process; nobody else reads it, so there is no rate limit."""

    channel = Channel.CONSOLE
    capabilities = Capabilities(buttons=False, local=True, max_bytes=60_000, outside=False)

    async def send(self, _message: Outgoing) -> Outcome:
        """Leave the row to `linli chat`, which prints what is new."""
        return Accepted()

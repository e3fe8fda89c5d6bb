"""A dialogue on the console: one person's lines in, what the assistant says out."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from bot.app import App
from bot.channels.console import ACCOUNT
from bot.clock import Clock, read_moment, system_clock, to_ms
from bot.conversation.prompts import is_token
from bot.conversation.service import begin_anew, last_choices, turn_of
from bot.delivery.reading import take_new
from bot.messages import LONGEST_TEXT, MOST_FILES, Attachment, Channel, Incoming, Kind, conversation_key
from bot.people.service import Sender
from bot.sign_in import canonical, sign_in
from bot.store.media import RefusedFile
from bot.understanding.normalise import clean


class BadLine(Exception):
    """A line of input cannot be used; the text says why. Nothing was stored."""


class Moment:
    """The clock of a console: stands still where a moment was given, else follows `live`."""

    def __init__(self, fixed: datetime | None) -> None:
        """Stand still at `fixed`; None follows the system until `live` is set."""
        self.fixed = fixed
        self.live: Clock = system_clock

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.fixed if self.fixed is not None else self.live()


@dataclass(frozen=True, slots=True)
class Line:
    """One message of input."""

    text: str = ""
    press: str | None = None
    files: tuple[str, ...] = ()
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a line: the turn's log row, its replies, and what was pushed besides."""

    at: datetime
    turn: Row[Any] | None
    replies: list[Row[Any]]
    pushed: list[Row[Any]]


class Talk:
    """The dialogue of one person; its state is in the database, as on any channel."""

    def __init__(self, app: App, who: str, moment: Moment) -> None:
        """Talk as `who` (`resident:3-2-501/owner`, `stranger:NAME`, `staff:LOGIN`)."""
        self._app, self._who, self._moment = app, canonical(who), moment
        self._run, self._lines = secrets.token_hex(8), 0
        self.conv_key = conversation_key(Channel.CONSOLE, ACCOUNT, self._who, self._who)

    def begin(self, *, fresh: bool) -> list[Row[Any]]:
        """Sign in and return what was pushed since last time.

        Raises:
            LookupError: nobody is meant by `who`.
        """
        with self._app.store.writing() as session:
            sign_in(session, Sender(Channel.CONSOLE, ACCOUNT, self._who), self._who, self._moment())
            if fresh:
                begin_anew(session, self.conv_key)
        return self._deliver()

    def say(self, line: Line) -> Heard:
        """Handle one line and return what the person gets.

        Raises:
            BadLine: it cannot be used.
        """
        if line.at is not None:
            self._set_moment(line.at)
        incoming = self._incoming(line)
        handled = self._app.conversations.handle(incoming)
        rows = self._deliver()
        inbox_id = handled.inbox_id if handled else 0
        with self._app.store.reading() as session:
            turn = turn_of(session, inbox_id)
        replies = [row for row in rows if row.reply_to == inbox_id]
        return Heard(self._moment(), turn, replies, [row for row in rows if row.reply_to != inbox_id])

    def _set_moment(self, at: str) -> None:
        try:
            self._moment.fixed = read_moment(at)
        except ValueError:
            raise BadLine(f"at: {at!r} is no moment") from None

    def _incoming(self, line: Line) -> Incoming:
        if len(line.text) > LONGEST_TEXT:
            raise BadLine(f"text: longer than {LONGEST_TEXT} characters")
        token = self._token(line.press) if line.press is not None else None
        files = self._kept(line.files)
        self._lines += 1
        kind = Kind.CHOICE if token else Kind.TEXT
        if files:
            kind = Kind.IMAGE if files[0].mime.startswith("image/") else Kind.FILE
        return Incoming(
            key=f"console:{self._run}:{self._lines}",
            channel=Channel.CONSOLE,
            account=ACCOUNT,
            chat_id=self._who,
            sender_id=self._who,
            received_at=self._moment(),
            kind=kind,
            text=clean(line.text),
            choice_token=token,
            media=files,
        )

    def _token(self, press: str) -> str:
        if is_token(press):
            return press
        with self._app.store.reading() as session:
            choices = last_choices(session, self.conv_key)
        numbered = {choice.token.rpartition(":")[2]: choice.token for choice in choices}
        labelled = {choice.label: choice.token for choice in choices}
        token = numbered.get(press.strip()) or labelled.get(press.strip())
        if token is None:
            raise BadLine(f"press: there is no choice {press!r}")
        return token

    def _kept(self, paths: tuple[str, ...]) -> tuple[Attachment, ...]:
        if len(paths) > MOST_FILES:
            raise BadLine(f"files: at most {MOST_FILES}")
        return tuple(self._keep(Path(path)) for path in paths)

    def _keep(self, path: Path) -> Attachment:
        try:
            kept = self._app.media.keep(path.read_bytes())
        except (OSError, ValueError) as error:
            raise BadLine(f"files: {path} cannot be read ({type(error).__name__})") from None
        except RefusedFile as error:
            raise BadLine(f"files: {path} is refused ({error.code})") from None
        return Attachment(kept.sha256, kept.mime, kept.size, clean(path.name)[:100])

    def _deliver(self) -> list[Row[Any]]:
        asyncio.run(self._send())
        with self._app.store.writing() as session:
            return take_new(session, self.conv_key, now_ms=to_ms(self._moment()))

    async def _send(self) -> None:
        while await self._app.sender.send_due(conv_key=self.conv_key):
            pass

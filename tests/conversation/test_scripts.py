"""Scripted conversations: each file of tests/conversations is played through the whole program.

A file has `scene` (what it shows), `start` (wall time, default a Saturday at ten), `databases` (default SQLite),
`people` (name: stranger, HOUSE/RELATION, or staff LOGIN; `group` after a name makes it speak in a group) and `steps`.
A step is one of
  person + says / presses / sends (photo, album, voice, video, location, event, edit, sticker) and bot / not / silent,
  at (forward 31m), tick (a line of the schedule), restart (a second program on the same database),
  stored (a query and the rows it must give), to (what another person must have got).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import as_shanghai
from bot.conversation.knowledge import Knowledge
from bot.delivery.outlet import Outgoing
from bot.messages import Attachment, ChatKind, Incoming, Kind, Location
from tests.conftest import Program
from tests.databases import fresh_database
from tests.fakes import FakePhone

SCRIPTS = sorted((Path(__file__).parents[1] / "conversations").glob("*.yaml"))
SPANS = {"s": "seconds", "m": "minutes", "h": "hours"}


def _cases() -> Iterator[Any]:
    for path in SCRIPTS:
        for kind in yaml.safe_load(path.read_text(encoding="utf-8")).get("databases", ["sqlite"]):
            yield pytest.param(path, kind, id=path.stem if kind == "sqlite" else f"{path.stem}-{kind}")


class Stage:
    """A program with the people of a script."""

    def __init__(self, script: dict[str, Any], program: Program) -> None:
        self.program = program
        self.phones: dict[str, FakePhone] = {}
        self.keys: dict[str, str] = {}
        self.seen = 0
        if "start" in script:
            program.clock.now = as_shanghai(datetime.fromisoformat(script["start"]))
        for name, who in script["people"].items():
            self.phones[name] = self._phone(name, str(who))

    def _phone(self, name: str, who: str) -> FakePhone:
        kind, _, rest = who.partition(" ")
        if kind == "staff":
            return self.program.staff(rest)
        phone = self.program.phone(name) if kind == "stranger" else self.program.resident(kind)
        if rest == "group":
            phone.chat_id, phone.chat_kind = "the-group", ChatKind.GROUP
        return phone

    def play(self, step: dict[str, Any]) -> None:
        if "at" in step:
            span = step["at"].removeprefix("forward ")
            self.program.clock.forward(**{SPANS[span[-1]]: float(span[:-1])})
        if "tick" in step:
            assert self.program.tick(step["tick"]) == step.get("did", 1), step
            self.program.send()
        if "person" in step:
            self._talk(step)
        for name, wanted in step.get("to", {}).items():
            self._got(name, wanted, step)
        if "stored" in step:
            self._stored(step["stored"])

    def restart(self, url: str, home: Path) -> None:
        """Go on with a second program on the same database, with the same platform and the same time."""
        old = self.program
        old.app.close()
        self.program = Program(url, home, old.app.know, outlet=old.outlet)
        self.program.clock.now = old.clock.now
        for phone in self.phones.values():
            phone.clock = self.program.clock

    def _talk(self, step: dict[str, Any]) -> None:
        phone = self.phones[step["person"]]
        self.seen = len(self.program.outlet.sent)
        for incoming in self._messages(phone, step):
            self.keys["last"] = incoming.key
            self.program.receive(incoming)
        got = self._texts(phone)
        for wanted in _listed(step.get("bot")):
            assert wanted in got, f"{step}\n---\n{got}"
        for unwanted in _listed(step.get("not")):
            assert unwanted not in got, f"{step}\n---\n{got}"
        if step.get("silent"):
            assert got == "", f"{step}\n---\n{got}"
        if "messages" in step:
            here = [m for m in self.program.outlet.sent[self.seen :] if m.sender_id == phone.sender_id]
            assert len(here) == step["messages"], f"{step}\n---\n{got}"

    def _messages(self, phone: FakePhone, step: dict[str, Any]) -> Iterator[Incoming]:
        if "presses" in step:
            yield phone.press(self._token(phone, str(step["presses"]), newest=not step.get("old")))
        elif "sends" in step:
            yield from SENDS[step["sends"]](phone, str(step.get("says", "")), self.keys)
        else:
            said = str(step["says"]) * int(step.get("times", 1))
            yield phone.write(said, addressed=step.get("addressed", True))

    def _token(self, phone: FakePhone, label: str, *, newest: bool) -> str:
        shown = [m for m in self.program.outlet.sent if m.sender_id == phone.sender_id and m.choices]
        found = [c.token for m in shown for c in m.choices if c.label == label]
        assert found, f"no button {label}: {[c.label for c in shown[-1].choices]}"
        token: str = found[-1] if newest else found[0]
        return token

    def _texts(self, phone: FakePhone) -> str:
        here = [m for m in self.program.outlet.sent[self.seen :] if m.sender_id == phone.sender_id]
        return "\n".join([_shown(m) for m in here])

    def _got(self, name: str, wanted: Any, step: dict[str, Any]) -> None:
        got = self._texts(self.phones[name])
        if wanted is None:
            assert got == "", f"{step}\n---\n{got}"
        for words in _listed(wanted):
            assert words in got, f"{step}\n---\n{got}"

    def _stored(self, wanted: dict[str, Any]) -> None:
        for query, rows in wanted.items():
            found = [list(row) for row in self.program.rows(query)]
            assert found == rows, query


def _shown(message: Outgoing) -> str:
    return "\n".join((message.text, *(f"[{choice.label}]" for choice in message.choices)))


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _file(mime: str, name: str, **more: Any) -> Attachment:
    return Attachment(name * 32, mime, 1000, **more)


def _photo(phone: FakePhone, says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(says, kind=Kind.IMAGE, media=(_file("image/jpeg", "a1"),))


def _album(phone: FakePhone, _says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    for name in ("a1", "b2", "c3", "d4"):
        yield phone.write(kind=Kind.IMAGE, media=(_file("image/jpeg", name, album_id="album"),))


def _voice(phone: FakePhone, says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(kind=Kind.VOICE, media=(_file("audio/amr", "e5", transcript=says or None),))


def _location(phone: FakePhone, says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(kind=Kind.LOCATION, location=Location(39.9, 116.4, says))


def _event(phone: FakePhone, says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(kind=Kind.EVENT, event=says)


def _edit(phone: FakePhone, says: str, keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(says, kind=Kind.EDITED, reply_to=keys["last"])


def _sticker(phone: FakePhone, _says: str, _keys: dict[str, str]) -> Iterator[Incoming]:
    yield phone.write(kind=Kind.UNSUPPORTED)


SENDS = {
    "photo": _photo,
    "album": _album,
    "voice": _voice,
    "location": _location,
    "event": _event,
    "edit": _edit,
    "sticker": _sticker,
}


@pytest.mark.parametrize(("path", "kind"), list(_cases()))
def test_the_conversation_goes_as_written(path: Path, kind: str, tmp_path: Path, know: Knowledge) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    with fresh_database(kind, tmp_path) as url:
        stage = Stage(script, Program(url, tmp_path, know))
        for step in script["steps"]:
            if "restart" in step:
                stage.restart(url, tmp_path)
                continue
            stage.play(step)
        stage.program.app.close()

"""What a message looks like to the page: both directions, oldest first, with a cursor for the stream."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from bot.clock import from_ms
from bot.conversation.dialogue import CONVERSATION
from bot.conversation.inbox import INBOX
from bot.delivery.service import OUTBOX
from bot.delivery.tables import OUT
from bot.handlers.staff_desk import KEY_OF_STAFF

MOST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Messages as JSON, the cursor after them, and the id of the live prompt (`p12`) if there is one."""

    messages: list[dict[str, Any]]
    cursor: int
    live: str | None


def read_page(session: Session, conv_key: str, *, since_ms: int, now_ms: int) -> Page:
    """Return the newest messages of a conversation since a moment (inclusive)."""
    live = _live_prompt(session, conv_key, now_ms)
    mine = select(INBOX).where(INBOX.c.conv_key == conv_key, INBOX.c.received_ms >= since_ms)
    theirs = select(OUTBOX).where(
        OUTBOX.c.conv_key == conv_key, OUTBOX.c.state.in_(OUT), OUTBOX.c.accepted_ms >= since_ms
    )
    rows = [
        *((row.received_ms, 0, row.id, _mine(row)) for row in _newest(session, mine, INBOX)),
        *((row.accepted_ms, 1, row.id, _theirs(row, live)) for row in _newest(session, theirs, OUTBOX)),
    ]
    rows.sort(key=lambda each: each[:3])
    cursor = max((each[0] for each in rows), default=since_ms)
    return Page([each[3] for each in rows if each[3] is not None][-MOST:], cursor, live)


def _newest(session: Session, query: Any, table: Any) -> list[Row[Any]]:
    return list(session.connection().execute(query.order_by(table.c.id.desc()).limit(MOST)).all())


def _live_prompt(session: Session, conv_key: str, now_ms: int) -> str | None:
    wanted = select(CONVERSATION.c.prompt).where(CONVERSATION.c.conv_key == conv_key)
    prompt = session.connection().execute(wanted).scalar()
    return f"p{prompt['id']}" if prompt and prompt["options"] and now_ms < prompt["until"] else None


def _mine(row: Row[Any]) -> dict[str, Any] | None:
    payload = row.payload
    if payload["kind"] == "event":
        return None
    pressed = (row.raw or {}).get("label") or "（选择）" if payload["kind"] == "choice" else None
    files = [[f["sha256"], f["mime"], f["size"], f["name"]] for f in payload["media"]]
    return {
        "id": f"i{row.id}",
        "client_id": (row.raw or {}).get("client_id"),
        "at": from_ms(row.received_ms).isoformat(),
        "from": "me",
        "text": pressed or payload["text"],
        "purpose": "message",
        "choices": [],
        "choices_live": False,
        "files": [_file(*each) for each in files],
        "pressed": pressed,
    }


def _theirs(row: Row[Any], live: str | None) -> dict[str, Any]:
    payload = row.payload
    choices = [{"id": token, "label": label} for label, token in payload["choices"]]
    return {
        "id": f"o{row.id}",
        "client_id": None,
        "at": from_ms(row.accepted_ms).isoformat(),
        "from": "staff" if row.key.startswith(KEY_OF_STAFF) else "bot",
        "text": payload["text"],
        "purpose": row.purpose,
        "choices": choices,
        "choices_live": bool(choices) and choices[0]["id"].partition(":")[0] == live,
        "files": [_file(*each) for each in payload["files"]],
        "pressed": None,
    }


def _file(sha256: str, mime: str, _size: int, name: str) -> dict[str, str]:
    url = f"/api/media/{sha256}"
    thumb = f"{url}?thumb=1" if mime.startswith("image/") else ""
    return {"url": url, "thumb": thumb, "mime": mime, "name": name}


def file_of(session: Session, conv_key: str, sha256: str) -> str | None:
    """Return what kind of file this is if the conversation holds it: nobody sees another one's photos by guessing."""
    for table in (INBOX, OUTBOX):
        wanted = select(table.c.payload).where(table.c.conv_key == conv_key).order_by(table.c.id.desc()).limit(2000)
        for payload in session.connection().execute(wanted).scalars():
            sent = [(file["sha256"], file["mime"]) for file in payload.get("media", [])]
            got = [(file[0], file[1]) for file in payload.get("files", [])]
            for each, mime in (*sent, *got):
                if each == sha256:
                    return str(mime)
    return None

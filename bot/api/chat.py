"""The chat's routes: who am I, what was said, say something, listen."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.api.context import Web, web_of
from bot.api.errors import ApiRefusal
from bot.api.views import Page, read_page
from bot.api.visitors import Visitor, identity_of, label_of, set_cookie, visitor_of
from bot.channels.web import ACCOUNT
from bot.clock import to_ms
from bot.conversation.prompts import is_token
from bot.handlers.commands import QUESTIONS
from bot.messages import LONGEST_TEXT, MOST_FILES, Attachment, Channel, Incoming, Kind
from bot.people.access import Who
from bot.store.media import MAX_BYTES, RefusedFile
from bot.understanding.normalise import clean, is_empty

router = APIRouter(prefix="/api/chat")
HISTORY_MS = 30 * 24 * 3600 * 1000
OVERLAP_MS = 5_000
LOOK_EVERY_S = 2.0
HEARTBEAT_EVERY = 7
FARTHEST_MS = 10**16
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@router.get("/state")
async def state(request: Request) -> Response:
    """Tell the page who is writing, whose page it is, and what could be asked first."""
    web = web_of(request)
    visitor = visitor_of(request, web)
    response = JSONResponse(await web.store.in_reading(lambda session: state_of(session, web, visitor)))
    if visitor.is_new:
        set_cookie(response, web, visitor.sender_id)
    return response


def state_of(session: Session, web: Web, visitor: Visitor) -> dict[str, Any]:
    """Return the state as the page expects it."""
    identity = identity_of(session, web, visitor)
    section = next(iter(web.know.estates.root.values()), None)
    titles = [web.know.entries[name].title for name in QUESTIONS[:4]]
    return {
        "me": {"label": label_of(identity, visitor), "kind": identity.kind.value, "who": visitor.sender_id},
        "demo": web.settings.is_demo,
        "now": web.clock().isoformat(),
        "company": section.company if section else "物业服务中心",
        "estate": section.name if section else "",
        "duty_phone": section.duty_phone if section else "",
        "suggestions": ["待办"] if identity.kind is Who.STAFF else titles,
        "max_upload_mb": MAX_BYTES // 1024 // 1024,
        "max_files": MOST_FILES,
    }


@router.get("/messages")
async def messages(request: Request) -> Response:
    """Return what was said lately, both ways."""
    web = web_of(request)
    visitor = visitor_of(request, web)
    now = to_ms(web.clock())
    page = await web.store.in_reading(
        lambda session: read_page(session, visitor.conv_key, since_ms=now - HISTORY_MS, now_ms=now)
    )
    return JSONResponse({"messages": page.messages, "cursor": page.cursor})


@router.post("/messages")
async def say(request: Request) -> Response:
    """Take one message; it is kept before this answers, and answered by the same turn as on any channel."""
    web = web_of(request)
    visitor = visitor_of(request, web)
    said = await _read_body(request, web)
    incoming = _incoming(web, visitor, said)
    web.hub.typing(visitor.conv_key, on=True)
    try:
        handled = await web.store.in_thread(web.conversations.handle, incoming)
    finally:
        web.hub.typing(visitor.conv_key, on=False)
    web.sender.wake()
    web.hub.wake(visitor.conv_key)
    known = (
        {"id": f"i{handled.inbox_id}", "duplicate": not handled.fresh} if handled else {"id": "", "duplicate": False}
    )
    response = JSONResponse(known, status_code=202)
    if visitor.is_new:
        set_cookie(response, web, visitor.sender_id)
    return response


@dataclass(frozen=True, slots=True)
class Body:
    """What a page sent: a text, a pressed choice, or files with an optional text."""

    client_id: str
    text: str = ""
    press: str | None = None
    label: str = ""
    files: tuple[Attachment, ...] = ()


async def _read_body(request: Request, web: Web) -> Body:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _read_json(await request.body())
    if kind == "multipart/form-data":
        return await _read_form(request, web)
    raise ApiRefusal("wrong_type")


def _read_json(content: bytes) -> Body:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise ApiRefusal("bad_request") from None
    if not isinstance(data, dict):
        raise ApiRefusal("bad_request")
    text, press, label = data.get("text", ""), data.get("press"), data.get("label", "")
    if not isinstance(text, str) or not isinstance(label, str) or not isinstance(press, str | None):
        raise ApiRefusal("bad_request")
    if press is not None and not is_token(press):
        raise ApiRefusal("bad_request")
    if press is None:
        _check_text(text)
    return Body(_client_id(data.get("client_id")), text, press, clean(label)[:100])


async def _read_form(request: Request, web: Web) -> Body:
    try:
        async with request.form(max_files=MOST_FILES, max_fields=4, max_part_size=64 * 1024) as form:
            uploads = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
            text = form.get("text", "")
            client_id = _client_id(form.get("client_id"))
            if not isinstance(text, str) or len(text) > LONGEST_TEXT:
                raise ApiRefusal("too_large")
            if not uploads:
                _check_text(text)
            files = [await _keep(web, upload) for upload in uploads]
    except HTTPException as error:
        raise ApiRefusal("too_many_files" if "Too many" in str(error.detail) else "bad_request") from None
    return Body(client_id, text, files=tuple(files))


async def _keep(web: Web, upload: UploadFile) -> Attachment:
    if upload.size is not None and upload.size > MAX_BYTES:
        raise ApiRefusal("too_large")
    content = await upload.read()
    try:
        kept = await web.store.in_thread(web.media.keep, content)
    except RefusedFile as error:
        raise ApiRefusal(error.code) from None
    return Attachment(kept.sha256, kept.mime, kept.size, clean(upload.filename or "")[:100])


def _client_id(value: object) -> str:
    if not isinstance(value, str) or not _CLIENT_ID.fullmatch(value):
        raise ApiRefusal("bad_request")
    return value


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise ApiRefusal("too_large")
    if is_empty(text):
        raise ApiRefusal("empty")


def _incoming(web: Web, visitor: Visitor, body: Body) -> Incoming:
    kind = Kind.TEXT if not body.files else Kind.IMAGE if body.files[0].mime.startswith("image/") else Kind.FILE
    return Incoming(
        key=f"web:{ACCOUNT}:{visitor.sender_id}:{body.client_id}",
        channel=Channel.WEB,
        account=ACCOUNT,
        chat_id=visitor.sender_id,
        sender_id=visitor.sender_id,
        received_at=web.clock(),
        kind=Kind.CHOICE if body.press else kind,
        text=clean(body.text),
        choice_token=body.press,
        media=body.files,
        raw={"client_id": body.client_id, "label": body.label},
    )


@router.get("/stream")
async def stream(request: Request, after: int = 0) -> Response:
    """Push what comes: messages of both sides, 正在输入, which choices are live."""
    web = web_of(request)
    visitor = visitor_of(request, web)
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdecimal() and len(last) < 17 else after
    events = _events(web, visitor, min(max(after, 0), FARTHEST_MS))
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(web: Web, visitor: Visitor, after: int) -> AsyncIterator[str]:
    page = web.hub.open(visitor.conv_key)
    seen: set[str] = set()
    live: str | None = ""
    typing, quiet = False, 0
    try:
        yield ": hello\n\n"
        while not web.hub.closing:
            news = await _news(web, visitor, after)
            for message in news.messages:
                if message["id"] not in seen:
                    seen.add(message["id"])
                    yield _event("message", message, cursor=news.cursor)
            after = max(after, news.cursor)
            if news.live != live:
                live = news.live
                yield _event("prompt", {"live": live})
            if page.typing != typing:
                typing = page.typing
                yield _event("typing", {"on": typing})
            quiet = 0 if await _woken(page.event) else quiet + 1
            if quiet % HEARTBEAT_EVERY == HEARTBEAT_EVERY - 1:
                yield ": still here\n\n"
    finally:
        web.hub.close(visitor.conv_key, page)


async def _news(web: Web, visitor: Visitor, after: int) -> Page:
    now = to_ms(web.clock())
    return await web.store.in_reading(
        lambda session: read_page(session, visitor.conv_key, since_ms=after - OVERLAP_MS, now_ms=now)
    )


async def _woken(event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), LOOK_EVERY_S)
    except TimeoutError:
        return False
    finally:
        event.clear()
    return True


def _event(name: str, data: dict[str, Any], *, cursor: int | None = None) -> str:
    head = f"id: {cursor}\n" if cursor is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"

"""Limits that hold before a route sees anything: size and time of a body, whose page it is, what a browser may do."""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.errors import refusal
from bot.config import is_loopback
from bot.messages import MOST_FILES
from bot.store.media import MAX_BYTES
from bot.texts.templates import Templates

JSON_BYTES = 256 * 1024
UPLOAD_BYTES = MOST_FILES * MAX_BYTES + 1024 * 1024
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a whole body may take: words, and files over a telephone's line."""

    json_s: float = 15.0
    upload_s: float = 180.0


class BodyRefused(Exception):
    """The body is too large or too slow."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


class Limits:
    """Refuses bodies that are too large or never end, other sites' posts, and foreign names of a demo's host."""

    def __init__(self, app: ASGIApp, *, templates: Templates, demo: bool, patience: Patience | None = None) -> None:
        """Wrap `app`."""
        self._app, self._templates, self._demo = app, templates, demo
        self._patience = patience or Patience()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer with a refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        code = self._refused_at_once(scope, headers)
        if code is not None:
            await refusal(self._templates, code)(scope, receive, guarded_send)
            return
        try:
            await self._app(scope, _limited(receive, headers, self._patience), guarded_send)
        except ClientDisconnect:
            return  # gone in the middle of a message: nothing was taken, there is nobody to tell
        except BodyRefused as error:
            if started:
                raise
            await refusal(self._templates, error.code)(scope, receive, guarded_send)

    def _refused_at_once(self, scope: Scope, headers: Headers) -> str | None:
        if self._demo and not is_loopback(_host(headers.get("host", ""))):
            return "forbidden"
        if scope["method"] in ("GET", "HEAD"):
            return None
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != headers.get("host", ""):
            return "forbidden"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 15:
            return "bad_request"
        return "too_large" if int(length) > _most_bytes(headers) else None


def _host(value: str) -> str:
    name = value.rpartition(":")[0] if value.rpartition(":")[2].isdecimal() and ":" in value else value
    return name.strip("[]").lower()


def _is_upload(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def _most_bytes(headers: Headers) -> int:
    return UPLOAD_BYTES if _is_upload(headers) else JSON_BYTES


def _limited(receive: Receive, headers: Headers, patience: Patience) -> Receive:
    most = _most_bytes(headers)
    deadline = asyncio.get_running_loop().time() + (patience.upload_s if _is_upload(headers) else patience.json_s)
    got, whole = 0, False

    async def limited() -> Message:
        nonlocal got, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise BodyRefused("too_slow") from None
        if message["type"] == "http.request":
            got += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if got > most:
                raise BodyRefused("too_large")
        return message

    return limited

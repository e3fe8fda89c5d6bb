"""Files of a conversation, for those who are in it."""

import re

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from bot.api.context import web_of
from bot.api.errors import ApiRefusal
from bot.api.views import file_of
from bot.api.visitors import visitor_of

router = APIRouter(prefix="/api/media")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@router.get("/{sha256}")
async def media(request: Request, sha256: str, thumb: int = 0) -> Response:
    """Return a photo (or its small picture) that was sent in the visitor's own conversation; else there is nothing."""
    web = web_of(request)
    visitor = visitor_of(request, web)
    if not _SHA256.fullmatch(sha256):
        raise ApiRefusal("not_found")
    mime = await web.store.in_reading(lambda session: file_of(session, visitor.conv_key, sha256))
    small = web.media.thumbnail_path(sha256)
    path = small if thumb and small.exists() else web.media.path(sha256)
    if mime is None or not path.exists():
        raise ApiRefusal("not_found")
    shown = mime.startswith(("image/", "video/", "audio/"))
    return FileResponse(
        path,
        media_type="image/jpeg" if path == small else mime,
        content_disposition_type="inline" if shown else "attachment",
        headers={"Cache-Control": "private, max-age=31536000, immutable"},
    )

"""The web server: FastAPI with the page, its API, and what runs beside it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from bot.api import chat, demo, media
from bot.api.context import Web
from bot.api.errors import ApiRefusal, on_refusal, refusal
from bot.api.limits import Limits

STATIC = Path(__file__).parent / "static"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_server(web: Web, *, lifespan: Lifespan | None = None) -> FastAPI:
    """Return the server; `lifespan` starts and stops the sender and the schedule beside it."""
    server = FastAPI(title="Linli", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    server.state.web = web
    server.add_exception_handler(ApiRefusal, on_refusal)
    server.add_exception_handler(HTTPException, _on_http_error)
    server.add_exception_handler(RequestValidationError, _on_http_error)
    for router in (chat.router, demo.router, media.router):
        server.include_router(router)
    server.add_api_route("/", _page, include_in_schema=False)
    server.add_api_route("/healthz", _health, include_in_schema=False)
    server.mount("/static", Freshly(directory=STATIC), name="static")
    server.add_middleware(Limits, templates=web.know.templates, demo=web.settings.is_demo)
    return server


class Freshly(StaticFiles):
    """Files that a browser keeps but asks about every time, so that a page never mixes parts of two versions."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """Return the file, to be asked about again."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _page(_request: Request) -> Response:
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    code = "not_found" if status == HTTPStatus.NOT_FOUND else "bad_request"
    response = refusal(request.app.state.web.know.templates, code)
    response.status_code = status
    return response

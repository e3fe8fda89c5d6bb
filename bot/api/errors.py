"""Refusals of the API: a code for programs, a Chinese sentence for the person, nothing done."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.texts.templates import Templates

STATUS = {
    "bad_request": HTTPStatus.BAD_REQUEST,
    "empty": HTTPStatus.BAD_REQUEST,
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown_person": HTTPStatus.NOT_FOUND,
    "forbidden": HTTPStatus.FORBIDDEN,
    "too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "clock_back": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_many_files": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "unknown_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "broken_image": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""Every code and its HTTP status; its sentence is the template `web.error.CODE`."""


class ApiRefusal(Exception):
    """The request was understood and is refused; nothing was stored."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


def refusal(templates: Templates, code: str) -> JSONResponse:
    """Return the response of a refusal."""
    message = templates.render(f"web.error.{code}")
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=STATUS[code])


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal that a route raised."""
    code = error.code if isinstance(error, ApiRefusal) else "bad_request"
    return refusal(request.app.state.web.know.templates, code)

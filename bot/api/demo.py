"""The demo's panel: be any resident, a stranger or any staff member, and move the clock. Demo mode only."""

import json
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from bot.api.chat import state_of
from bot.api.context import Web, web_of
from bot.api.errors import ApiRefusal
from bot.api.visitors import RELATIONS, Visitor, set_cookie
from bot.channels.web import ACCOUNT
from bot.clock import read_moment, shanghai_day
from bot.messages import Channel
from bot.people.service import Sender, living_everywhere, mask_name, staff_everywhere
from bot.store.demo_clock import ClockGoesBack, advance

router = APIRouter(prefix="/api/demo")
FARTHEST = timedelta(days=800)
STRANGERS = ("访客", "路人甲", "路人乙")


@router.get("/people")
async def people(request: Request) -> Response:
    """List whom a visitor can be."""
    web = _demo(request)
    return JSONResponse(await web.store.in_reading(lambda session: _people(session, web)))


def _people(session: Session, web: Web) -> dict[str, Any]:
    residents = [
        {
            "who": f"resident:{code}/{relation.replace('_', '-')}",
            "label": f"{code} {mask_name(name)} {RELATIONS[relation]}",
            "note": "",
        }
        for code, relation, name in living_everywhere(session, today=shanghai_day(web.clock()))
    ]
    staff = [
        {"who": f"staff:{each.login}", "label": f"{each.name}（{each.department}）{each.login}"}
        for each in staff_everywhere(session)
    ]
    strangers = [{"who": f"stranger:{name}", "label": f"{name}（未绑定）"} for name in STRANGERS]
    return {"residents": residents, "strangers": strangers, "staff": staff}


@router.post("/identity")
async def become(request: Request) -> Response:
    """Be somebody else from now on: this browser's messages come from their chat account."""
    web = _demo(request)
    who = (await _body(request)).get("who")
    if not isinstance(who, str) or not 0 < len(who) <= 100 or not who.isprintable():
        raise ApiRefusal("bad_request")
    visitor = Visitor(who)

    def sign_in(session: Session) -> dict[str, Any]:
        web.sign_in(session, Sender(Channel.WEB, ACCOUNT, who), who, web.clock())
        return state_of(session, web, visitor)

    try:
        response = JSONResponse(await web.store.in_transaction(sign_in))
    except LookupError:
        raise ApiRefusal("unknown_person") from None
    set_cookie(response, web, who)
    return response


@router.post("/clock")
async def move_clock(request: Request) -> Response:
    """Move the demo's present forward, by `minutes` or `to` a moment; it never goes back."""
    web = _demo(request)
    body = await _body(request)
    now = web.clock()
    to = _moment(body, now)
    try:
        await web.store.in_transaction(lambda session: advance(session, now=now, to=to))
    except ClockGoesBack:
        raise ApiRefusal("clock_back") from None
    web.clock_moved()
    return JSONResponse({"now": web.clock().isoformat()})


def _moment(body: dict[str, Any], now: datetime) -> datetime:
    minutes, to = body.get("minutes"), body.get("to")
    if isinstance(minutes, int) and not isinstance(minutes, bool) and abs(minutes) <= FARTHEST.total_seconds() / 60:
        return now + timedelta(minutes=minutes)
    try:
        moment = read_moment(to) if isinstance(to, str) and len(to) <= 40 else None
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no neighbour
        moment = None
    if moment is None or moment - now > FARTHEST:
        raise ApiRefusal("bad_request")
    return moment


async def _body(request: Request) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ApiRefusal("wrong_type")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise ApiRefusal("bad_request") from None
    if not isinstance(body, dict):
        raise ApiRefusal("bad_request")
    return body


def _demo(request: Request) -> Web:
    web = web_of(request)
    if not web.settings.is_demo:
        raise ApiRefusal("not_found")
    return web

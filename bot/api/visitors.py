"""Whose page this is: in the demo whoever the visitor chose to be, in production a visitor with a signed cookie."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from bot.api.context import Web
from bot.channels.web import ACCOUNT
from bot.clock import shanghai_day
from bot.messages import Channel, conversation_key
from bot.people.access import Identity, Who, who_is
from bot.people.service import mask_name
from bot.people.tables import Relation

COOKIE = "linli_visitor"
YEAR_S = 365 * 24 * 3600
LONGEST = 200
FIRST_STRANGER = "stranger:访客"
RELATIONS = {
    Relation.OWNER: "业主",
    Relation.CO_OWNER: "共有业主",
    Relation.TENANT: "租户",
    Relation.FAMILY: "家人",
    Relation.CLERK: "经办人",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of a page's messages; `is_new` when the response must set the cookie."""

    sender_id: str
    is_new: bool = False

    @property
    def conv_key(self) -> str:
        """The conversation of this page."""
        return conversation_key(Channel.WEB, ACCOUNT, self.sender_id, self.sender_id)


def visitor_of(request: Request, web: Web) -> Visitor:
    """Read the cookie; without a good one it is a new stranger."""
    value = unquote(request.cookies.get(COOKIE, ""))
    if web.settings.is_demo:
        good = (
            0 < len(value) <= LONGEST
            and value.isprintable()
            and value.partition(":")[0] in ("resident", "staff", "stranger")
        )
        return Visitor(value) if good else Visitor(FIRST_STRANGER, is_new=True)
    name, _, signature = value.partition(".")
    if name and hmac.compare_digest(signature.encode(), _sign(web, name).encode()):
        return Visitor(name)
    return Visitor(f"v{secrets.token_hex(16)}", is_new=True)


def set_cookie(response: Response, web: Web, sender_id: str) -> None:
    """Let the browser keep who this is."""
    value = sender_id if web.settings.is_demo else f"{sender_id}.{_sign(web, sender_id)}"
    secure = not web.settings.is_demo
    response.set_cookie(COOKIE, quote(value), max_age=YEAR_S, httponly=True, samesite="strict", secure=secure)


def _sign(web: Web, name: str) -> str:
    secret = web.settings.secret.get_secret_value() if web.settings.secret else ""
    return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()


def identity_of(session: Session, web: Web, visitor: Visitor) -> Identity:
    """Return who the visitor is to us today."""
    return who_is(
        session,
        channel=Channel.WEB,
        account=ACCOUNT,
        sender_id=visitor.sender_id,
        today=shanghai_day(web.clock()),
    )


def label_of(identity: Identity, visitor: Visitor) -> str:
    """Say who is writing, as the page's header shows it."""
    if identity.kind is Who.STAFF:
        return f"{identity.name}（{identity.department}）"
    if identity.houses:
        house = identity.houses[0]
        more = f" 等 {len(identity.houses)} 套" if len(identity.houses) > 1 else ""
        return f"{house.code}{more} {mask_name(identity.name)} {RELATIONS[house.relation]}"
    if identity.kind is Who.RESIDENT:
        return mask_name(identity.name)
    name = visitor.sender_id.partition(":")[2]
    return f"{name or '访客'}（未绑定）"

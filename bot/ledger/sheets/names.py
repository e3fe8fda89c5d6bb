"""The names in a cell: an owner, further owners, the tenant in brackets behind them (张三（租客李四）)."""

import re
from typing import NamedTuple

from bot.ledger.sheets.cells import Cell, is_nothing, written
from bot.understanding.phones import find_phones

_BRACKETS = re.compile(r"(?P<before>[^（(]+?)\s*[（(](?P<inside>[^（()）]{1,40})[)）]")
_TENANT = re.compile(r"(?:现)?(?:租客|租户|承租人?|租住人?|租赁人?|出租给|租给|租)\s*[:：]?\s*(?P<name>.*)")
_OWNER = re.compile(r"(?:业主|户主|房主|产权人|本人|原业主)")
_BETWEEN = re.compile(r"\s*[、，,;；/\n]\s*")
_FIGURES = re.compile(r"[\d\s+-]{7,}")
_COMPANY = re.compile(
    r"公司|集团|银行|合作社|委员会|事务所|(?:中心|厂|局|学校|商行|经营部|门市部|超市|酒店|医院|协会)$"
)


class Named(NamedTuple):
    """Who a cell names; `is_tenant` tells that the first name itself is marked as a tenant (李四（租客）)."""

    name: str | None
    others: tuple[str, ...] = ()
    tenant: str | None = None
    is_tenant: bool = False


def read_names(cell: Cell) -> Named:
    """Read the owner, the co-owners and the tenant of a cell; brackets that say something else stay in the name."""
    if is_nothing(cell):
        return Named(None)
    text = written(cell)
    found = _BRACKETS.fullmatch(text)
    if found is None:
        return _several(text)
    inside = found["inside"].strip()
    tenant = _TENANT.fullmatch(inside)
    if tenant:
        name = _FIGURES.sub("", tenant["name"]).strip(" ,，:：") or None
        owners = _several(found["before"])
        return owners._replace(tenant=name) if name else owners._replace(is_tenant=True)
    if _OWNER.fullmatch(inside) or find_phones(f"电话:{inside}"):
        return _several(found["before"])
    return _several(text)


def is_company(name: str) -> bool:
    """Tell whether a name is that of a company or another body."""
    return _COMPANY.search(name) is not None


def _several(text: str) -> Named:
    if is_company(text):
        return Named(text.strip())
    names = [name for name in _BETWEEN.split(text.strip()) if name]
    return Named(names[0], tuple(names[1:])) if names else Named(None)

"""What a clerk has beside the command: workbooks, and a look at the whole database."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import text
from sqlmodel import col, select

from bot.estate.tables import Estate, House, HouseId
from bot.ledger.bills import add_bills
from bot.ledger.entries import NewBill
from bot.ledger.tables import BillState
from bot.migrations import upgrade
from bot.migrations.metadata import METADATA
from bot.money import Fen
from bot.people.tables import Department, PersonId, Relation, Residency, Role, Staff
from bot.store.engine import Store
from tests.ledger.books import CLERK, NOW
from tests.people.world import World

HOUSES = ("3-2-501", "王建国", "13800000003"), ("3-2-502", "张海", "13900000004")
BILLS = ("房屋编码", "费用名称", "开始时间", "结束时间", "收费金额")
PEOPLE = ("房号", "业主", "手机号", "建筑面积")
PAYMENTS = ("房屋编号", "收费项目", "开始时间", "结束时间", "缴费时间", "应缴金额", "实缴金额", "支付方式", "收据号")


def workbook(path: Path, *rows: Sequence[Any], sheet: str = "Sheet1") -> str:
    """Write a workbook with these rows, the headers first; return its path for the command."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return str(path)


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    with closing(Store(url, threads=1)) as store, store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.connection().execute(table.select())), key=repr)
            for table in METADATA.sorted_tables
        }


def ask(url: str, query: str) -> list[Any]:
    with closing(Store(url, threads=1)) as store, store.reading() as session:
        return [tuple(row) for row in session.connection().execute(text(query))]


def tell(url: str, *statements: str) -> None:
    with closing(Store(url, threads=1)) as store, store.writing() as session:
        for statement in statements:
            session.connection().execute(text(statement))


def company(url: str, *estates: str) -> None:
    """Make a database with these estates, each with 3-2-501 of 王建国 and 3-2-502 of 张海, and staff.

    Of the staff finance may book and front may not.
    """
    with closing(Store(url, threads=1)) as store:
        upgrade(store)
        with store.writing() as session:
            session.add(Staff(login="finance", name="财务", role=Role.FINANCE, department=Department.FINANCE))
            session.add(Staff(login="front", name="前台", role=Role.FRONT_DESK, department=Department.SERVICE))
            for code in estates:
                world = World(session)
                for house, name, phone in HOUSES:
                    owner = world.person(name, (world.house(house, estate=code), Relation.OWNER))
                    owner.phone = phone


def bill_everybody(url: str, estate: str) -> None:
    """Let each owner of an estate owe the first half of 2026."""
    half: dict[str, Any] = {"item": "物业费", "first_on": date(2026, 1, 1), "last_on": date(2026, 6, 30)}
    with closing(Store(url, threads=1)) as store, store.writing() as session:
        made = session.exec(select(Estate).where(Estate.code == estate)).one()
        houses = select(House.id, Residency.person_id).join(Residency, col(Residency.house_id) == House.id)
        rows = session.exec(houses.where(House.estate_id == made.id).order_by(col(House.id))).all()
        bills = [
            NewBill(made.id, HouseId(house), PersonId(person), amount=Fen(fen), **half)
            for (house, person), fen in zip(rows, (107400, 117600), strict=True)
        ]
        add_bills(session, bills, state=BillState.POSTED, by=CLERK, now=NOW)

"""The demo estate with its books is emptied, kept and brought back like any other, on each database."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.clock import SHANGHAI
from bot.demo import load_demo
from bot.ledger.bills import add_bills, cancel_credit
from bot.ledger.entries import NewBill
from bot.ledger.tables import BILL, CREDIT, BillState
from bot.migrations import HEAD, upgrade
from bot.migrations.metadata import METADATA
from bot.money import Fen
from bot.store.audit import Actor
from bot.store.backup import Contents, write_backup
from bot.store.engine import Store
from bot.store.restore import continue_ids, empty, restore_backup
from tests.databases import KINDS, fresh_database

NOW = datetime(2026, 11, 21, 10, tzinfo=SHANGHAI)
BY = Actor("staff:finance", "test")
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The demo on each database."""
    with fresh_database(request.param, tmp_path) as url, closing(Store(url, threads=1)) as store:
        upgrade(store)
        with store.writing() as session:
            load_demo(session)
        yield store


def point_to_one_another(session: Session) -> None:
    """Add what the demo has not: the other rows that point to one of their own table."""
    connection = session.connection()
    replaced = select(BILL).where(BILL.c.replaces_id.is_not(None))
    bill, credit = connection.execute(replaced).one(), connection.execute(select(CREDIT.c.id)).scalars().first()
    assert credit is not None
    cancel_credit(session, credit, reason="误操作", by=BY, now=NOW)
    fee = NewBill(bill.estate_id, bill.house_id, bill.payer_id, "违约金", Fen(100), principal_id=bill.id)
    add_bills(session, [fee], state=BillState.POSTED, by=BY, now=NOW)


def everything(store: Store) -> Rows:
    with store.reading() as session:
        return {
            table.name: [
                tuple(row) for row in session.connection().execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in METADATA.sorted_tables
        }


def silent(_done: int, _total: int) -> None:
    pass


def test_a_backup_of_the_demo_comes_back_on_the_other_database(store: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        point_to_one_another(session)
    before, file = everything(store), tmp_path / "saved.tar.gz"
    what = Contents(METADATA.sorted_tables, HEAD, tmp_path / "media")
    write_backup(store, file, what, now=NOW, tell=silent)
    (there := tmp_path / "there").mkdir()
    other_kind = KINDS[store.is_sqlite]
    with fresh_database(other_kind, there) as url, closing(Store(url, threads=1)) as other:
        upgrade(other)
        restore_backup(other, file, what, known=[HEAD], replace=False, tell=silent)
        assert other.is_sqlite is not store.is_sqlite
        assert everything(other) == before


def test_an_emptied_demo_is_loaded_again_as_it_was(store: Store) -> None:
    before = everything(store)
    with store.writing() as session:
        point_to_one_another(session)
        empty(session.connection(), METADATA.sorted_tables)
        continue_ids(session.connection(), METADATA.sorted_tables)
    assert not any(everything(store).values())
    with store.writing() as session:
        load_demo(session)
    assert everything(store) == before

"""The world of these tests, empty, on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.store.engine import Store

from .world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = Store(f"sqlite:///{tmp_path / 'test.db'}")
    SQLModel.metadata.create_all(store.engine)
    with store.writing() as session:
        yield World(session)
    store.close()

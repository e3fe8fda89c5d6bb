"""The demo estate as it is loaded on its anchor day, and fingerprints of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

from bot.store.engine import Store


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A database with its tables and no row."""
    store = Store(f"sqlite:///{tmp_path / 'test.db'}")
    SQLModel.metadata.create_all(store.engine)
    with store.writing() as session:
        yield session
    store.close()


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Session]:
    """A copy of the estate that a test may change."""
    store = Store(f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}")
    with store.writing() as session:
        yield session
    store.close()

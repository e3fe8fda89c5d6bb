"""An outbox on each database, and one on SQLite."""

from collections.abc import Iterator

import pytest

from tests.delivery.floor import Floor


@pytest.fixture
def floor(database: str) -> Iterator[Floor]:
    made = Floor(database)
    yield made
    made.store.close()


@pytest.fixture
def any_floor(any_database: str) -> Iterator[Floor]:
    made = Floor(any_database)
    yield made
    made.store.close()

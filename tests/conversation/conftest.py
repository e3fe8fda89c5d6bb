"""A stage on each database."""

from collections.abc import Iterator

import pytest

from tests.conversation.stage import Stage


@pytest.fixture
def stage(any_database: str) -> Iterator[Stage]:
    """The watched core on each database, with a platform that can push and has buttons."""
    made = Stage(any_database)
    yield made
    made.close()

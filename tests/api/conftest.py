"""A site for a module (bad input leaves nothing behind, so it can be shared), and one for a test of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.knowledge import Knowledge
from tests.api.site import Site
from tests.databases import fresh_database


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory, know: Knowledge, demo_file: Path) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    with fresh_database("sqlite", home, like=str(demo_file)) as url, Site(url, home, know).running() as site:
        yield site


@pytest.fixture
def any_site(any_demo_database: str, tmp_path: Path, know: Knowledge) -> Iterator[Site]:
    """A demo of its own, on each database."""
    with Site(any_demo_database, tmp_path, know).running() as site:
        yield site


@pytest.fixture
def production(demo_database: str, tmp_path: Path, know: Knowledge) -> Iterator[Site]:
    """A site for real residents: signed cookies, no demo, twenty messages a minute."""
    strict = know.__class__(**{name: getattr(know, name) for name in know.__dataclass_fields__} | {"demo": False})
    with Site(demo_database, tmp_path, strict, env="production", rate_per_minute=20).running() as site:
        yield site

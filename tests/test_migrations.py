"""The schema: up, down and up again, and the same as the tables that the program declares."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bot import migrations
from bot.config import PROJECT
from bot.migrations.metadata import METADATA
from bot.store.engine import Store


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    opened = Store(any_database, threads=2)
    yield opened
    opened.close()


def tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def differences(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def test_the_migrations_make_exactly_the_tables_of_the_program(store: Store) -> None:
    assert migrations.upgrade(store)
    assert tables(store) == set(METADATA.tables)
    assert differences(store) == []


def test_a_schema_that_is_up_to_date_has_nothing_to_do(store: Store) -> None:
    assert migrations.upgrade(store)
    assert not migrations.upgrade(store)


def test_down_to_the_base_leaves_no_table_and_up_makes_them_again(store: Store) -> None:
    migrations.upgrade(store)
    migrations.downgrade(store, "base")
    assert tables(store) == set()
    assert migrations.current(store) is None
    migrations.upgrade(store)
    assert migrations.current(store) == migrations.HEAD
    assert differences(store) == []


def test_the_newest_script_is_the_head_that_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "bot/migrations").replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrations.HEAD]
    assert scripts.get_bases() == ["0001"]

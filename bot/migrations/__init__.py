"""Migrations: the schema, step by step, up and down, the same on SQLite and PostgreSQL.

Lives here: alembic's scripts in `versions/`, and `upgrade`, which every command calls. May not live here: demo data.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.store.engine import Store

HEAD = "0002"
_SCHEMA_LOCK = 4711


class SchemaFault(Exception):
    """The database has a schema that this version of the program does not know."""


def upgrade(store: Store, revision: str = "head") -> bool:
    """Bring the schema to `revision`; return whether anything was to do. Two processes do not get in each other's way.

    Raises:
        SchemaFault: a newer version of the program has been at this database.
    """
    found = current(store)
    if revision == "head" and found == HEAD:
        return False
    if found is not None and found not in known_revisions():
        raise SchemaFault(f"the database has schema {found}, this version knows up to {HEAD}: use the newer version")
    _run(store, command.upgrade, revision)
    return True


def downgrade(store: Store, revision: str) -> None:
    """Take the schema back to `revision` ("base": nothing is left)."""
    _run(store, command.downgrade, revision)


def current(store: Store) -> str | None:
    """Return the revision that the database has, None for an empty one."""
    try:
        with store.reading() as session:
            return session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError:
        return None


def known_revisions() -> tuple[str, ...]:
    """Return every revision of the schema that this version can make, oldest first."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([step.revision for step in steps]))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _run(store: Store, what: object, revision: str) -> None:
    config = _config()
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SCHEMA_LOCK})
        config.attributes["connection"] = connection
        what(config, revision)  # type: ignore[operator]

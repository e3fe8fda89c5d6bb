"""Databases for tests: a fresh SQLite file, or a PostgreSQL database of its own that is dropped afterwards."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432"
KINDS = ("sqlite", "postgresql")


def postgres_answers() -> bool:
    try:
        with psycopg.connect(f"{SERVER}/postgres", connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def fresh_database(kind: str, folder: Path, *, like: str | None = None) -> Iterator[str]:
    """Give the address of a database for SQLAlchemy; it is gone afterwards.

    It is empty, or a copy of the one at the address `like`, to which nobody may be connected.
    """
    if kind == "sqlite":
        file = folder / "linli.db"
        if like is not None:
            shutil.copy(like.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    if not postgres_answers():
        if os.environ.get("CI") == "true":  # noqa: TID251 - CI must not skip half of the tests
            pytest.fail("PostgreSQL does not answer at 127.0.0.1:5432, and CI=true")
        pytest.skip("PostgreSQL does not answer at 127.0.0.1:5432")
    name = f"linli_{secrets.token_hex(6)}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        template = f" TEMPLATE {like.rpartition('/')[2]}" if like is not None else ""
        connection.execute(f"CREATE DATABASE {name}{template}")
    try:
        yield f"{SERVER.replace('postgresql', 'postgresql+psycopg')}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

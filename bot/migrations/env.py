"""Alembic's entry: runs on the connection that `bot.migrations` hands over."""

from alembic import context

from bot.migrations.metadata import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=False)
context.run_migrations()

"""Alembic's entry: runs the versions on the connection that `upgrade` hands over."""

from alembic import context

from batch_sender.journal.schema.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

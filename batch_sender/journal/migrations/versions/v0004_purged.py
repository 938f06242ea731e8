"""Batches whose people were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add since when a batch holds nobody any more."""
    op.add_column("batches", sa.Column("purged_at", sa.DateTime(timezone=True)))

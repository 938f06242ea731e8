"""Expiry, opt-outs, daily quotas, and how often a person was written to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a claim looks at besides pace and said-already."""
    moment = sa.DateTime(timezone=True)
    op.add_column("batches", sa.Column("expires_at", moment))
    op.add_column("messages", sa.Column("expires_at", moment))
    op.execute(
        "CREATE INDEX messages_person ON messages (person, changed_at) "
        "WHERE state IN ('sending', 'accepted', 'unknown') OR parts_done > 0"
    )
    op.create_table(
        "opt_outs",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("source_date", sa.String),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("who", sa.String, nullable=False),
    )
    op.create_table(
        "quotas",
        sa.Column("connection_id", sa.Integer, sa.ForeignKey("connections.id"), primary_key=True),
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
    )

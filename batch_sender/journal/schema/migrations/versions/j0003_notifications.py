"""Keep what people are still to be told of, until it got through or was given up."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0003", "j0002"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id")),
        sa.Column("batch_file", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("occasion", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )

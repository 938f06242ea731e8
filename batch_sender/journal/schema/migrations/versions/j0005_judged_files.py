"""Keep what the list and the texts of a batch held when it was judged; of older batches nothing is known."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0005", "j0004"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "judged_files",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
    )

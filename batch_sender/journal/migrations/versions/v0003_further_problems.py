"""All problems of a row, not the first alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what a row has besides the problem that decides."""
    op.add_column("messages", sa.Column("further", sa.JSON))

"""Several texts in one batch: which they are, and which of them each person gets."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the texts to the batch, and to each message its own and what the others would say."""
    op.add_column("batches", sa.Column("variants", sa.JSON))
    op.add_column("messages", sa.Column("variant", sa.String))
    op.add_column("messages", sa.Column("said_too", sa.JSON))

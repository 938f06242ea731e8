"""What is worth a look in a row that is sent all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what was noticed of a row."""
    op.add_column("messages", sa.Column("notices", sa.JSON))

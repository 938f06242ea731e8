"""The greeting by the hour, the one thing that is filled in when a message leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add where in each text the greeting stands."""
    op.add_column("messages", sa.Column("greetings", sa.JSON))

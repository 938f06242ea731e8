"""Keep who was a new person when a message was judged, who is known besides, and looks at the phone.

Of messages judged before, nobody counts as new: who was new then is not known any more. A connection
through which many messages went has no young number: each of them counts as one to somebody new.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0007", "j0006"

_COUNTS = (
    ("messages", "new_person"),
    ("messages", "turn"),
    ("quotas", "new_people"),
    ("connections", "new_tried"),
    ("connections", "new_refused"),
)

_MANY_WENT_BEFORE = """
UPDATE connections SET new_tried = (
    SELECT CASE WHEN SUM(messages) >= 100 THEN 100 ELSE COALESCE(SUM(messages), 0) END
    FROM quotas WHERE quotas.connection_id = connections.id
)
"""


def upgrade() -> None:
    """Add the columns and the tables, empty, and let claims go by the turn of a message as well."""
    for table, name in _COUNTS:
        zero = sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0"))
        op.add_column(table, zero)
    op.execute(_MANY_WENT_BEFORE)
    op.add_column("messages", sa.Column("payment_line", sa.Text))
    op.add_column("batches", sa.Column("new_people", sa.Integer))
    op.drop_index("messages_pending", "messages")
    pending = sa.text("state = 'pending'")
    op.create_index(
        "messages_pending",
        "messages",
        ["batch_id", sa.text("parts_done DESC"), "turn", "requeued", "row"],
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_table(
        "known_people",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("number", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String, nullable=False),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("who", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_index("looks_batch", "looks", ["batch_id"])

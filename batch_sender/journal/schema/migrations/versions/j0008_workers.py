"""Let several connections send one batch, and workers on many machines send and judge."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0008", "j0007"


def upgrade() -> None:
    """Add the columns and the tables, empty: what is there is sent by one program and one connection."""
    zero = sa.Column("by_workers", sa.Integer, nullable=False, server_default=sa.text("0"))
    op.add_column("batches", zero)
    op.add_column("messages", sa.Column("connection_id", sa.Integer))
    op.add_column("looks", sa.Column("connection_id", sa.Integer))
    pending = sa.text("state = 'pending' AND connection_id IS NOT NULL")
    op.create_index(
        "messages_pending_by_connection",
        "messages",
        [
            *("batch_id", "connection_id"),
            sa.text("parts_done DESC"),
            *("turn", "requeued", "row"),
        ],
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_table(
        "lanes",
        sa.Column("connection_id", sa.Integer, sa.ForeignKey("connections.id"), primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("worker", sa.String),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("most_lanes", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("calls_a_minute", sa.Float, nullable=False),
        sa.Column("connections", sa.JSON, nullable=False),
    )
    op.create_table(
        "batch_connections",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("connection_id", sa.Integer, sa.ForeignKey("connections.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("dealt", sa.Integer, nullable=False),
        sa.Column("paused_because", sa.String),
    )
    op.create_table(
        "judging_contexts",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("context", sa.LargeBinary, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "judging_chunks",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("judged", sa.LargeBinary),
        sa.Column("taken_by", sa.String),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
    )

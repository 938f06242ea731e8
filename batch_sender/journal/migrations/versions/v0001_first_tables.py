"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first version."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "meta",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("created_at", moment, nullable=False),
    )
    op.create_table(
        "paces",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("drained_at", moment),
        sa.Column("reckoned_at", moment),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("list_path", sa.String, nullable=False),
        sa.Column("sheet", sa.String),
        sa.Column("header", sa.JSON, nullable=False),
        sa.Column("hidden", sa.Integer),
        sa.Column("repairs", sa.JSON, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("gap_seconds", sa.Float, nullable=False),
        sa.Column("connection_id", sa.Integer, sa.ForeignKey("connections.id")),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("started_at", moment),
        sa.Column("ended_at", moment),
        sa.Column("paused_because", sa.String),
        sa.Column("sender", sa.JSON),
        sqlite_autoincrement=True,
    )
    _messages(moment)
    op.create_table(
        "attempts",
        sa.Column("batch_id", sa.Integer, primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("outcome", sa.String),
        sa.Column("reason", sa.String),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.Text),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id")),
        sa.Column("at", moment, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("events_batch", "events", ["batch_id"])


def _messages(moment: sa.DateTime) -> None:
    op.create_table(
        "messages",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("column", sa.String),
        sa.Column("detail", sa.Text),
        sa.Column("repairs", sa.JSON),
        sa.Column("number", sa.String),
        sa.Column("person", sa.String),
        sa.Column("said", sa.String),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("media_path", sa.String),
        sa.Column("media_name", sa.String),
        sa.Column("media_type", sa.String),
        sa.Column("media_size", sa.Integer),
        sa.Column("media_sha256", sa.String),
        sa.Column("parts_done", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("put_back", sa.Integer, nullable=False),
        sa.Column("not_before", moment),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("answer", sa.Text),
    )
    op.create_index("messages_state", "messages", ["batch_id", "state", "row"])
    _partial("messages_pending", "batch_id, parts_done DESC, put_back, row", "state = 'pending'")
    _partial("messages_one_sending_per_person", "person", "state = 'sending'", unique="UNIQUE ")
    said = "state IN ('sending', 'accepted', 'unknown') OR parts_done > 0"
    _partial("messages_said", "said", said)


def _partial(name: str, columns: str, where: str, *, unique: str = "") -> None:
    listed = columns.replace("row", '"row"')
    op.execute(f"CREATE {unique}INDEX {name} ON messages ({listed}) WHERE {where}")

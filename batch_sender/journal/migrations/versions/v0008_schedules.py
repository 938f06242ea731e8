"""Batches without anyone at the keyboard: what they were made of, schedules and their due times."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add where an unattended batch comes from, and when the next one is due."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sources",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("batch_id", sa.Integer, nullable=False, unique=True),
        sa.Column("batch_file", sa.String, nullable=False),
        sa.Column("approved_at", moment),
        sa.Column("wrapped_up_at", moment),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_file", sa.String, nullable=False),
        sa.Column("cron", sa.String),
        sa.Column("at", sa.String),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("late", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("looked_until", moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dues",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("schedule_id", sa.Integer, sa.ForeignKey("schedules.id"), nullable=False),
        sa.Column("local", sa.String, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.execute("CREATE UNIQUE INDEX dues_once ON dues (schedule_id, local)")
    op.execute("CREATE INDEX dues_open ON dues (schedule_id) WHERE state = 'open'")

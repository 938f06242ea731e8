"""Fewer pages to write for each message: every commit of a sender waits for its pages to reach the disk."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_SAID = "NOT (state <> 'sending' AND state <> 'accepted' AND state <> 'unknown' AND parts_done = 0)"
_INDEXES = (
    (
        "messages_state",
        """
        CREATE INDEX messages_set_aside ON messages (batch_id, state, "row")
        WHERE state <> 'pending' AND state <> 'sending' AND state <> 'accepted'
        """,
    ),
    ("messages_said", f"CREATE INDEX messages_said ON messages (said) WHERE {_SAID}"),
    ("messages_person", f"CREATE INDEX messages_person ON messages (person) WHERE {_SAID}"),
)


def upgrade() -> None:
    """Leave the states that nearly all messages pass through, and the time, out of the indexes."""
    for old, new in _INDEXES:
        op.execute(f"DROP INDEX {old}")
        op.execute(new)
    if op.get_bind().dialect.name == "sqlite":
        _keep_attempts_in_one_tree()


def _keep_attempts_in_one_tree() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "attempts_in_one_tree",
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
        sqlite_with_rowid=False,
    )
    columns = (
        'batch_id, "row", attempt, part, started_at, ended_at, outcome, reason, status, answer'
    )
    op.execute(
        f"INSERT INTO attempts_in_one_tree ({columns}) SELECT {columns} FROM attempts"  # noqa: S608 - names of ours
    )
    op.drop_table("attempts")
    op.rename_table("attempts_in_one_tree", "attempts")

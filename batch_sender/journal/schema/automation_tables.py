"""Tables of unattended batches: what they were made of, when one is due, who is still to be told."""

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, text

from batch_sender.journal.schema.tables import UtcDateTime, metadata

sources: Final = Table(
    "sources",
    metadata,
    # What an unattended batch was made of: of one name and key there is one batch at most.
    Column("name", String, primary_key=True),
    Column("key", String, primary_key=True),
    # No reference: that a list was taken is remembered longer than what was in it.
    Column("batch_id", Integer, nullable=False, unique=True),
    Column("batch_file", String, nullable=False),
    # From here on it may be sent, and be gone on with after a crash, without anybody's word.
    Column("approved_at", UtcDateTime),
    # Its results are written and whoever is to be told was told.
    Column("wrapped_up_at", UtcDateTime),
)

schedules: Final = Table(
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_file", String, nullable=False),
    # One of the two: a cron expression, or a local time (ISO, no zone) that comes once.
    Column("cron", String),
    Column("at", String),
    Column("zone", String, nullable=False),
    Column("late", String, nullable=False),
    Column("state", String, nullable=False),
    Column("who", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # What was due up to this moment is in `dues`.
    Column("looked_until", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

dues: Final = Table(
    "dues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", ForeignKey("schedules.id"), nullable=False),
    # What the schedule's clocks show (ISO, no zone): the same due time is there once.
    Column("local", String, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    # {"batches": [7]}, or why there is none: {"code", "message"}.
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)
Index("dues_once", dues.c.schedule_id, dues.c.local, unique=True)
Index(
    "dues_open",
    dues.c.schedule_id,
    sqlite_where=text("state = 'open'"),
)

notifications: Final = Table(
    "notifications",
    metadata,
    # Only what nobody was told of yet: what got through, or was given up, is an event.
    Column("id", Integer, primary_key=True),
    # None: it could not begin.
    Column("batch_id", ForeignKey("batches.id")),
    # Addresses and secrets are read from it each time; none of them is kept here.
    Column("batch_file", String, nullable=False),
    Column("by", String, nullable=False),
    Column("occasion", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    # Nobody else tries before: whoever is trying now has died by then.
    Column("next_try_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

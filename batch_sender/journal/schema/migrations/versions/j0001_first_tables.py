"""The first tables, as they were then: what `tables` says may have changed since."""

from alembic import op
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

revision = "j0001"
down_revision = None

MOMENT = DateTime(timezone=True)

tables = MetaData()

meta = Table(
    "meta",
    tables,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
connections = Table(
    "connections",
    tables,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False, unique=True),
    Column("name", String),
    Column("address", String, nullable=False),
    Column("created_at", MOMENT, nullable=False),
)
rate_limits = Table(
    "rate_limits",
    tables,
    Column("key", String, primary_key=True),
    Column("next_at", MOMENT, nullable=False),
    Column("drained_at", MOMENT),
    Column("estimated_at", MOMENT),
)
batches = Table(
    "batches",
    tables,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("list_path", String, nullable=False),
    Column("sheet", String),
    Column("header", JSON, nullable=False),
    Column("hidden", Integer),
    Column("repairs", JSON, nullable=False),
    Column("template", Text, nullable=False),
    Column("variants", JSON),
    Column("settings", JSON, nullable=False),
    Column("gap_seconds", Float, nullable=False),
    Column("connection_id", ForeignKey("connections.id")),
    Column("who", String, nullable=False),
    Column("version", String, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("started_at", MOMENT),
    Column("ended_at", MOMENT),
    Column("paused_because", String),
    Column("expires_at", MOMENT),
    Column("purged_at", MOMENT),
    Column("sender", JSON),
    sqlite_autoincrement=True,
)
messages = Table(
    "messages",
    tables,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("column", String),
    Column("detail", Text),
    Column("further", JSON(none_as_null=True)),
    Column("notices", JSON(none_as_null=True)),
    Column("repairs", JSON),
    Column("number", String),
    Column("person", String),
    Column("idempotency_key", String),
    Column("other_keys", JSON),
    Column("variant", String),
    Column("cells", JSON, nullable=False),
    Column("text", Text),
    Column("greetings", JSON),
    Column("form", String, nullable=False),
    Column("media_path", String),
    Column("media_name", String),
    Column("media_type", String),
    Column("media_size", Integer),
    Column("media_sha256", String),
    Column("parts_done", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("requeued", Integer, nullable=False),
    Column("not_before", MOMENT),
    Column("expires_at", MOMENT),
    Column("changed_at", MOMENT, nullable=False),
    Column("answer", Text),
)
_ASIDE = "state <> 'pending' AND state <> 'sending' AND state <> 'accepted'"
_COUNTS_AS_SENT = (
    "NOT (state <> 'sending' AND state <> 'accepted' AND state <> 'unknown' AND parts_done = 0)"
)
Index(
    "messages_set_aside",
    messages.c.batch_id,
    messages.c.state,
    messages.c.row,
    sqlite_where=text(_ASIDE),
    postgresql_where=text(_ASIDE),
)
Index(
    "messages_pending",
    messages.c.batch_id,
    messages.c.parts_done.desc(),
    messages.c.requeued,
    messages.c.row,
    sqlite_where=text("state = 'pending'"),
    postgresql_where=text("state = 'pending'"),
)
Index(
    "messages_one_sending_per_person",
    messages.c.person,
    unique=True,
    sqlite_where=text("state = 'sending'"),
    postgresql_where=text("state = 'sending'"),
)
Index(
    "messages_idempotency_key",
    messages.c.idempotency_key,
    sqlite_where=text(_COUNTS_AS_SENT),
    postgresql_where=text(_COUNTS_AS_SENT),
)
Index(
    "messages_person",
    messages.c.person,
    sqlite_where=text(_COUNTS_AS_SENT),
    postgresql_where=text(_COUNTS_AS_SENT),
)
other_texts = Table(
    "other_texts",
    tables,
    Column("batch_id", Integer, primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
)
Index("other_texts_key", other_texts.c.key)
opt_outs = Table(
    "opt_outs",
    tables,
    Column("person", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("source", String, nullable=False),
    Column("source_date", String),
    Column("added_at", MOMENT, nullable=False),
    Column("who", String, nullable=False),
)
quotas = Table(
    "quotas",
    tables,
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("day", String, primary_key=True),
    Column("messages", Integer, nullable=False),
)
attempts = Table(
    "attempts",
    tables,
    Column("batch_id", Integer, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("part", String, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("outcome", String),
    Column("reason", String),
    Column("status", Integer),
    Column("answer", Text),
    sqlite_with_rowid=False,
)
events = Table(
    "events",
    tables,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id")),
    Column("at", MOMENT, nullable=False),
    Column("kind", String, nullable=False),
    Column("who", String, nullable=False),
    Column("detail", JSON, nullable=False),
)
Index("events_batch", events.c.batch_id)
sources = Table(
    "sources",
    tables,
    Column("name", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("batch_id", Integer, nullable=False, unique=True),
    Column("batch_file", String, nullable=False),
    Column("approved_at", MOMENT),
    Column("wrapped_up_at", MOMENT),
)
schedules = Table(
    "schedules",
    tables,
    Column("id", Integer, primary_key=True),
    Column("batch_file", String, nullable=False),
    Column("cron", String),
    Column("at", String),
    Column("zone", String, nullable=False),
    Column("late", String, nullable=False),
    Column("state", String, nullable=False),
    Column("who", String, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("looked_until", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)
dues = Table(
    "dues",
    tables,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", ForeignKey("schedules.id"), nullable=False),
    Column("local", String, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("state", String, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)
Index("dues_once", dues.c.schedule_id, dues.c.local, unique=True)
Index(
    "dues_open",
    dues.c.schedule_id,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)


def upgrade() -> None:
    """Make them all."""
    tables.create_all(op.get_bind())

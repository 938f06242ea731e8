"""Tables of the journal in SQLAlchemy Core: one definition for SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
    text,
)

from batch_sender.journal.schema.paths import FilePath

metadata: Final = MetaData()


@event.listens_for(metadata, "before_create")
def _condition_indexes(_target: MetaData, connection: Connection, **_more: Any) -> None:
    """Let PostgreSQL's indexes be partial as SQLite's are.

    Said here and not with each index: there it would load the dialect with every command.
    """
    if connection.dialect.name == "postgresql":
        for index in (each for table in metadata.tables.values() for each in table.indexes):
            index.dialect_kwargs["postgresql_where"] = index.dialect_kwargs.get("sqlite_where")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite keeps it as naive text, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; hand the driver UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the journal")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment, aware and in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


meta: Final = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

connections: Final = Table(
    "connections",
    metadata,
    Column("id", Integer, primary_key=True),
    # A keyed hash of URL and token: the token itself never enters the journal.
    Column("fingerprint", String, nullable=False, unique=True),
    Column("name", String),
    Column("address", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Of the first messages to new people: how many were tried, and how many of these were refused.
    Column("new_tried", Integer, nullable=False, server_default=text("0")),
    Column("new_refused", Integer, nullable=False, server_default=text("0")),
)

rate_limits: Final = Table(
    "rate_limits",
    metadata,
    # "connection:<id>" or "address:<host>": one row for whatever has a pace of its own.
    Column("key", String, primary_key=True),
    Column("next_at", UtcDateTime, nullable=False),
    # When the server's own queue is expected to be empty (addresses only), as reckoned when: a
    # clock that was set back since shows in the second, and must not make the queue look endless.
    Column("drained_at", UtcDateTime),
    Column("estimated_at", UtcDateTime),
)

batches: Final = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("list_path", FilePath, nullable=False),
    Column("sheet", String),
    Column("header", JSON, nullable=False),
    Column("hidden", Integer),
    # How often each repair rule was used: {"ninth_digit_added": 3}.
    Column("repairs", JSON, nullable=False),
    Column("template", Text, nullable=False),
    # Of several texts each, in order: [[name, text, where it comes from], …].
    Column("variants", JSON),
    # How many new people were on the list when it was judged, of those who may be written to.
    Column("new_people", Integer),
    Column("settings", JSON, nullable=False),
    Column("gap_seconds", Float, nullable=False),
    Column("connection_id", ForeignKey("connections.id")),
    Column("who", String, nullable=False),
    Column("version", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("paused_because", String),
    # After this moment nothing of it leaves any more.
    Column("expires_at", UtcDateTime),
    # Since when it holds nobody any more: see `erasure`.
    Column("purged_at", UtcDateTime),
    # Who sends it now, for the sentence that refuses a second sender: {"pid", "host", "since"}.
    Column("sender", JSON),
    # 1: workers send it, a lane for each of its connections; `sender` then holds on what terms.
    Column("by_workers", Integer, nullable=False, server_default=text("0")),
    # No number is given twice, not even that of a batch that was discarded: `sources` and results
    # files outlive it.
    sqlite_autoincrement=True,
)

# The files a batch was judged from, the list and its texts: whoever goes on with it is told of a change.
judged_files: Final = Table(
    "judged_files",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", String, nullable=False),
    Column("path", FilePath, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
)

messages: Final = Table(
    "messages",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("column", String),
    Column("detail", Text),
    # What else is wrong with a row that is skipped: [[code, column, detail], …].
    Column("further", JSON(none_as_null=True)),
    # What is worth a look in a row that is sent: [[code, detail], …].
    Column("notices", JSON(none_as_null=True)),
    Column("repairs", JSON),
    Column("number", String),
    # Through which of the batch's connections it leaves; None where the batch has but one.
    Column("connection_id", Integer),
    Column("person", String),
    Column("idempotency_key", String),
    # The idempotency keys of the batch's other texts for this person. A claim reads them here with
    # the row; `other_texts` finds the row by one of them.
    Column("other_keys", JSON),
    Column("variant", String),
    Column("cells", JSON, nullable=False),
    Column("text", Text),
    # Where the text greets by the hour: [[start, end, letters], …]. The text itself is always whole:
    # what it says is the greeting of the hour of judging or, once it left, of the hour it left in.
    Column("greetings", JSON),
    Column("form", String, nullable=False),
    Column("media_path", FilePath),
    Column("media_name", String),
    Column("media_type", String),
    Column("media_size", Integer),
    Column("media_sha256", String),
    # 1: no connection of the journal had an accepted message to this person when it was judged.
    Column("new_person", Integer, nullable=False, server_default=text("0")),
    # Which messages of the batch go first: 0 before 1.
    Column("turn", Integer, nullable=False, server_default=text("0")),
    # What follows text and file as a message of its own: a boleto's line, or a PIX code.
    Column("payment_line", Text),
    Column("parts_done", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    # How often it came back without having left: such rows go behind the fresh ones.
    Column("requeued", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    # After this moment the row does not leave any more: a reminder after the appointment.
    Column("expires_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("answer", Text),
)


# As `conditions` asks for them, word for word: SQLite goes by an index only then.
_ASIDE: Final = "state <> 'pending' AND state <> 'sending' AND state <> 'accepted'"
_COUNTS_AS_SENT: Final = (
    "NOT (state <> 'sending' AND state <> 'accepted' AND state <> 'unknown' AND parts_done = 0)"
)

# With the row: PostgreSQL may then pick it for a single message too, and is not the slower for it.
Index(
    "messages_set_aside",
    messages.c.batch_id,
    messages.c.state,
    messages.c.row,
    sqlite_where=text(_ASIDE),
)
# Claims walk this one. A message of which a part is out and another due comes first.
Index(
    "messages_pending",
    messages.c.batch_id,
    messages.c.parts_done.desc(),
    messages.c.turn,
    messages.c.requeued,
    messages.c.row,
    sqlite_where=text("state = 'pending'"),
)
# So do those of one connection, where a batch has several.
Index(
    "messages_pending_by_connection",
    messages.c.batch_id,
    messages.c.connection_id,
    messages.c.parts_done.desc(),
    messages.c.turn,
    messages.c.requeued,
    messages.c.row,
    sqlite_where=text("state = 'pending' AND connection_id IS NOT NULL"),
)
# Never two requests to one person at once, under either spelling of the number, whatever batch or
# process: the database itself says no.
Index(
    "messages_one_sending_per_person",
    messages.c.person,
    unique=True,
    sqlite_where=text("state = 'sending'"),
)
Index(
    "messages_idempotency_key",
    messages.c.idempotency_key,
    sqlite_where=text(_COUNTS_AS_SENT),
)
# Without the time, which changes with each move: a person has few messages.
Index(
    "messages_person",
    messages.c.person,
    sqlite_where=text(_COUNTS_AS_SENT),
)

# Who got text B has been told what text A says, too: the batch that says A alone must know.
other_texts: Final = Table(
    "other_texts",
    metadata,
    Column("batch_id", Integer, primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
)
Index("other_texts_key", other_texts.c.key)

opt_outs: Final = Table(
    "opt_outs",
    metadata,
    # What a number and its twin share (phones.person_key).
    Column("person", String, primary_key=True),
    Column("number", String, nullable=False),
    # Where it comes from: "person" (asked for it), or the name of an imported do-not-call file.
    Column("source", String, nullable=False),
    # The date the source itself gives, as text, where it gives one.
    Column("source_date", String),
    Column("added_at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
)

# Each reading of a do-not-call file, so that it can be taken back as one.
opt_out_imports: Final = Table(
    "opt_out_imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    sqlite_autoincrement=True,
)

# Who is on the list because of which imports alone: never somebody who was there before the first of them,
# or was added by hand since.
imported_opt_outs: Final = Table(
    "imported_opt_outs",
    metadata,
    Column("import_id", ForeignKey("opt_out_imports.id"), primary_key=True),
    Column("person", String, primary_key=True),
    Index("ix_imported_opt_outs_person", "person"),
)

# Who is no new person although the journal holds no accepted message to them: somebody said so, or the
# batch that had it was purged.
known_people: Final = Table(
    "known_people",
    metadata,
    # A keyed hash of the person: of a purged batch's people not even the number is kept.
    Column("person", String, primary_key=True),
    # None for those of purged batches.
    Column("number", String),
    # Where it comes from: "person" (added by hand), "purged", or the name of an imported file.
    Column("source", String, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
)

# Somebody is asked to look on the connection's phone how messages to some new people stand there.
looks: Final = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    # On the phone of which of the batch's connections; None where the batch has but one.
    Column("connection_id", Integer),
    Column("at", UtcDateTime, nullable=False),
    # How many messages to new people were accepted by then.
    Column("accepted", Integer, nullable=False),
    # The rows that were drawn, and once it is answered what was seen of each: [[row, code], …].
    Column("rows", JSON, nullable=False),
    Column("answers", JSON(none_as_null=True)),
    Column("answered_at", UtcDateTime),
    Column("who", String),
    sqlite_autoincrement=True,
)
Index("looks_batch", looks.c.batch_id)

quotas: Final = Table(
    "quotas",
    metadata,
    # How many messages began to leave through a connection on a day (ISO date, the window's zone).
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("day", String, primary_key=True),
    Column("messages", Integer, nullable=False),
    # How many of them went to new people.
    Column("new_people", Integer, nullable=False, server_default=text("0")),
)

attempts: Final = Table(
    "attempts",
    metadata,
    Column("batch_id", Integer, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("part", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String),
    Column("reason", String),
    Column("status", Integer),
    Column("answer", Text),
    sqlite_with_rowid=False,  # one tree, not two: each message writes to it
)

events: Final = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id")),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("who", String, nullable=False),
    Column("detail", JSON, nullable=False),
)
Index("events_batch", events.c.batch_id)

"""Tables of many machines: lanes and their epochs, workers, a batch's connections, lists judged in chunks."""

from datetime import timedelta
from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from batch_sender.journal.schema.tables import UtcDateTime, metadata

# One connection's work, wherever it is done. Raised with each start of the lane: who claims or records
# names the epoch, and one of a former epoch changes nothing.
lanes: Final = Table(
    "lanes",
    metadata,
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("epoch", Integer, nullable=False),
    # Which worker holds it; None: it was given up.
    Column("worker", String),
    Column("started_at", UtcDateTime, nullable=False),
)

DEAD_AFTER: Final = timedelta(seconds=20)
"""So long without a beat, and a worker counts as dead; it beats every few seconds."""

workers: Final = Table(
    "workers",
    metadata,
    Column("id", String, primary_key=True),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("most_lanes", Integer, nullable=False),
    # By the server's clock.
    Column("started_at", UtcDateTime, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("calls_a_minute", Float, nullable=False),
    # The numbers of the connections whose tokens it has: [1, 4].
    Column("connections", JSON, nullable=False),
)

# Of a batch that names several connections. Of any other the connection stands with the batch.
batch_connections: Final = Table(
    "batch_connections",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    # Its share of the rows, beside the others' weights.
    Column("weight", Integer, nullable=False),
    # How many rows were dealt to it in its turn, beside those of people whom it wrote to before.
    Column("dealt", Integer, nullable=False),
    # Why nothing of this batch leaves through it, while the others go on.
    Column("paused_because", String),
)

# What a worker has to know of a list, to judge pieces of it; gone when the list is judged.
judging_contexts: Final = Table(
    "judging_contexts",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    # Of the program: another one may judge otherwise.
    Column("version", String, nullable=False),
    Column("context", LargeBinary, nullable=False),
    # When whoever judges the list was last there, by the server's clock.
    Column("seen_at", UtcDateTime, nullable=False),
)

# Pieces of a list that workers judge, row by row; among all others the rows are judged in one place.
judging_chunks: Final = Table(
    "judging_chunks",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    # The rows as they were read, and as they were judged.
    Column("rows", LargeBinary, nullable=False),
    Column("judged", LargeBinary),
    # Who judges it and since when, by the server's clock.
    Column("taken_by", String),
    Column("taken_at", UtcDateTime),
)

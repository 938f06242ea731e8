"""What the other texts of a batch would have said, to be found by key: also once a person is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_TAKEN_OVER = {
    "sqlite": """
        INSERT INTO other_texts (batch_id, "row", key)
        SELECT DISTINCT batch_id, "row", each.value FROM messages, json_each(messages.said_too) each
        WHERE each.type = 'text'
    """,
    # What holds nothing may hold the word null, which is no list.
    "postgresql": """
        INSERT INTO other_texts (batch_id, "row", key)
        SELECT DISTINCT batch_id, "row", each.key FROM messages, json_array_elements_text(
            CASE json_typeof(said_too) WHEN 'array' THEN said_too ELSE '[]' END
        ) AS each (key)
    """,
}


def upgrade() -> None:
    """Make the table, and take over what stands in the messages."""
    op.create_table(
        "other_texts",
        sa.Column("batch_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String, primary_key=True),
    )
    op.execute("CREATE INDEX other_texts_key ON other_texts (key)")
    op.execute(_TAKEN_OVER[op.get_bind().dialect.name])

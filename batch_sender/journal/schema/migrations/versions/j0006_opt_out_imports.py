"""Keep which import brought whom onto the opt-out list; of those on it already nothing is known."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0006", "j0005"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "opt_out_imports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "imported_opt_outs",
        sa.Column("import_id", sa.Integer, sa.ForeignKey("opt_out_imports.id"), primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
    )
    op.create_index("ix_imported_opt_outs_person", "imported_opt_outs", ["person"])

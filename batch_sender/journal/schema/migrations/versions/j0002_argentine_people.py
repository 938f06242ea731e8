"""Make one person of an Argentine number with its 9 and without: both get the key of the one with it.

Of Mexico nothing is to be done: numbers with the 1 were refused before, and the key is the one without.
"""

from alembic import op
from sqlalchemy import ColumnElement, String, and_, column, exists, func, literal, not_, table

revision = "j0002"
down_revision = "j0001"

messages = table("messages", column("person", String), column("state", String))
opt_outs = table("opt_outs", column("person", String), column("added_at"))


def upgrade() -> None:
    """Rewrite the keys of messages and opt-outs."""
    # Where both are on their way at this very moment one keeps its key until it has ended: the database
    # lets one message to a person alone stand at `sending`.
    other = messages.alias()
    both_under_way = and_(
        messages.c.state == "sending",
        exists().where(other.c.state == "sending", other.c.person == with_9(messages.c.person)),
    )
    op.execute(
        messages.update()
        .where(is_without_9(messages.c.person), not_(both_under_way))
        .values(person=with_9(messages.c.person))
    )
    # Who is on the list under both stays there as first told.
    twin = opt_outs.alias()
    same = twin.c.person == with_9(opt_outs.c.person)
    came_first = exists().where(same, twin.c.added_at <= opt_outs.c.added_at)
    op.execute(opt_outs.delete().where(is_without_9(opt_outs.c.person), came_first))
    came_later = exists().where(
        is_without_9(twin.c.person), opt_outs.c.person == with_9(twin.c.person)
    )
    op.execute(opt_outs.delete().where(came_later))
    op.execute(
        opt_outs.update()
        .where(is_without_9(opt_outs.c.person))
        .values(person=with_9(opt_outs.c.person))
    )


def is_without_9(person: ColumnElement[str]) -> ColumnElement[bool]:
    """Ask whether a key is an Argentine number of ten digits behind the country code."""
    return and_(func.length(person) == 12, func.substr(person, 1, 3).in_(("541", "542", "543")))


def with_9(person: ColumnElement[str]) -> ColumnElement[str]:
    """Put the 9 behind the country code."""
    return literal("549", String).concat(func.substr(person, 3, type_=String))

"""Count the messages of a batch that would be refused when their turn comes, before anybody is asked of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from batch_sender.journal.schema.conditions import counts_as_sent, stands_at
from batch_sender.journal.schema.tables import messages, opt_outs, other_texts
from batch_sender.journal.sending.already_sent import WITH_OTHER_TEXTS
from batch_sender.models import MessageState
from batch_sender.timing.limits import PersonLimit

_WAITING = messages.alias("waiting")
_ANOTHER = ~and_(messages.c.batch_id == _WAITING.c.batch_id, messages.c.row == _WAITING.c.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayTerms:
    """By what a message is refused right before it leaves; None: not by that.

    `new_people_alone`: only messages to new people are looked at.
    """

    now: datetime
    sent_since: datetime | None
    person_limit: PersonLimit | None
    expires_at: datetime | None
    new_people_alone: bool = False


def staying(connection: Connection, batch_id: int, terms: StayTerms) -> int:
    """Count the pending messages that would not leave: opted out since, sent meanwhile, too often, too late.

    Of one of several texts the others are looked at when it leaves, not here.
    """
    here = (_WAITING.c.batch_id == batch_id) & stands_at(MessageState.PENDING, table=_WAITING)
    if terms.new_people_alone:
        here &= _WAITING.c.new_person == 1
    if terms.expires_at is None or terms.expires_at > terms.now:
        here &= or_(
            _WAITING.c.expires_at <= terms.now,
            # Most journals have none of some of these, and a look-up in vain for each row takes its time.
            _is_opted_out() if _is_any(connection, opt_outs.c.person) else false(),
            _is_sent(terms.sent_since, in_other_words=_is_any(connection, other_texts.c.key)),
            _is_too_often(terms),
        )
    counted = select(func.count()).select_from(_WAITING).where(here)
    return int(connection.execute(counted).scalar_one())


def _is_any(connection: Connection, column: ColumnElement[str]) -> bool:
    return bool(connection.execute(select(exists().where(column.is_not(None)))).scalar())


def _is_opted_out() -> ColumnElement[bool]:
    return exists().where(opt_outs.c.person == _WAITING.c.person)


def _is_sent(since: datetime | None, *, in_other_words: bool) -> ColumnElement[bool]:
    if since is None:
        return false()
    sent = and_(counts_as_sent(), messages.c.changed_at >= since, _ANOTHER)
    same = exists().where(messages.c.idempotency_key == _WAITING.c.idempotency_key, sent)
    if not in_other_words:
        return same
    others = exists().where(other_texts.c.key == _WAITING.c.idempotency_key, WITH_OTHER_TEXTS, sent)
    return or_(same, others)


def _is_too_often(terms: StayTerms) -> ColumnElement[bool]:
    limit = terms.person_limit
    if limit is None:
        return false()
    written = (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.person == _WAITING.c.person,
            counts_as_sent(),
            messages.c.changed_at > terms.now - limit.within,
            _ANOTHER,
        )
        .correlate(_WAITING)
        .scalar_subquery()
    )
    return and_(_WAITING.c.parts_done == 0, written >= limit.messages)

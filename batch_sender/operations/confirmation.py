"""Say what somebody has to confirm before a batch leaves: how many messages, through whom, until when."""

from datetime import datetime
from typing import Final

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord
from batch_sender.operations.connections import Tested
from batch_sender.operations.first_few import beginnings, first_few_limit
from batch_sender.operations.forecast import Forecast, forecast
from batch_sender.operations.options import SendOptions
from batch_sender.operations.parts import shares
from batch_sender.operations.questions import ConfirmSend, DaysByPlan, Sender, SenderShare
from batch_sender.operations.staying import new_people_staying, staying

MOST_WITH_A_KEY: Final = 500
"""More messages than these are confirmed by typing how many: a y is typed before one has read."""


def to_confirm(
    journal: Journal,
    batch_id: int,
    tested: Tested,
    options: SendOptions,
    *,
    now: datetime,
    expected: Forecast | None = None,
) -> ConfirmSend | None:
    """Return what has to be confirmed; None where nothing would leave.

    `expected`: where it is reckoned already when the last message leaves.
    """
    batch = journal.batches.one(batch_id)
    stay = staying(journal, batch, now=now)
    pending = batch.counts.pending - stay
    if not pending:
        return None
    few = first_few_limit(journal, batch_id, options)
    parts = shares(journal, batch, tested, options)
    found = expected or forecast(
        journal, batch, connection=tested.connection, now=now, shares=parts
    )
    return ConfirmSend(
        batch=batch_id,
        messages=pending,
        sender=tested.sender,
        first=few if few is not None and few < pending else None,
        must_type=pending > MOST_WITH_A_KEY,
        start=len(beginnings(journal, batch_id)),
        tested=options.proof is not None,
        staying=stay,
        ends_at=_moved_end(found),
        by_plan=_days_by_plan(found),
        new_people=_new_people(journal, batch, now=now, stay=stay),
        calls_each=1 if found is None else found.calls_each,
        shares=tuple(
            SenderShare(sender=Sender.of(each.connection), messages=each.messages, exact=each.exact)
            for each in parts
        ),
    )


def _new_people(journal: Journal, batch: BatchRecord, *, now: datetime, stay: int) -> int | None:
    """Count the new people among those who are written to; None where nobody counted them."""
    if batch.new_people is None:
        return None
    left = journal.batches.new_people_left(batch.id)
    return left - new_people_staying(journal, batch, now=now) if stay and left else left


def _moved_end(found: Forecast | None) -> datetime | None:
    """Return when the last message leaves, where that is not for the pace alone to say."""
    if found is None or not found.is_moved:
        return None
    return found.end.astimezone(found.settings.calendar.zone)


def _days_by_plan(found: Forecast | None) -> DaysByPlan | None:
    """Return how many days a plan makes of it, where one is not enough."""
    if found is None or not found.takes_days:
        return None
    return DaysByPlan(days=found.days, every=found.settings.daily_plan, new=found.new_plan)

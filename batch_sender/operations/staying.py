"""Count what of a checked batch would not leave any more."""

from dataclasses import replace
from datetime import datetime

from batch_sender.config.batch_settings import settings_of
from batch_sender.journal import Journal, StayTerms
from batch_sender.models import BatchRecord


def staying(journal: Journal, batch: BatchRecord, *, now: datetime) -> int:
    """Count what waits and would be refused in its turn: opted out since, sent meanwhile, too late."""
    return journal.sending.staying(batch.id, _terms(journal, batch, now))


def new_people_staying(journal: Journal, batch: BatchRecord, *, now: datetime) -> int:
    """Count the new people among them."""
    terms = replace(_terms(journal, batch, now), new_people_alone=True)
    return journal.sending.staying(batch.id, terms)


def _terms(journal: Journal, batch: BatchRecord, now: datetime) -> StayTerms:
    settings = settings_of(journal.batches, batch.id)
    repeat_after = settings.repeat_after
    return StayTerms(
        now=now,
        sent_since=None if repeat_after is None else now - repeat_after,
        person_limit=settings.person_limit,
        expires_at=batch.expires_at,
    )

"""Removing one person from the journal for good, with a receipt; an opt-out stays.

Nothing brings them back: ask before, naming the person (`people.person_of`), and showing
what `history` tells where there is room for it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch_sender.journal import Forgotten, Journal
from batch_sender.operations.outside_files import files_of
from batch_sender.phones.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetReceipt:
    """What was removed of one person, what is left, and the code by which the journal keeps it.

    `rewritten`: no remains stand in the database's files; `files`: what lies outside of it.
    """

    code: str
    person: Person
    at: datetime
    removed: Forgotten
    rewritten: bool
    files: Sequence[Path]

    @property
    def is_complete(self) -> bool:
        """Whether no row or text of the journal still names the number."""
        return not self.removed.elsewhere and not self.removed.in_texts


def forget(journal: Journal, person: Person, *, now: datetime, who: str) -> ForgetReceipt:
    """Remove a person from every batch.

    Raises:
        ForgetTooEarly: one of their batches is under way; nothing was changed.
    """
    code = secrets.token_hex(4)
    removed = journal.people.forget(person.key, person.numbers, receipt=code, who=who)
    return ForgetReceipt(
        code=code,
        person=person,
        at=now,
        removed=removed,
        rewritten=journal.people.rewrite(),
        files=files_of(journal, list(removed.rows)),
    )

"""Every message that was meant for one person: the answer to "why did I get this?"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batch_sender.journal import Journal, PersonMessage
from batch_sender.models import BatchRecord
from batch_sender.phones.people import Person, person_of


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the journal holds of one person: messages, oldest first, with the batches they are of."""

    person: Person
    messages: Sequence[PersonMessage]
    batches: Mapping[int, BatchRecord]
    opted_out: bool


def history(journal: Journal, number: str) -> History:
    """Return what was meant for whoever has this number, in any notation.

    Raises:
        PersonNumberUnreadable: it is no number.
    """
    person = person_of(number)
    messages = journal.people.messages_to(person.numbers)
    return History(
        person=person,
        messages=messages,
        batches={each.batch: journal.batches.one(each.batch) for each in messages},
        opted_out=journal.people.is_opted_out(person.key),
    )

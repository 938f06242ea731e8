"""The first half: a list, a text and settings go in; a judged batch stands in the journal.

The whole list is judged before anything can leave. A bad row is skipped with its problem; only
what concerns all rows (no phone column, an unknown placeholder) is an error.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

from batch_sender import __version__
from batch_sender.contacts import ContactList, open_list
from batch_sender.errors import ExpiryPassed
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, NewBatch
from batch_sender.judge import Judge, Request
from batch_sender.models import Contact
from batch_sender.settings import Settings

__all__ = ["Request", "prepare"]


def prepare(
    journal: Journal,
    request: Request,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Judge every row of the list into the journal; return the batch's number.

    `progress` hears how many more rows are judged. A failure on the way leaves nothing behind.

    Raises:
        ListError, TemplateError, MediaError, SettingsError, JournalError: nothing was judged.
    """
    settings = request.settings
    _refuse_what_leads_nowhere(journal, settings, now)
    journal.discard_abandoned()
    with open_list(
        request.list_path,
        sheet=settings.sheet,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        header_row=settings.header_row,
    ) as contacts:
        judge = Judge.of(contacts, request, key=journal.key(), now=now)
        with journal.judging(_new_batch(contacts, request)) as batch_id:
            _judge_all(journal, batch_id, contacts, judge, progress=progress)
            journal.mark_checked(
                batch_id,
                who=request.who,
                repairs=judge.repairs,
                read_as=_read_as(contacts, judge),
            )
    return batch_id


def _refuse_what_leads_nowhere(journal: Journal, settings: Settings, now: datetime) -> None:
    if settings.expires_at is not None and settings.expires_at <= now:
        raise ExpiryPassed(moment=settings.expires)
    for batch_id in (*settings.not_in, *settings.accepted_in):
        journal.state(batch_id)  # there is such a batch, or it says that there is none


def _new_batch(contacts: ContactList, request: Request) -> NewBatch:
    return NewBatch(
        list_path=str(request.list_path.absolute()),
        sheet=contacts.sheet,
        header=contacts.header,
        hidden=contacts.hidden,
        template=request.text,
        settings=request.settings.model_dump(mode="json"),
        gap_seconds=request.settings.gap,
        who=request.who,
        version=__version__,
        expires_at=request.settings.expires_at,
    )


def _read_as(contacts: ContactList, judge: Judge) -> dict[str, object]:
    """Tell what was guessed of the list, so that a wrong guess can be seen, and what else was found."""
    return {
        "phone_column": judge.phone_column,
        "header_row": contacts.header_row,
        "other_sheets": list(contacts.other_sheets),
        "encoding": contacts.encoding,
        "delimiter": contacts.delimiter,
        "further": dict(judge.further.most_common()),
    }


def _judge_all(
    journal: Journal,
    batch_id: int,
    contacts: ContactList,
    judge: Judge,
    *,
    progress: Callable[[int], None],
) -> None:
    for chunk in _chunks(contacts.rows()):
        filled = [judge.fill(contact) for contact in chunk]
        people = {message.person for message in filled if message.person}
        keys = {message.said for message in filled if message.said}
        known = journal.known_of(people, keys, judge.question)
        journal.add_messages(batch_id, [judge.decide(message, known) for message in filled])
        progress(len(chunk))


def _chunks(rows: Iterator[Contact]) -> Iterator[list[Contact]]:
    while chunk := list(itertools.islice(rows, MOST_ROWS_TOGETHER)):
        yield chunk

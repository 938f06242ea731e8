"""The first half: a list, a text and settings go in; a judged batch stands in the journal.

The whole list is judged before anything can leave. A bad row is skipped with its problem; only
what concerns all rows (no phone column, an unknown placeholder) is an error.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

from batch_sender import __version__, wordings
from batch_sender.contacts import ContactList, open_list
from batch_sender.errors import ExpiryPassed
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, NewBatch
from batch_sender.judge import Judge, Request
from batch_sender.media_check import MediaCheck
from batch_sender.models import Contact, JudgedMessage
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
        hidden_rows=settings.hidden_rows == "send",
    ) as contacts:
        judge = Judge.of(contacts, request, key=journal.key(), now=now)
        with (
            _file_check(judge) as check,
            journal.judging(_new_batch(contacts, request)) as batch_id,
        ):
            for chunk in _judged(journal, contacts, judge):
                looked_at = chunk if check is None else [check.look(message) for message in chunk]
                journal.add_messages(batch_id, looked_at)
                progress(len(chunk))
            journal.mark_checked(
                batch_id,
                who=request.who,
                repairs=judge.repairs,
                read_as={
                    **_read_as(contacts, judge),
                    "origin": request.origin,
                    **(check.found() if check else {}),
                },
            )
    return batch_id


def _refuse_what_leads_nowhere(journal: Journal, settings: Settings, now: datetime) -> None:
    if settings.expires_at is not None and settings.expires_at <= now:
        raise ExpiryPassed(moment=settings.expires)
    for batch_id in (*settings.not_in, *settings.accepted_in):
        # Of a batch that knows nobody any more, nobody would be left out, or chosen.
        journal.refuse_if_purged(batch_id)


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
        source=request.source,
        variants=tuple(wordings.named(request.texts)),
    )


def _read_as(contacts: ContactList, judge: Judge) -> dict[str, object]:
    """Tell what was guessed of the list, so that a wrong guess can be seen, and what else was found."""
    return {
        **judge.roles.told(),
        "header_row": contacts.header_row,
        "titles": list(contacts.titles),
        "other_sheets": list(contacts.other_sheets),
        "encoding": contacts.encoding,
        "delimiter": contacts.delimiter,
        "further": dict(judge.further.most_common()),
        "files_of_their_own": judge.path_columns is not None,
    }


def _file_check(judge: Judge) -> contextlib.AbstractContextManager[MediaCheck | None]:
    if not judge.settings.media_check:
        return contextlib.nullcontext()
    return MediaCheck.of(judge.roles.view, path_columns=judge.path_columns)


def _judged(journal: Journal, contacts: ContactList, judge: Judge) -> Iterator[list[JudgedMessage]]:
    for chunk in _chunks(contacts.rows()):
        filled = [judge.fill(contact) for contact in chunk]
        people = {message.person for message in filled if message.person}
        keys = {key for message in filled for key in (message.said, *message.said_too) if key}
        known = journal.known_of(people, keys, judge.question)
        yield [judge.decide(message, known) for message in filled]


def _chunks(rows: Iterator[Contact]) -> Iterator[list[Contact]]:
    while chunk := list(itertools.islice(rows, MOST_ROWS_TOGETHER)):
        yield chunk

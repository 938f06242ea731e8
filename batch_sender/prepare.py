"""The first half: a list, a text and settings go in; a judged batch stands in the journal.

The whole list is judged before anything can leave. A bad row is skipped with its problem; only
what concerns all rows (no phone column, an unknown placeholder) is an error.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from batch_sender import __version__, columns
from batch_sender.contacts import ContactList, open_list
from batch_sender.enclosures import Enclosures, plan_enclosures
from batch_sender.identity import said_key
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, NewBatch
from batch_sender.models import (
    Contact,
    Form,
    JudgedMessage,
    MediaFile,
    Phone,
    Problem,
    ProblemCode,
)
from batch_sender.phones import parse_phone, person_key
from batch_sender.settings import Settings
from batch_sender.templates import Template, compile_template, has_server_placeholder

_SAMPLE: Final = 50
"""Rows looked at to tell the phone column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be judged, for whom. `origin`: where the text comes from, for error sentences."""

    list_path: Path
    text: str
    origin: str
    settings: Settings
    who: str


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
    journal.discard_abandoned()
    with open_list(
        request.list_path,
        sheet=settings.sheet,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        header_row=settings.header_row,
    ) as contacts:
        judge = _Judge.of(contacts, request, key=journal.key())
        batch_id = journal.add_batch(_new_batch(contacts, request))
        with journal.holding(batch_id):
            try:
                _judge_all(journal, batch_id, contacts, judge, now=now, progress=progress)
            except BaseException:
                journal.discard(batch_id)
                raise
            journal.mark_checked(batch_id, who=request.who, repairs=judge.repairs)
    return batch_id


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
    )


def _judge_all(
    journal: Journal,
    batch_id: int,
    contacts: ContactList,
    judge: "_Judge",
    *,
    now: datetime,
    progress: Callable[[int], None],
) -> None:
    since = None
    if (repeat_after := judge.settings.repeat_after) is not None:
        since = now - repeat_after
    for chunk in _chunks(contacts.rows()):
        filled = [judge.fill(contact) for contact in chunk]
        said = [message.said for message in filled if message.said]
        earlier = journal.said(said, since=since) if since and said else {}
        journal.add_messages(batch_id, [judge.decide(message, earlier) for message in filled])
        progress(len(chunk))


def _chunks(rows: Iterator[Contact]) -> Iterator[list[Contact]]:
    while chunk := list(itertools.islice(rows, MOST_ROWS_TOGETHER)):
        yield chunk


class _Judge:
    """Judges one row after another; remembers who is on the list already."""

    def __init__(
        self,
        *,
        header: Sequence[str],
        phone_column: int,
        template: Template,
        enclosures: Enclosures,
        settings: Settings,
        key: bytes,
    ) -> None:
        self.settings = settings
        self.repairs: Counter[str] = Counter()
        self._header = header
        self._phone_column = phone_column
        self._template = template
        self._enclosures = enclosures
        self._key = key
        self._seen: dict[str, tuple[int, str]] = {}
        self._sendable = 0

    @classmethod
    def of(cls, contacts: ContactList, request: Request, *, key: bytes) -> "_Judge":
        """Settle everything that concerns all rows, before the first is judged."""
        settings = request.settings
        sample = [row.cells for row in itertools.islice(contacts.rows(), _SAMPLE)]
        return cls(
            header=contacts.header,
            phone_column=columns.find_phone_column(
                contacts.header, wanted=settings.phone_column, sample=sample
            ),
            template=compile_template(
                request.text,
                contacts.header,
                max_chars=settings.max_characters,
                origin=request.origin,
            ),
            enclosures=plan_enclosures(
                settings, header=contacts.header, list_folder=request.list_path.parent
            ),
            settings=settings,
            key=key,
        )

    def fill(self, contact: Contact) -> JudgedMessage:
        """Judge a row by itself: its number, its text, its file."""
        blank = JudgedMessage(row=contact.row, cells=contact.cells)
        phone = parse_phone(contact.cells[self._phone_column])
        if isinstance(phone, Problem):
            return replace(blank, problem=self._in_phone_column(phone))
        known = replace(blank, number=phone.number, repairs=phone.repairs)
        text = self._text(contact)
        if isinstance(text, Problem):
            return replace(known, problem=text)
        media = self._enclosures.of(contact.cells)
        if isinstance(media, Problem):
            return replace(known, text=text, problem=media)
        return self._ready(known, contact, phone, text, media)

    def decide(self, message: JudgedMessage, earlier: dict[str, str]) -> JudgedMessage:
        """Judge a row by what else is known: earlier batches, earlier rows, the limit."""
        self.repairs.update(repair.rule for repair in message.repairs)
        if message.problem is not None or message.person is None or message.said is None:
            return message
        problem = self._repeated(message.person, message.said, earlier)
        if problem is None and self._sendable == self.settings.limit:
            problem = Problem(code=ProblemCode.OVER_LIMIT, detail=str(self.settings.limit))
        if problem is not None:
            return replace(message, problem=problem)
        self._sendable += 1
        self._seen.setdefault(message.person, (message.row, message.said))
        return message

    def _in_phone_column(self, problem: Problem) -> Problem:
        return replace(problem, column=self._header[self._phone_column])

    def _text(self, contact: Contact) -> str | Problem:
        text = self._template.fill(contact.cells)
        if self.settings.open_ticket and isinstance(text, str) and has_server_placeholder(text):
            return Problem(code=ProblemCode.TEXT_NOT_ALLOWED, detail="{{")
        return text

    def _ready(
        self,
        known: JudgedMessage,
        contact: Contact,
        phone: Phone,
        text: str,
        media: MediaFile | None,
    ) -> JudgedMessage:
        person = person_key(phone.number)
        values = self._template.values_used(contact.cells)
        return replace(
            known,
            text=text,
            media=media,
            form=self._form(media),
            person=person,
            said=said_key(
                self._key,
                person=person,
                template=self._template.source,
                values=values,
                media=None if media is None else media.sha256,
            ),
        )

    def _form(self, media: MediaFile | None) -> Form:
        if media is None:
            return Form.TEXT
        return Form.FILE_WITH_CAPTION if self.settings.open_ticket else Form.TEXT_THEN_FILE

    def _repeated(self, person: str, said: str, earlier: dict[str, str]) -> Problem | None:
        if said in earlier:
            return Problem(code=ProblemCode.ALREADY_SENT, detail=earlier[said])
        first = self._seen.get(person)
        if first is None:
            return None
        row, said_there = first
        if said == said_there:
            return Problem(code=ProblemCode.DUPLICATE, detail=str(row))
        if self.settings.duplicates == "send":
            return None
        return Problem(code=ProblemCode.DUPLICATE_OTHER_MESSAGE, detail=str(row))

"""One row after another goes in; its message comes out, or the problem that keeps it from leaving."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from batch_sender import columns
from batch_sender.contacts import ContactList
from batch_sender.enclosures import Enclosures, plan_enclosures
from batch_sender.expiry import parse_moment
from batch_sender.hidden_problems import hidden_behind
from batch_sender.identity import said_key
from batch_sender.journal import Known, Question
from batch_sender.models import (
    Contact,
    Form,
    JudgedMessage,
    MediaFile,
    Phone,
    PhoneNumber,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which column holds what; None where the list has no such column."""

    header: Sequence[str]
    phone: int
    key: int | None = None
    expiry: int | None = None

    @classmethod
    def of(cls, contacts: ContactList, settings: Settings) -> "Layout":
        """Find the columns that the settings name, or that only the list itself can tell.

        Raises:
            ListError: one of them is not there, or cannot be told.
        """
        header = contacts.header
        sample = [row.cells for row in itertools.islice(contacts.rows(), _SAMPLE)]

        def named(wanted: str | None, flag: str) -> int | None:
            return None if wanted is None else columns.wanted_column(header, wanted, flag=flag)

        return cls(
            header=header,
            phone=columns.find_phone_column(
                header, written=contacts.written, wanted=settings.phone_column, sample=sample
            ),
            key=named(settings.key, "--key"),
            expiry=named(settings.expires_column, "--expires-column"),
        )


class Judge:
    """Judges one row after another; remembers who is on the list already."""

    def __init__(
        self,
        *,
        layout: Layout,
        template: Template,
        enclosures: Enclosures,
        settings: Settings,
        key: bytes,
        now: datetime,
    ) -> None:
        self.settings = settings
        self.repairs: Counter[str] = Counter()
        self.further: Counter[str] = Counter()
        self._layout = layout
        self._template = template
        self._enclosures = enclosures
        self._key = key
        self._now = now
        self._zone = settings.calendar.zone
        self._person_limit = settings.person_limit
        self._seen: dict[str, tuple[int, str]] = {}
        self._kept: Counter[str] = Counter()
        self._sendable = 0

    @classmethod
    def of(cls, contacts: ContactList, request: Request, *, key: bytes, now: datetime) -> "Judge":
        """Settle everything that concerns all rows, before the first is judged."""
        settings = request.settings
        return cls(
            layout=Layout.of(contacts, settings),
            template=compile_template(
                request.text,
                contacts.header,
                written=contacts.written,
                max_chars=settings.max_characters,
                origin=request.origin,
            ),
            enclosures=plan_enclosures(
                settings,
                header=contacts.header,
                written=contacts.written,
                list_folder=request.list_path.parent,
            ),
            settings=settings,
            key=key,
            now=now,
        )

    @property
    def phone_column(self) -> str:
        """The name of the column that holds the numbers."""
        return self._layout.header[self._layout.phone]

    @property
    def question(self) -> Question:
        """What the journal is to be asked about the people on the list."""
        repeat_after, limit = self.settings.repeat_after, self._person_limit
        return Question(
            said_since=None if repeat_after is None else self._now - repeat_after,
            written_since=None if limit is None else self._now - limit.within,
            not_in=self.settings.not_in,
            accepted_in=self.settings.accepted_in,
        )

    def fill(self, contact: Contact) -> JudgedMessage:
        """Judge a row by itself: its number, its time, its text, its file."""
        cells = contact.cells
        phone, key, expires_at = self._phone(cells), self._own_key(cells), self._expiry(cells)
        text, media = self._text(cells), self._enclosures.of(cells)
        if (
            isinstance(phone, Problem)
            or isinstance(key, Problem)
            or isinstance(expires_at, Problem)
            or isinstance(text, Problem)
            or isinstance(media, Problem)
        ):
            found = (phone, key, expires_at, *self._all_of_text(text, cells), media)
            return self._with_problems(contact, phone, text, found)
        ready = JudgedMessage(
            row=contact.row,
            cells=cells,
            number=phone.number,
            repairs=phone.repairs,
            text=text,
            media=media,
            form=self._form(media),
            expires_at=expires_at,
        )
        return self._identified(ready, phone.number, key)

    def decide(self, message: JudgedMessage, known: Known) -> JudgedMessage:
        """Judge a row by what else is known: people, earlier batches, earlier rows, the limit."""
        self.repairs.update(repair.rule for repair in message.repairs)
        if message.problem is not None or message.person is None or message.said is None:
            self.further.update(problem.code for problem in message.further)
            return message
        problem = self._refused(message.person, message.said, known)
        if problem is None and self._sendable == self.settings.limit:
            problem = Problem(code=ProblemCode.OVER_LIMIT, detail=str(self.settings.limit))
        if problem is not None:
            return replace(message, problem=problem)
        self._sendable += 1
        self._seen.setdefault(message.person, (message.row, message.said))
        if self._person_limit is not None:
            self._kept[message.person] += 1
        return message

    # ── a row by itself ───────────────────────────────────────────────────────────────────────

    def _in_column(self, column: int, problem: Problem) -> Problem:
        return replace(problem, column=self._layout.header[column])

    def _with_problems(
        self, contact: Contact, phone: Phone | Problem, text: str | Problem, found: Iterable[object]
    ) -> JudgedMessage:
        """Keep what is known of a row that will not be sent; of its problems the first decides."""
        first, *further = dict.fromkeys(each for each in found if isinstance(each, Problem))
        usable = phone if isinstance(phone, Phone) else None
        return JudgedMessage(
            row=contact.row,
            cells=contact.cells,
            problem=first,
            further=tuple(further),
            number=usable.number if usable else None,
            repairs=usable.repairs if usable else (),
            text=text if isinstance(text, str) else None,
        )

    def _phone(self, cells: Sequence[str]) -> Phone | Problem:
        phone = parse_phone(cells[self._layout.phone])
        return self._in_column(self._layout.phone, phone) if isinstance(phone, Problem) else phone

    def _own_key(self, cells: Sequence[str]) -> str | Problem | None:
        if self._layout.key is None:
            return None
        if key := cells[self._layout.key].strip():
            return key
        return self._in_column(self._layout.key, Problem(code=ProblemCode.VALUE_MISSING))

    def _expiry(self, cells: Sequence[str]) -> datetime | Problem | None:
        if self._layout.expiry is None:
            return None
        moment = self._moment(cells[self._layout.expiry])
        return (
            self._in_column(self._layout.expiry, moment) if isinstance(moment, Problem) else moment
        )

    def _moment(self, cell: str) -> datetime | Problem | None:
        if not cell.strip():
            return None
        try:
            expires_at = parse_moment(cell, self._zone)
        except ValueError:
            return Problem(code=ProblemCode.VALUE_UNUSABLE, detail=cell)
        if expires_at <= self._now:
            return Problem(code=ProblemCode.EXPIRED, detail=cell)
        return expires_at

    def _text(self, cells: Sequence[str]) -> str | Problem:
        text = self._template.fill(cells)
        if self.settings.open_ticket and isinstance(text, str) and has_server_placeholder(text):
            return Problem(code=ProblemCode.TEXT_NOT_ALLOWED, detail="{{")
        return text

    def _all_of_text(self, text: str | Problem, cells: Sequence[str]) -> Iterable[str | Problem]:
        """Add to the text's first problem those that it hides."""
        if not isinstance(text, Problem):
            return (text,)
        return (text, *hidden_behind(text, cells, self._layout.header, fill=self._template.fill))

    def _form(self, media: MediaFile | None) -> Form:
        if media is None:
            return Form.TEXT
        return Form.FILE_WITH_CAPTION if self.settings.open_ticket else Form.TEXT_THEN_FILE

    def _identified(
        self, ready: JudgedMessage, number: PhoneNumber, key: str | None
    ) -> JudgedMessage:
        person = person_key(number)
        values = self._template.values_used(ready.cells)
        return replace(
            ready,
            person=person,
            said=said_key(
                self._key,
                person=person,
                template=self._template.source,
                values=values if key is None else {"key": key},
                media=None if ready.media is None else ready.media.sha256,
            ),
        )

    # ── a row among others ────────────────────────────────────────────────────────────────────

    def _refused(self, person: str, said: str, known: Known) -> Problem | None:
        if person in known.opted_out:
            return Problem(code=ProblemCode.OPTED_OUT, detail=known.opted_out[person])
        left_out = known.accepted is not None and person not in known.accepted
        if left_out or person in known.reached:
            return Problem(code=ProblemCode.NOT_CHOSEN)
        return self._repeated(person, said, known) or self._too_often(person, known)

    def _repeated(self, person: str, said: str, known: Known) -> Problem | None:
        if said in known.said:
            return Problem(code=ProblemCode.ALREADY_SENT, detail=known.said[said])
        first = self._seen.get(person)
        if first is None:
            return None
        row, said_there = first
        if said == said_there:
            return Problem(code=ProblemCode.DUPLICATE, detail=str(row))
        if self.settings.duplicates == "send":
            return None
        return Problem(code=ProblemCode.DUPLICATE_OTHER_MESSAGE, detail=str(row))

    def _too_often(self, person: str, known: Known) -> Problem | None:
        limit = self._person_limit
        if limit is None or known.written.get(person, 0) + self._kept[person] < limit.messages:
            return None
        return Problem(code=ProblemCode.TOO_OFTEN)

"""Judge rows by themselves: number, consent, key, expiry, text, file and payment line of each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from batch_sender.compose.as_read import without_greetings
from batch_sender.compose.attachments import Attachments, plan_attachments
from batch_sender.compose.templates import has_server_placeholder
from batch_sender.compose.variants import CompiledVariant, CompiledVariants, compiled
from batch_sender.config.settings import Settings
from batch_sender.judge.choice import conditions_of, of_chosen, why_left_out
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.payment_messages import forms, payment_lines, usable
from batch_sender.judge.payments import PaymentChecks
from batch_sender.judge.request import JudgingContext
from batch_sender.judge.set_aside import add_repairs, leave_out, set_aside
from batch_sender.judge.unsaved import taking_part, with_unsaved
from batch_sender.models import (
    Contacts,
    JudgedRows,
    MediaFile,
    Phone,
    PhoneNumber,
    Problem,
    ProblemCode,
)
from batch_sender.models.spans import GreetingSpan
from batch_sender.phones import person_key
from batch_sender.timing.moments import parse_moment

Rows = Sequence[Sequence[str]]
"""The cells of several rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found in rows: a column for each question, in it an answer or a problem for each row."""

    choices: Sequence[Problem | None]
    phones: Sequence[Phone | Problem]
    usable: Sequence[Phone]
    people: list[str | None]
    refusals: Sequence[Problem | None]
    keys: Sequence[str | Problem | None]
    expiries: Sequence[datetime | Problem | None]
    variants: Sequence[CompiledVariant]
    texts: Sequence[str | Problem]
    media: Sequence[MediaFile | Problem | None]
    payment_lines: Sequence[str | Problem | None]
    payments: Sequence[Problem | None]

    def with_problems(self) -> set[int]:
        """Return the places of the rows that have any."""
        answers = (
            *(self.choices, self.refusals, self.phones, self.keys, self.expiries),
            *(self.texts, self.media, self.payment_lines, self.payments),
        )
        return {
            place
            for column in filter(any, answers)  # most lists are not asked about half of these
            for place, answer in enumerate(column)
            if isinstance(answer, Problem)
        }


_NO_PHONE: Final = Phone(number=PhoneNumber(""))
"""Stands for the number of a row that has none, and is a problem."""


class RowJudge:
    """Judges rows by themselves; what it says of one hangs on no other."""

    def __init__(
        self,
        *,
        mapping: ColumnMapping,
        variants: CompiledVariants,
        attachments: Attachments,
        settings: Settings,
        now: datetime,
    ) -> None:
        self.settings = settings
        self.mapping = mapping
        self._variants = variants
        self._attachments = attachments
        self.cell_checks = variants.cell_checks(mapping.template_view.titles, header=mapping.header)
        self._now = now
        self._zone = settings.calendar.zone
        sent = mapping.template_view.places_of(variants.columns)
        self.payments = PaymentChecks.of(mapping, settings, sent=sent, now=now)
        self._taking_part = taking_part(mapping, variants, attachments)
        self._conditions = conditions_of(settings, mapping, now)
        self._choosing = frozenset(mapping.template_view.places_of(self._conditions.columns))

    @classmethod
    def of(cls, context: JudgingContext) -> Self:
        """Settle everything that concerns all rows, before the first is judged."""
        request, mapping, now = context.request, context.mapping, context.now
        settings = request.settings
        return cls(
            mapping=mapping,
            variants=CompiledVariants(
                compiled(
                    request.texts,
                    header=mapping.template_view.header,
                    written=mapping.template_view.written,
                    settings=settings,
                    now=now,
                ),
                key=context.key,
            ),
            attachments=plan_attachments(
                mapping.with_media(settings),
                header=mapping.template_view.header,
                written=mapping.template_view.written,
                column=mapping.file_column(settings),
                list_folder=request.list_path.parent,
                checked=context.file,
            ),
            settings=settings,
            now=now,
        )

    @property
    def path_columns(self) -> Collection[int] | None:
        """The columns that say which file is a row's own; None where no row has one."""
        return self._attachments.path_columns

    @property
    def file(self) -> MediaFile | None:
        """The file that all rows send, if there is one."""
        return self._attachments.file

    def judge(self, contacts: Contacts) -> JudgedRows:
        """Return each row's message, or the problems that keep it from leaving."""
        contacts = with_unsaved(contacts, self._choosing, self.mapping)
        seen = self.mapping.template_view.rows(contacts.cells)
        choices = self._conditions.problems(seen)
        not_chosen = why_left_out(choices, contacts, self.mapping.template_view)
        contacts = with_unsaved(contacts, self._taking_part, self.mapping)
        found = self._find(contacts.cells, seen, choices)
        rows = self._messages(contacts, seen, found)
        for place in found.with_problems():
            self._keep_back(rows, place, seen[place], found)
            self.payments.add_further(rows, place)
        add_repairs(rows, contacts)
        if contacts.faults:
            set_aside(rows, contacts.faults)
        if not_chosen:
            leave_out(rows, not_chosen)
        return rows

    def _find(self, rows: Rows, seen: Rows, choices: Sequence[Problem | None]) -> _Found:
        phones = self.mapping.recipients.numbers(rows)
        usable = [each if isinstance(each, Phone) else _NO_PHONE for each in phones]
        people = [person_key(each.number) or None for each in usable]
        variants = self._variants.for_people(people)
        nothing = [None] * len(rows)
        mapping, consents = self.mapping, self.mapping.consents
        return _Found(
            choices=choices,
            phones=phones,
            usable=usable,
            people=people,
            refusals=nothing if consents is None else list(map(consents.problem, rows)),
            keys=nothing if mapping.key is None else self._own_keys(mapping.key, rows),
            expiries=nothing if mapping.expiry is None else self._expiries(mapping.expiry, rows),
            variants=variants,
            texts=self._texts(variants, seen),
            media=of_chosen(self._attachments.of, seen, choices),
            payment_lines=of_chosen(self._payment_lines, rows, choices),
            payments=of_chosen(self.payments.look, rows, choices),
        )

    def _messages(self, contacts: Contacts, seen: Rows, found: _Found) -> JudgedRows:
        """Make a message of each row, whether or not it has problems."""
        greetings = self._greetings(found, seen)
        keys, other_keys = self._said(found, seen, greetings)
        many = len(contacts.rows)
        return JudgedRows(
            row=contacts.rows,
            cells=contacts.cells,
            number=[phone.number or None for phone in found.usable],
            person=found.people,
            idempotency_key=[*keys],
            text=[text if isinstance(text, str) else None for text in found.texts],
            repairs=[phone.repairs for phone in found.usable],
            problem=[None] * many,
            further=[()] * many,
            notices=[()] * many,
            other_keys=other_keys,
            variant=[variant.name for variant in found.variants],
            greetings=greetings,
            form=forms(found.media, found.payment_lines, open_ticket=self.settings.open_ticket),
            media=[file if isinstance(file, MediaFile) else None for file in found.media],
            expires_at=[each if isinstance(each, datetime) else None for each in found.expiries],
            new_person=[False] * many,
            turn=[0] * many,
            payment_line=usable(found.payment_lines),
        )

    def _in_column(self, column: int, problem: Problem) -> Problem:
        return replace(problem, column=self.mapping.header[column])

    def _keep_back(self, rows: JudgedRows, place: int, seen: Sequence[str], found: _Found) -> None:
        """Keep what is known of a row that will not be sent; of its problems the first decides."""
        variant, text = found.variants[place], found.texts[place]
        answers = (
            *(found.choices[place], found.refusals[place], found.phones[place]),
            *(found.keys[place], found.expiries[place]),
            *self._all_of_text(variant, text, seen),
            *(found.media[place], found.payment_lines[place], found.payments[place]),
        )
        problems = (each for each in answers if isinstance(each, Problem))
        first, *further = dict.fromkeys(map(self.mapping.template_view.in_list, problems))
        rows.problem[place], rows.further[place] = first, tuple(further)
        rows.person[place], rows.idempotency_key[place] = rows.number[place], None
        rows.take_out(place)
        if rows.number[place] is None and variant.name is not None:
            # Of several texts nobody can tell which it were: that hangs on the number.
            rows.variant[place] = rows.text[place] = None

    def _own_keys(self, column: int, rows: Rows) -> list[str | Problem]:
        missing = self._in_column(column, Problem(code=ProblemCode.VALUE_MISSING))
        return [cells[column].strip() or missing for cells in rows]

    def _expiries(self, column: int, rows: Rows) -> list[datetime | Problem | None]:
        moments = [self._moment(cells[column]) for cells in rows]
        return [
            self._in_column(column, each) if isinstance(each, Problem) else each for each in moments
        ]

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

    def _texts(self, variants: Sequence[CompiledVariant], rows: Rows) -> list[str | Problem]:
        texts = self._variants.fill(variants, rows)
        if not self.settings.open_ticket:
            return texts
        refused = Problem(code=ProblemCode.TEXT_NOT_ALLOWED, detail="{{")
        return [
            refused if isinstance(text, str) and has_server_placeholder(text) else text
            for text in texts
        ]

    def _said(
        self, found: _Found, seen: Rows, greetings: Sequence[Sequence[GreetingSpan]]
    ) -> tuple[list[str], list[tuple[str, ...]]]:
        """Return the keys of what is said; of a row with problems they mean nothing."""
        files = [each.sha256 if isinstance(each, MediaFile) else None for each in found.media]
        people = [person or "" for person in found.people]
        if self.mapping.key is not None:
            names = [str(key) for key in found.keys]
            return self._variants.said_by_name(
                found.variants, people=people, names=names, media=files
            )
        texts = [text if isinstance(text, str) else "" for text in found.texts]
        if any(greetings):
            texts = list(map(without_greetings, texts, greetings))
        lines = () if self.mapping.payment is None else usable(found.payment_lines)
        return self._variants.said(
            found.variants, seen, people=people, texts=texts, media=files, payment_lines=lines
        )

    def _greetings(self, found: _Found, seen: Rows) -> list[tuple[GreetingSpan, ...]]:
        return [
            variant.template.spans(cells)
            if variant.template.greets and isinstance(text, str)
            else ()
            for variant, text, cells in zip(found.variants, found.texts, seen, strict=True)
        ]

    def _all_of_text(
        self, variant: CompiledVariant, text: str | Problem, cells: Sequence[str]
    ) -> Iterable[str | Problem]:
        """Add to the text's first problem those that it hides."""
        if not isinstance(text, Problem):
            return (text,)
        return (text, *variant.template.problems(cells)[1:])

    def _payment_lines(self, rows: Rows) -> Sequence[str | Problem | None]:
        column, open_ticket = self.mapping.payment, self.settings.open_ticket
        if column is None:
            return [None] * len(rows)
        name = self.mapping.header[column]
        return payment_lines(rows, column, name=name, open_ticket=open_ticket)

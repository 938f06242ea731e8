"""Judge rows by themselves: number, consent, key, expiry, text and file of each."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from batch_sender.compose.attachments import Attachments, plan_attachments
from batch_sender.compose.templates import has_server_placeholder
from batch_sender.compose.variants import CompiledVariant, CompiledVariants, compiled
from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.request import JudgingContext
from batch_sender.models import (
    Contacts,
    Form,
    JudgedMessage,
    MediaFile,
    Phone,
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

    phones: Sequence[Phone | Problem]
    people: Sequence[str | None]
    refusals: Sequence[Problem | None]
    keys: Sequence[str | Problem | None]
    expiries: Sequence[datetime | Problem | None]
    variants: Sequence[CompiledVariant]
    texts: Sequence[str | Problem]
    media: Sequence[MediaFile | Problem | None]

    def with_problems(self) -> set[int]:
        """Return the places of the rows that have any."""
        answers = (self.refusals, self.phones, self.keys, self.expiries, self.texts, self.media)
        return {
            place
            for column in answers
            for place, answer in enumerate(column)
            if isinstance(answer, Problem)
        }


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
        self._now = now
        self._zone = settings.calendar.zone

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
            ),
            settings=settings,
            now=now,
        )

    @property
    def path_columns(self) -> Collection[int] | None:
        """The columns that say which file is a row's own; None where no row has one."""
        return self._attachments.path_columns

    def judge(self, contacts: Contacts) -> list[JudgedMessage]:
        """Return each row's message, or the problems that keep it from leaving."""
        seen = self.mapping.template_view.rows(contacts.cells)
        found = self._find(contacts.cells, seen)
        messages = list(self._messages(contacts, seen, found))
        for place in found.with_problems():
            messages[place] = self._with_problems(messages[place], seen[place], found, place)
        return messages

    def _find(self, rows: Rows, seen: Rows) -> _Found:
        phones = self.mapping.recipients.numbers(rows)
        people = [None if isinstance(each, Problem) else person_key(each.number) for each in phones]
        variants = self._variants.for_people(people)
        nothing = [None] * len(rows)
        mapping, consents = self.mapping, self.mapping.consents
        return _Found(
            phones=phones,
            people=people,
            refusals=nothing if consents is None else list(map(consents.problem, rows)),
            keys=nothing if mapping.key is None else self._own_keys(mapping.key, rows),
            expiries=nothing if mapping.expiry is None else self._expiries(mapping.expiry, rows),
            variants=variants,
            texts=self._texts(variants, seen),
            media=self._attachments.of(seen),
        )

    def _messages(self, contacts: Contacts, seen: Rows, found: _Found) -> Iterator[JudgedMessage]:
        """Make a message of each row; of one with problems it is the beginning alone."""
        keys, other_keys = self._said(found, seen)
        columns = (contacts.rows, contacts.cells, found.phones, found.people, keys, found.texts)
        more = (other_keys, found.variants, self._greetings(found, seen), found.media)
        for row, cells, phone, person, key, text, others, variant, spans, media, expires_at in zip(
            *columns, *more, found.expiries, strict=True
        ):
            if isinstance(phone, Problem):
                yield JudgedMessage(row, cells)
                continue
            yield JudgedMessage(
                row,
                cells,
                phone.number,
                person,
                key,
                text,
                phone.repairs,
                None,
                (),
                (),
                others,
                variant.name,
                spans,
                self._form(media),
                media,
                expires_at,
            )

    def _in_column(self, column: int, problem: Problem) -> Problem:
        return replace(problem, column=self.mapping.header[column])

    def _with_problems(
        self, message: JudgedMessage, seen: Sequence[str], found: _Found, place: int
    ) -> JudgedMessage:
        """Keep what is known of a row that will not be sent; of its problems the first decides."""
        variant, text = found.variants[place], found.texts[place]
        answers = (
            *(found.refusals[place], found.phones[place], found.keys[place], found.expiries[place]),
            *self._all_of_text(variant, text, seen),
            found.media[place],
        )
        problems = (each for each in answers if isinstance(each, Problem))
        first, *further = dict.fromkeys(map(self.mapping.template_view.in_list, problems))
        # Of several texts nobody can tell which it were without a number: it hangs on that.
        has_text = isinstance(text, str) and (message.number is not None or variant.name is None)
        return JudgedMessage(
            row=message.row,
            cells=message.cells,
            problem=first,
            further=tuple(further),
            number=message.number,
            repairs=message.repairs,
            variant=message.variant,
            text=text if has_text and isinstance(text, str) else None,
        )

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

    def _said(self, found: _Found, seen: Rows) -> tuple[Sequence[str], Sequence[tuple[str, ...]]]:
        """Return the keys of what is said; of a row with problems they mean nothing."""
        names = None if self.mapping.key is None else [str(key) for key in found.keys]
        files = [each.sha256 if isinstance(each, MediaFile) else None for each in found.media]
        people = [person or "" for person in found.people]
        return self._variants.said(found.variants, people, seen, names=names, media=files)

    def _greetings(self, found: _Found, seen: Rows) -> Sequence[tuple[GreetingSpan, ...]]:
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

    def _form(self, media: MediaFile | Problem | None) -> Form:
        if media is None:
            return Form.TEXT
        return Form.FILE_WITH_CAPTION if self.settings.open_ticket else Form.TEXT_THEN_FILE

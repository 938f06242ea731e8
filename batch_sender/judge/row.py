"""Judge a row by itself: its number, consent, key, expiry, text and file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self

from batch_sender.compose.attachments import Attachments, plan_attachments
from batch_sender.compose.templates import has_server_placeholder
from batch_sender.compose.variants import CompiledVariant, CompiledVariants, compiled
from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.request import JudgingContext
from batch_sender.models import Contact, Form, JudgedMessage, MediaFile, Phone, Problem, ProblemCode
from batch_sender.phones import person_key
from batch_sender.timing.moments import parse_moment


class RowJudge:
    """Judges rows by themselves; what it says of one hangs on no other, so any process may do it."""

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
        self._consents = mapping.consents
        self._number = mapping.recipients.number
        self._cells_for_text = mapping.template_view.cells
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

    def judge(self, contact: Contact) -> JudgedMessage:
        """Return a row's message, or the problems that keep it from leaving."""
        cells, seen = contact.cells, self._cells_for_text(contact.cells)
        refusal = None if self._consents is None else self._consents.problem(cells)
        phone, key, expires_at = self._number(cells), self._own_key(cells), self._expiry(cells)
        person = None if isinstance(phone, Problem) else person_key(phone.number)
        variant = self._variants.for_person(person)
        text, media = self._text(variant, seen), self._attachments.of(seen)
        if (
            refusal is not None
            or isinstance(phone, Problem)
            or isinstance(key, Problem)
            or isinstance(expires_at, Problem)
            or isinstance(text, Problem)
            or isinstance(media, Problem)
        ):
            found = (
                *(refusal, phone, key, expires_at),
                *self._all_of_text(variant, text, seen),
                media,
            )
            return self._with_problems(contact, phone, (variant, text), found)
        sha256 = None if media is None else media.sha256
        own_key, other_keys = self._variants.said(
            variant, person or "", seen, key=key, media=sha256
        )
        return JudgedMessage(
            row=contact.row,
            cells=cells,
            number=phone.number,
            repairs=phone.repairs,
            person=person,
            variant=variant.name,
            text=text,
            greetings=variant.template.spans(seen) if variant.template.greets else (),
            media=media,
            form=self._form(media),
            expires_at=expires_at,
            idempotency_key=own_key,
            other_keys=other_keys,
        )

    def _in_column(self, column: int, problem: Problem) -> Problem:
        return replace(problem, column=self.mapping.header[column])

    def _with_problems(
        self,
        contact: Contact,
        phone: Phone | Problem,
        text: tuple[CompiledVariant, str | Problem],
        found: Iterable[object],
    ) -> JudgedMessage:
        """Keep what is known of a row that will not be sent; of its problems the first decides."""
        problems = (each for each in found if isinstance(each, Problem))
        first, *further = dict.fromkeys(map(self.mapping.template_view.in_list, problems))
        usable = phone if isinstance(phone, Phone) else None
        variant, rendered = text
        return JudgedMessage(
            row=contact.row,
            cells=contact.cells,
            problem=first,
            further=tuple(further),
            number=usable.number if usable else None,
            repairs=usable.repairs if usable else (),
            # Of several texts nobody can tell which it were: that hangs on the number.
            variant=variant.name if usable else None,
            text=rendered
            if isinstance(rendered, str) and (usable or variant.name is None)
            else None,
        )

    def _own_key(self, cells: Sequence[str]) -> str | Problem | None:
        if self.mapping.key is None:
            return None
        if key := cells[self.mapping.key].strip():
            return key
        return self._in_column(self.mapping.key, Problem(code=ProblemCode.VALUE_MISSING))

    def _expiry(self, cells: Sequence[str]) -> datetime | Problem | None:
        if self.mapping.expiry is None:
            return None
        moment = self._moment(cells[self.mapping.expiry])
        return (
            self._in_column(self.mapping.expiry, moment) if isinstance(moment, Problem) else moment
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

    def _text(self, variant: CompiledVariant, cells: Sequence[str]) -> str | Problem:
        text = variant.template.fill(cells)
        if self.settings.open_ticket and isinstance(text, str) and has_server_placeholder(text):
            return Problem(code=ProblemCode.TEXT_NOT_ALLOWED, detail="{{")
        return text

    def _all_of_text(
        self, variant: CompiledVariant, text: str | Problem, cells: Sequence[str]
    ) -> Iterable[str | Problem]:
        """Add to the text's first problem those that it hides."""
        if not isinstance(text, Problem):
            return (text,)
        return (text, *variant.template.problems(cells)[1:])

    def _form(self, media: MediaFile | None) -> Form:
        if media is None:
            return Form.TEXT
        return Form.FILE_WITH_CAPTION if self.settings.open_ticket else Form.TEXT_THEN_FILE

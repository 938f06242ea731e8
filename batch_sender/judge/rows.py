"""One row after another goes in; its message comes out, or the problem that keeps it from leaving."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self

from batch_sender.compose import variants
from batch_sender.compose.attachments import Attachments, plan_attachments
from batch_sender.compose.templates import has_server_placeholder
from batch_sender.compose.variants import CompiledVariant, CompiledVariants
from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.first_rows import FirstRows
from batch_sender.judge.request import JudgingContext
from batch_sender.models import (
    Contact,
    Form,
    JudgedMessage,
    Known,
    MediaFile,
    Phone,
    Problem,
    ProblemCode,
    Question,
)
from batch_sender.models.table_rows import Candidate
from batch_sender.phones import person_key
from batch_sender.timing.moments import parse_moment


class Judge:
    """Judges one row after another; remembers who is on the list already."""

    def __init__(
        self,
        *,
        roles: ColumnMapping,
        wordings: CompiledVariants,
        enclosures: Attachments,
        settings: Settings,
        now: datetime,
    ) -> None:
        self.settings = settings
        self.roles = roles
        self._consents = roles.consents
        self._number = roles.recipients.number
        self._view = roles.view.cells
        self._wordings = wordings
        self._enclosures = enclosures
        self._now = now
        self._zone = settings.calendar.zone
        self._limit, self._person_limit = settings.limit, settings.person_limit
        self._first = FirstRows()
        self._kept: Counter[str] = Counter()
        self._sendable = 0

    @classmethod
    def of(cls, brief: JudgingContext) -> Self:
        """Settle everything that concerns all rows, before the first is judged."""
        request, roles, now = brief.request, brief.roles, brief.now
        settings = request.settings
        return cls(
            roles=roles,
            wordings=CompiledVariants(
                variants.compiled(
                    request.texts,
                    header=roles.view.header,
                    written=roles.view.written,
                    settings=settings,
                    now=now,
                ),
                key=brief.key,
            ),
            enclosures=plan_attachments(
                roles.with_media(settings),
                header=roles.view.header,
                written=roles.view.written,
                column=roles.file_column(settings),
                list_folder=request.list_path.parent,
            ),
            settings=settings,
            now=now,
        )

    @property
    def path_columns(self) -> Collection[int] | None:
        """The columns that say which file is a row's own; None where no row has one."""
        return self._enclosures.path_columns

    @property
    def question(self) -> Question:
        """What the journal is to be asked about the people on the list."""
        repeat_after, limit = self.settings.repeat_after, self._person_limit
        return Question(
            sent_since=None if repeat_after is None else self._now - repeat_after,
            written_since=None if limit is None else self._now - limit.within,
            not_in=self.settings.not_in,
            accepted_in=self.settings.accepted_in,
        )

    def fill(self, contact: Contact) -> JudgedMessage:
        """Judge a row by itself: its number, its time, its text, its file."""
        cells, seen = contact.cells, self._view(contact.cells)
        refusal = None if self._consents is None else self._consents.problem(cells)
        phone, key, expires_at = self._number(cells), self._own_key(cells), self._expiry(cells)
        person = None if isinstance(phone, Problem) else person_key(phone.number)
        wording = self._wordings.for_person(person)
        text, media = self._text(wording, seen), self._enclosures.of(seen)
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
                *self._all_of_text(wording, text, seen),
                media,
            )
            return self._with_problems(contact, phone, (wording, text), found)
        sha256 = None if media is None else media.sha256
        said, said_too = self._wordings.said(wording, person or "", seen, key=key, media=sha256)
        return JudgedMessage(
            row=contact.row,
            cells=cells,
            number=phone.number,
            repairs=phone.repairs,
            person=person,
            variant=wording.name,
            text=text,
            greetings=wording.template.spans(seen) if wording.template.greets else (),
            media=media,
            form=self._form(media),
            expires_at=expires_at,
            idempotency_key=said,
            other_keys=said_too,
        )

    def decide(self, candidate: Candidate, known: Known) -> Problem | None:
        """Judge a row by what else is known: people, earlier batches, earlier rows, the limit.

        Return why it is skipped, which has no problem of its own.
        """
        problem = self._refused(candidate, known)
        if problem is None and self._sendable == self._limit:
            problem = Problem(code=ProblemCode.OVER_LIMIT, detail=str(self._limit))
        if problem is None:
            self._sendable += 1
            if self._person_limit is not None:
                self._kept[candidate.person] += 1
        # A second message that may yet be let in has no duplicate of its own, either.
        if problem is None or problem.code is ProblemCode.DUPLICATE_OTHER_MESSAGE:
            self._first.add(candidate.person, candidate.idempotency_key, candidate.row)
        return problem

    # ── a row by itself ───────────────────────────────────────────────────────────────────────

    def _in_column(self, column: int, problem: Problem) -> Problem:
        return replace(problem, column=self.roles.header[column])

    def _with_problems(
        self,
        contact: Contact,
        phone: Phone | Problem,
        text: tuple[CompiledVariant, str | Problem],
        found: Iterable[object],
    ) -> JudgedMessage:
        """Keep what is known of a row that will not be sent; of its problems the first decides."""
        problems = (each for each in found if isinstance(each, Problem))
        first, *further = dict.fromkeys(map(self.roles.view.in_list, problems))
        usable = phone if isinstance(phone, Phone) else None
        wording, filled = text
        return JudgedMessage(
            row=contact.row,
            cells=contact.cells,
            problem=first,
            further=tuple(further),
            number=usable.number if usable else None,
            repairs=usable.repairs if usable else (),
            # Of several texts nobody can tell which it were: that hangs on the number.
            variant=wording.name if usable else None,
            text=filled if isinstance(filled, str) and (usable or wording.name is None) else None,
        )

    def _own_key(self, cells: Sequence[str]) -> str | Problem | None:
        if self.roles.key is None:
            return None
        if key := cells[self.roles.key].strip():
            return key
        return self._in_column(self.roles.key, Problem(code=ProblemCode.VALUE_MISSING))

    def _expiry(self, cells: Sequence[str]) -> datetime | Problem | None:
        if self.roles.expiry is None:
            return None
        moment = self._moment(cells[self.roles.expiry])
        return self._in_column(self.roles.expiry, moment) if isinstance(moment, Problem) else moment

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

    def _text(self, wording: CompiledVariant, cells: Sequence[str]) -> str | Problem:
        text = wording.template.fill(cells)
        if self.settings.open_ticket and isinstance(text, str) and has_server_placeholder(text):
            return Problem(code=ProblemCode.TEXT_NOT_ALLOWED, detail="{{")
        return text

    def _all_of_text(
        self, wording: CompiledVariant, text: str | Problem, cells: Sequence[str]
    ) -> Iterable[str | Problem]:
        """Add to the text's first problem those that it hides."""
        if not isinstance(text, Problem):
            return (text,)
        return (text, *wording.template.problems(cells)[1:])

    def _form(self, media: MediaFile | None) -> Form:
        if media is None:
            return Form.TEXT
        return Form.FILE_WITH_CAPTION if self.settings.open_ticket else Form.TEXT_THEN_FILE

    # ── a row among others ────────────────────────────────────────────────────────────────────

    def _refused(self, candidate: Candidate, known: Known) -> Problem | None:
        person = candidate.person
        if person in known.opted_out:
            return Problem(code=ProblemCode.OPTED_OUT, detail=known.opted_out[person])
        left_out = known.accepted is not None and person not in known.accepted
        if left_out or person in known.reached:
            return Problem(code=ProblemCode.NOT_CHOSEN)
        return self._repeated(candidate, known) or self._too_often(person, known)

    def _repeated(self, candidate: Candidate, known: Known) -> Problem | None:
        """Find who was told before: this or, in an earlier batch, what the other texts say."""
        for key in (candidate.idempotency_key, *candidate.other_keys) if known.already_sent else ():
            if key in known.already_sent:
                return Problem(code=ProblemCode.ALREADY_SENT, detail=known.already_sent[key])
        same, first = self._first.met(candidate.person, candidate.idempotency_key)
        if same is not None:
            return Problem(code=ProblemCode.DUPLICATE, detail=str(same))
        if first is None or self.settings.duplicates == "send":
            return None
        return Problem(code=ProblemCode.DUPLICATE_OTHER_MESSAGE, detail=str(first))

    def _too_often(self, person: str, known: Known) -> Problem | None:
        limit = self._person_limit
        if limit is None or known.written.get(person, 0) + self._kept[person] < limit.messages:
            return None
        return Problem(code=ProblemCode.TOO_OFTEN)

"""Judge a whole list into the journal as a new batch.

The whole list is judged before anything can leave. A bad row is skipped with its problem; only
what concerns all rows (no phone column, an unknown placeholder) is an error.
"""

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from batch_sender import __version__
from batch_sender.compose import variants
from batch_sender.compose.lint import CellChecks, LintFindings
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal, NewBatch
from batch_sender.judge.choice import not_chosen_of
from batch_sender.judge.errors import ExpiryPassed
from batch_sender.judge.media_match import MediaCheck
from batch_sender.judge.new_people import NewPeople
from batch_sender.judge.others import ListJudge
from batch_sender.judge.progress import JudgedSoFar, Progress, unheard
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge
from batch_sender.judge.shared_payments import SharedPayments
from batch_sender.judge.spread import judged
from batch_sender.load import ContactList, open_list, open_rows
from batch_sender.load.columns.value_columns import ValueColumns
from batch_sender.load.files.open_elsewhere import open_in
from batch_sender.models import FileRole, JudgedFile, JudgedRows

__all__ = ["Request", "opened", "prepare"]


def prepare(
    journal: Journal,
    request: Request,
    *,
    now: datetime,
    progress: Progress = unheard,
    lint: LintFindings | None = None,
) -> int:
    """Judge every row of the list into the journal; return the batch's number.

    `lint` takes down the warnings of the messages that may leave. A failure on the way leaves
    nothing behind.

    Raises:
        ListError, TemplateError, MediaError, ConditionError, SettingsError, JournalError:
            nothing was judged.
    """
    _refuse_what_leads_nowhere(journal, request.settings, now)
    journal.batches.discard_abandoned()
    with opened(request) as contacts:
        context = JudgingContext.of(contacts, request, key=journal.key(), now=now)
        judge = RowJudge.of(context)
        with (
            _file_check(judge) as check,
            journal.batches.judging(_new_batch(contacts, request)) as batch_id,
        ):
            others = ListJudge(request.settings, now=now)
            rest = _AmongOthers(
                journal=journal,
                others=others,
                shared=SharedPayments(checks=judge.payments),
                check=check,
                lint=lint,
                cells=judge.cell_checks,
                new_people=NewPeople.of(request.settings, column=judge.mapping.known),
            )
            so_far, left_out = JudgedSoFar(), 0
            values = ValueColumns.of(contacts.header, texts=judge.mapping.of_texts)
            for chunk, rows in judged(journal, batch_id, context, judge, contacts.chunks()):
                left_out += len(list(not_chosen_of(rows.problem)))
                values.look(chunk.trusted, chunk.texts)
                rest.judge(rows)
                journal.batches.add_messages(batch_id, rows)
                so_far.add(rows)
                progress(so_far)
            # Only now: whose line a later row has, may stand at the top of the list.
            journal.batches.hold_back(batch_id, rest.shared.earlier)
            contacts.refuse_if_changed()
            journal.batches.mark_checked(
                batch_id,
                who=request.who,
                repairs=so_far.repairs,
                new_people=journal.batches.new_people_left(batch_id),
                read_as={
                    **_read_as(contacts, request, judge, further=so_far.further.most_common()),
                    "origin": request.origin,
                    "cells": rest.in_cells.told(),
                    "notations": values.notations(),
                    **judge.payments.told(),
                    **_chosen_by(request.settings, left_out),
                    "known_unclear": rest.new_people.unclear,
                    **(check.found() if check else {}),
                },
            )
    return batch_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _AmongOthers:
    """What is asked of rows that have no problem of their own."""

    journal: Journal
    others: ListJudge
    shared: SharedPayments
    check: MediaCheck | None
    lint: LintFindings | None
    cells: CellChecks
    new_people: NewPeople
    in_cells: LintFindings = field(default_factory=LintFindings)

    def judge(self, rows: JudgedRows) -> None:
        """Judge rows among all the others, look into their files, and note the slips in their texts."""
        self.shared.look(rows)
        people, keys = rows.sendable(rows.person), rows.sendable(rows.idempotency_key)
        known = self.journal.sending.known_of(
            [person for _row, person in people],
            [*(key for _row, key in keys), *itertools.chain.from_iterable(rows.other_keys)],
            self.others.question,
        )
        new = self.new_people.among(rows, known)
        rows.problem = self.others.decide(rows, known)
        self.new_people.mark(rows, new)
        if self.check is not None:
            rows.notices = [self.check.look(message).notices for message in rows.messages()]
        self._look_at_cells(rows)
        if self.lint is not None:
            self.lint.look(rows.sendable(rows.text))

    def _look_at_cells(self, rows: JudgedRows) -> None:
        texts = [
            "" if problem else text or ""
            for problem, text in zip(rows.problem, rows.text, strict=True)
        ]
        for place, warning in self.cells.look(rows.cells, texts):
            self.in_cells.note(rows.row[place], (warning,))


def _refuse_what_leads_nowhere(journal: Journal, settings: Settings, now: datetime) -> None:
    if settings.expires_at is not None and settings.expires_at <= now:
        raise ExpiryPassed(moment=settings.expires)
    for batch_id in (*settings.not_in, *settings.accepted_in):
        # Of a batch that knows nobody any more, nobody would be left out, or chosen.
        journal.batches.refuse_if_purged(batch_id)


def opened(request: Request) -> ContactList:
    """Open the list of a request, as its settings say.

    Raises:
        ListError: it cannot be read.
    """
    settings = request.settings
    if request.rows is not None:
        return open_rows(request.rows, name=str(request.list_path))
    return open_list(
        request.list_path,
        sheet=settings.sheet,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        quotes=settings.quotes,
        header_row=settings.header_row,
        hidden_rows=settings.hidden_rows == "send",
    )


def _new_batch(contacts: ContactList, request: Request) -> NewBatch:
    return NewBatch(
        list_path=str(
            request.list_path if request.rows is not None else request.list_path.absolute()
        ),
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
        variants=tuple(variants.named(request.texts)),
        files=tuple(_judged_files(contacts, request)),
    )


def _judged_files(contacts: ContactList, request: Request) -> Iterator[JudgedFile]:
    """Yield what was read of files that stay where they are, the list first."""
    if contacts.content is not None and not request.list_is_piped:
        path = request.list_path.absolute()
        yield JudgedFile(role=FileRole.LIST, path=path, content=contacts.content)
    yield from (text.file for text in request.texts if text.file is not None)


def _read_as(
    contacts: ContactList, request: Request, judge: RowJudge, *, further: Sequence[tuple[str, int]]
) -> Mapping[str, object]:
    """Tell what was guessed of the list, so that a wrong guess can be seen, and what else was found."""
    return {
        **judge.mapping.told(),
        "open_in": open_in(request.list_path) if request.rows is None else None,
        "header_row": contacts.header_row,
        "titles": list(contacts.titles),
        "other_sheets": list(contacts.other_sheets),
        "encoding": contacts.encoding,
        "delimiter": contacts.delimiter,
        "further": dict(further),
        "files_of_their_own": judge.path_columns is not None,
    }


def _chosen_by(settings: Settings, left_out: int) -> Mapping[str, object]:
    """Say by what rows were chosen, and how many of them were not."""
    return {"where": list(settings.where), "left_out": left_out} if settings.where else {}


def _file_check(judge: RowJudge) -> contextlib.AbstractContextManager[MediaCheck | None]:
    if not judge.settings.media_check:
        return contextlib.nullcontext()
    return MediaCheck.of(judge.mapping.template_view, path_columns=judge.path_columns)

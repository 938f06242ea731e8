"""Judge a whole list into the journal as a new batch.

The whole list is judged before anything can leave. A bad row is skipped with its problem; only
what concerns all rows (no phone column, an unknown placeholder) is an error.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from batch_sender import __version__
from batch_sender.compose import variants
from batch_sender.compose.lint import LintFindings
from batch_sender.config.settings import Settings
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, NewBatch
from batch_sender.judge.background_writer import background_writer
from batch_sender.judge.errors import ExpiryPassed
from batch_sender.judge.media_match import MediaCheck
from batch_sender.judge.others import ListJudge
from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.renderer import RenderOptions
from batch_sender.judge.rendering import Rendering
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge
from batch_sender.load import ContactList, open_list, open_rows
from batch_sender.models import Contact, Known
from batch_sender.models.table_rows import Candidate, TableRow, candidate, refused_row, table_row

__all__ = ["Request", "prepare"]


def prepare(
    journal: Journal,
    request: Request,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _rows: None,
    lint: LintFindings | None = None,
) -> int:
    """Judge every row of the list into the journal; return the batch's number.

    `progress` hears how many more rows are judged; `lint` takes down the warnings of the messages
    that may leave. A failure on the way leaves nothing behind.

    Raises:
        ListError, TemplateError, MediaError, SettingsError, JournalError: nothing was judged.
    """
    settings = request.settings
    _refuse_what_leads_nowhere(journal, settings, now)
    journal.batches.discard_abandoned()
    with (
        contextlib.closing(
            Rendering(None if request.one_process else request.list_path)
        ) as rendering,
        _opened(request) as contacts,
    ):
        context = JudgingContext.of(contacts, request, key=journal.key(), now=now)
        judge = RowJudge.of(context)
        with (
            _file_check(judge) as check,
            journal.batches.judging(_new_batch(contacts, request)) as batch_id,
        ):
            chunks = rendering.render(
                _chunks(contacts.rows()),
                context=context,
                judge=judge,
                options=RenderOptions(warnings=lint is not None, messages=check is not None),
            )
            among_others = partial(
                _judged, journal, judge=ListJudge(settings, now=now), check=check, lint=lint
            )
            tally = _write(journal, batch_id, chunks, judged=among_others, progress=progress)
            journal.batches.mark_checked(
                batch_id,
                who=request.who,
                repairs=tally.repairs,
                read_as={
                    **_read_as(contacts, judge, tally),
                    "origin": request.origin,
                    **(check.found() if check else {}),
                },
            )
    return batch_id


def _write(
    journal: Journal,
    batch_id: int,
    chunks: Iterable[RenderedChunk],
    *,
    judged: Callable[[RenderedChunk], list[TableRow]],
    progress: Callable[[int], None],
) -> RenderedChunk:
    """Write all rows, each chunk while the next one is judged; return what was counted in them."""
    tally = RenderedChunk(rows=[])
    with background_writer() as writing:
        for chunk in chunks:
            rows = judged(chunk)
            writing.do(partial(journal.batches.add_messages, batch_id, rows))
            tally.repairs.update(chunk.repairs)
            tally.further.update(chunk.further)
            progress(len(rows))
    return tally


def _refuse_what_leads_nowhere(journal: Journal, settings: Settings, now: datetime) -> None:
    if settings.expires_at is not None and settings.expires_at <= now:
        raise ExpiryPassed(moment=settings.expires)
    for batch_id in (*settings.not_in, *settings.accepted_in):
        # Of a batch that knows nobody any more, nobody would be left out, or chosen.
        journal.batches.refuse_if_purged(batch_id)


def _opened(request: Request) -> ContactList:
    settings = request.settings
    if request.rows is not None:
        return open_rows(request.rows, name=str(request.list_path))
    return open_list(
        request.list_path,
        sheet=settings.sheet,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
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
    )


def _read_as(contacts: ContactList, judge: RowJudge, tally: RenderedChunk) -> dict[str, object]:
    """Tell what was guessed of the list, so that a wrong guess can be seen, and what else was found."""
    return {
        **judge.mapping.told(),
        "header_row": contacts.header_row,
        "titles": list(contacts.titles),
        "other_sheets": list(contacts.other_sheets),
        "encoding": contacts.encoding,
        "delimiter": contacts.delimiter,
        "further": dict(tally.further.most_common()),
        "files_of_their_own": judge.path_columns is not None,
    }


def _file_check(judge: RowJudge) -> contextlib.AbstractContextManager[MediaCheck | None]:
    if not judge.settings.media_check:
        return contextlib.nullcontext()
    return MediaCheck.of(judge.mapping.template_view, path_columns=judge.path_columns)


def _judged(
    journal: Journal,
    chunk: RenderedChunk,
    *,
    judge: ListJudge,
    check: MediaCheck | None,
    lint: LintFindings | None,
) -> list[TableRow]:
    """Judge a chunk's rows among all the others; return them as they are written."""
    candidates = list(map(candidate, chunk.rows))
    known = _known(journal, filter(None, candidates), judge)
    rows = chunk.rows.copy()
    for place, each in enumerate(candidates):
        problem = None if each is None else judge.decide(each, known)
        if problem is not None:
            rows[place] = refused_row(rows[place], problem)
            continue
        if check is not None:
            rows[place] = table_row(check.look(chunk.messages[place]))
        if lint is not None and each is not None and each.row in chunk.warnings:
            lint.note(each.row, chunk.warnings[each.row])
    return rows


def _known(journal: Journal, candidates: Iterable[Candidate], judge: ListJudge) -> Known:
    """Ask the journal about the people of a chunk, and about what is said to them."""
    people, keys = set[str](), set[str]()
    for each in candidates:
        people.add(each.person)
        keys.add(each.idempotency_key)
        keys.update(each.other_keys)
    return journal.sending.known_of(people, keys, judge.question)


def _chunks(rows: Iterator[Contact]) -> Iterator[list[Contact]]:
    while chunk := list(itertools.islice(rows, MOST_ROWS_TOGETHER)):
        yield chunk

"""What one row gets of a draft's texts, and what is wrong with them: before there is a list, by a sample."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from batch_sender.compose.errors import MediaError, PlaceholderUnknown, TemplateError
from batch_sender.compose.lint import LintWarning, message_warnings, source_warnings
from batch_sender.compose.templates import MAX_CHARS
from batch_sender.compose.variants import NAMES
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge
from batch_sender.language import N_, _
from batch_sender.load import ContactList, open_rows
from batch_sender.load.errors import ListError
from batch_sender.models import Contacts, JudgedRows, Problem
from batch_sender.models.errors import BatchSenderError
from batch_sender.sentences import TEXT_WARNINGS, as_sentence, describe_problem
from batch_sender.web.drafts import Draft
from batch_sender.web.read_lists import KeptList, read
from batch_sender.web.requests_of_drafts import named_as_sent, origin_of, request_of
from batch_sender.web.site import Site
from batch_sender.web.whatsapp_look import Run, runs

SAMPLE: Final[Mapping[str, str]] = {
    "nome": "Ana Souza",
    "telefone": "11 98765-4321",
    "empresa": "Clínica Vida",
    "data": "15/12/2026",
    "hora": "14:30",
    "valor": "149,90",
    "vencimento": "20/12/2026",
    "profissional": "Dra. Paula Lima",
    "link": "https://exemplo.com.br/2via",
}
"""A list of one person, to try a text with."""

_ON_THE_PAGE: Final = {
    "letters_garbled": N_(
        "Choose another encoding in the step “Columns”, or save the list as XLSX and upload it again."
    ),
}
"""Advice about slips that the other doors give by naming a flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What looks like a slip: what it means, how it looks, and what to do."""

    meaning: str
    shown: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """One text as a row gets it. `fault`: why the text cannot be used; `problem`: why the row does not go.

    `name`: of a variant, empty where there is one text; `is_theirs`: of several it is this person's.
    """

    name: str
    runs: tuple[Run, ...] = ()
    length: int = 0
    slips: tuple[Slip, ...] = ()
    fault: BatchSenderError | None = None
    problem: str = ""
    file: str = ""
    payment_line: tuple[Run, ...] = ()
    is_theirs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPreview:
    """What a row gets. `fault`: why no row can be shown; `row`: its number in the sheet, None of the sample."""

    texts: tuple[ShownText, ...] = ()
    row: int | None = None
    before: int | None = None
    after: int | None = None
    number: str = ""
    fault: BatchSenderError | None = None
    most: int = MAX_CHARS

    @property
    def faults(self) -> list[tuple[int, BatchSenderError]]:
        """The texts that cannot be used, each by its place."""
        return [(place, each.fault) for place, each in enumerate(self.texts) if each.fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TriedRow:
    """A row to be judged, and the numbers of those beside it."""

    contacts: ContactList
    chunk: Contacts
    before: int | None = None
    after: int | None = None


def text_preview(site: Site, draft: Draft, texts: Sequence[str], row: int) -> TextPreview:
    """Judge one row with each of the texts; `row`: its number in the sheet, or the nearest behind it."""
    whole = replace(draft, texts=tuple(texts))
    try:
        base = request_of(site, replace(draft, texts=()))
        found = _row(draft, base, row)
        judged = _theirs(site, whole, found)
    except BatchSenderError as err:
        fault = named_as_sent(err, draft.list_name)
        return TextPreview(fault=fault)
    shown = [
        _shown(site, whole, place, found, None if judged is None else judged.variant[0])
        for place in range(len(texts))
    ]
    return TextPreview(
        texts=tuple(shown),
        row=found.chunk.rows[0] if draft.list_file else None,
        before=found.before,
        after=found.after,
        number=(judged.number[0] or "") if judged else "",
    )


def columns_for(draft: Draft, site: Site) -> tuple[str, ...]:
    """Return the columns that a text can name; those of the sample where no list can be read."""
    if draft.list_file:
        with suppress(BatchSenderError):
            return read(request_of(site, replace(draft, texts=()))).header
    return tuple(SAMPLE)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


def _row(draft: Draft, request: Request, row: int) -> _TriedRow:
    if not draft.list_file:
        return _sample_with(())
    contacts: KeptList = read(request)
    chunk, before, after = contacts.around(row)
    return _TriedRow(contacts=contacts, chunk=chunk, before=before, after=after)


def _sample_with(names: Sequence[str]) -> _TriedRow:
    """Return the sample, with a column more for each placeholder that it has none for."""
    contacts = open_rows([{**SAMPLE, **{name: f"[{name}]" for name in names}}])
    return _TriedRow(contacts=contacts, chunk=next(contacts.chunks()))


# ── judging ───────────────────────────────────────────────────────────────────────────────────


def _judged(site: Site, request: Request, row: _TriedRow) -> tuple[RowJudge, JudgedRows]:
    """Judge a row by itself, as the whole list is judged later; it may be one that is not chosen."""
    now = site.clock.now()
    every_row = request.settings.model_copy(update={"where": ()})
    request = replace(request, settings=every_row)
    context = JudgingContext.of(row.contacts, request, key=site.journal.key(), now=now)
    judge = RowJudge.of(context)
    return judge, judge.judge(row.chunk)


def _theirs(site: Site, draft: Draft, row: _TriedRow) -> JudgedRows | None:
    """Judge the row with all texts together: which of several is theirs hangs on all of them.

    Raises:
        ListError: the list's columns cannot be told.
    """
    try:
        return _judged(site, request_of(site, draft), row)[1]
    except ListError:
        raise
    except BatchSenderError:
        return None  # it is told where it belongs, at its text


def _shown(site: Site, draft: Draft, place: int, row: _TriedRow, theirs: str | None) -> ShownText:
    many = len(draft.texts)
    name = origin_of(place, many) if many > 1 else ""
    try:
        request = request_of(site, replace(draft, texts=(draft.texts[place],)))
        request = replace(request, origin=origin_of(place, many))
        judge, judged = _with_columns_at_need(site, request, row, sample=not draft.list_file)
    except (TemplateError, MediaError) as err:
        return ShownText(name=name, fault=err)
    text, problem, file = judged.text[0] or "", judged.problem[0], judged.media[0]
    return ShownText(
        name=name,
        runs=tuple(runs(text)),
        length=len(text),
        slips=tuple(_slips(request.text, text, judge, judged)),
        problem=_in_words(problem) if problem and (draft.list_file or not text) else "",
        file="" if file is None else file.name,
        payment_line=tuple(runs(judged.payment_line[0] or "")),
        is_theirs=theirs == NAMES[place],
    )


def _in_words(problem: Problem) -> str:
    return as_sentence(describe_problem(problem.code, problem.column, problem.detail))


def _with_columns_at_need(
    site: Site, request: Request, row: _TriedRow, *, sample: bool
) -> tuple[RowJudge, JudgedRows]:
    """Judge; the sample gets the columns that a text names and a list to come may have."""
    try:
        return _judged(site, request, row)
    except PlaceholderUnknown as err:
        if not sample:
            raise
        names = [each.placeholder for each in err.details["missed"]]  # type: ignore[attr-defined]  # of `Missed`
        return _judged(site, request, _sample_with(names))


def _slips(source: str, text: str, judge: RowJudge, judged: JudgedRows) -> Iterator[Slip]:
    """Yield what looks like a slip, of each kind the first: in the text, in the message, in its cells."""
    header = judge.mapping.template_view.header
    in_cells = (found for _at, found in judge.cell_checks.look(judged.cells, [text]))
    found: dict[str, LintWarning] = {}
    for each in (*source_warnings(source, header, typed=False), *message_warnings(text), *in_cells):
        found.setdefault(each.code, each)
    for code, each in found.items():
        advice = TEXT_WARNINGS[code]
        yield Slip(
            meaning=as_sentence(_(advice.meaning)),
            shown=each.shown,
            remedy=_(_ON_THE_PAGE.get(code, advice.remedy)),
        )

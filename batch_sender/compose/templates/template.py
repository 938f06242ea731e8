"""Compile a message text against a list's header, and fill it with a row's cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from jinja2 import TemplateSyntaxError

from batch_sender.compose.errors import (
    TemplateEmpty,
    TemplateError,
    TemplateTooHeavy,
    TemplateTooLong,
    TemplateUnreadable,
)
from batch_sender.compose.templates.blanks import is_blank
from batch_sender.compose.templates.braces import JINJA, JinjaText
from batch_sender.compose.templates.evaluation import Compiler
from batch_sender.compose.templates.filters import LONGEST, UNSENDABLE
from batch_sender.compose.templates.pieces import Block, Cells, Greeted, Piece, RowStopped
from batch_sender.compose.templates.placeholders import Columns
from batch_sender.compose.templates.syntax_errors import malformed
from batch_sender.language import _
from batch_sender.models import Problem, ProblemCode
from batch_sender.models.spans import GreetingSpan
from batch_sender.timing.greeting import longest

MAX_CHARS: Final = 4096
"""Characters that a message may have: WhatsApp's own limit for a text."""

_LONGEST_SOURCE: Final = 65_536

_SURELY_SHORT: Final = MAX_CHARS // 2
"""No greeting is twice as long as another one: of such a text none needs to be counted."""

_STOPPED: Final = "\x00"
"""Stands for what a piece has no text for; no cell and no text can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a text speaks: its language, and the greeting it is filled with (None: it has none)."""

    language: str = "pt-BR"
    greeting: str | None = None


_BRAZILIAN: Final = Voice()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A text ready to be filled; `columns` are the indexes it uses, in the order of the text.

    `greets`: it greets by the hour; it is filled with the greeting of the hour it was made in.
    `greeted`: the columns by which somebody is greeted as they stand.
    """

    source: str
    columns: tuple[int, ...]
    greets: bool
    greeted: tuple[int, ...]
    _header: tuple[str, ...] = field(repr=False)
    _block: Block = field(repr=False)
    _language: str = field(repr=False)

    def fill(self, rows: Sequence[Cells]) -> list[str | Problem]:
        """Return for each row its message, or the first reason why there is none."""
        return [
            text if _is_plain(text) else self._thought(cells)
            for text, cells in zip(self._straight(rows), rows, strict=True)
        ]

    def _straight(self, rows: Sequence[Cells]) -> Sequence[str]:
        """Fill all rows piece by piece; `_STOPPED` is in those that have to be looked at one by one."""
        try:
            columns = [self._column(piece, rows) for piece in ("", *self._block)]
        except IndexError:  # a row is shorter than its header
            return [_STOPPED] * len(rows)
        if sum(max(map(len, column), default=0) for column in columns) > LONGEST:
            return [_STOPPED] * len(rows)
        return [_with_line_feeds("".join(parts)).strip() for parts in zip(*columns, strict=True)]

    def _column(self, piece: str | Piece, rows: Sequence[Cells]) -> list[str]:
        """Return what a piece gives for each row; of rows that are alike to it one is asked."""
        if isinstance(piece, str):
            return [piece] * len(rows)
        keys: list[object]
        if len(piece.columns) == 1:
            [column] = piece.columns
            keys = [cells[column] for cells in rows]
        else:
            keys = [tuple([cells[column] for column in piece.columns]) for cells in rows]
        alike = dict(zip(keys, rows, strict=True))
        given = {key: self._given(piece, cells) for key, cells in alike.items()}
        return [given[key] for key in keys]

    def _given(self, piece: str | Piece, cells: Cells) -> str:
        if isinstance(piece, str):
            return piece
        try:
            given = piece.evaluate(cells)
        except RowStopped:
            return _STOPPED
        if isinstance(given, str):
            return given
        return "".join([self._given(each, cells) for each in given])

    def _thought(self, cells: Cells) -> str | Problem:
        found = list[Problem]()
        text = self._joined(cells, found)
        return found[0] if found else self._judged(text, cells)

    def problems(self, cells: Cells) -> list[Problem]:
        """Return all that keeps a row from its message, each column once, in the order of the text."""
        found = list[Problem]()
        text = self._joined(cells, found)
        if found:
            return list({problem.column: problem for problem in reversed(found)}.values())[::-1]
        judged = self._judged(text, cells)
        return [judged] if isinstance(judged, Problem) else []

    def spans(self, cells: Cells) -> tuple[GreetingSpan, ...]:
        """Return where in a row's message, which has one, the greeting stands."""
        text, run, spans = "", "", list[GreetingSpan]()
        for piece in self._pieces(self._block, cells, []):
            if not isinstance(piece, Greeted):
                run += piece
                continue
            text, run = text + _with_line_feeds(run), ""
            spans.append(GreetingSpan(len(text), len(text) + len(piece), piece.letters))
            text += piece
        text += _with_line_feeds(run)
        cut = len(text) - len(text.lstrip())
        return tuple(GreetingSpan(start - cut, end - cut, letters) for start, end, letters in spans)

    def _joined(self, cells: Cells, found: list[Problem]) -> str:
        """Put the pieces together; one that has no text adds to `found`, and the others go on."""
        length, pieces = 0, []
        for piece in self._pieces(self._block, cells, found):
            length += len(piece)
            if length > LONGEST:
                found.append(Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail=f">{LONGEST}"))
                break
            pieces.append(piece)
        return "".join(pieces)

    def _pieces(self, block: Block, cells: Cells, found: list[Problem]) -> Iterator[str]:
        for piece in block:
            if isinstance(piece, str):
                yield piece
                continue
            try:
                given = piece.evaluate(cells)
            except RowStopped as stopped:
                column = None if stopped.index is None else self._header[stopped.index]
                found.append(Problem(code=stopped.code, column=column, detail=stopped.detail))
                continue
            if isinstance(given, str):
                yield given
            else:
                yield from self._pieces(given, cells, found)

    def _judged(self, text: str, cells: Cells) -> str | Problem:
        text = _with_line_feeds(text).strip()
        if is_blank(text):
            return Problem(code=ProblemCode.MESSAGE_EMPTY)
        length = len(text)
        if self.greets and length > _SURELY_SHORT:
            most = longest(self._language)
            length += sum(most - (span.end - span.start) for span in self.spans(cells))
        if length > MAX_CHARS:
            return Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail=str(length))
        return text


def compile_template(
    source: str,
    header: Sequence[str],
    *,
    written: Sequence[str] = (),
    origin: str = "",
    voice: Voice = _BRAZILIAN,
) -> Template:
    """Make a template of a text as people write it; `origin` names it in errors, as its file does.

    `written` holds the columns' names as the list has them, where `header` tells two of one name
    apart: a placeholder that means both is refused.

    Raises TemplateError: empty, broken, not allowed, or with a placeholder that is no column.
    """
    origin = origin or _("The message text")
    _check(source, origin)
    greets = voice.greeting is not None
    columns = Columns(header, origin=origin, written=written, greets=greets)
    try:
        template = _compiled(source, columns, voice)
    except TemplateError as err:
        if columns.missed:
            raise columns.unknown() from err
        raise
    except TemplateSyntaxError as err:
        raise malformed(err, origin) from err
    except (RecursionError, ValueError) as err:  # nested too deep, or a number of 5,000 digits
        raise TemplateTooHeavy(origin=origin) from err
    if columns.missed:
        raise columns.unknown()
    return template


def has_server_placeholder(text: str) -> bool:
    """Tell whether CleverChat would replace or blank a part of `text` when it opens a ticket.

    Its own template step acts on `{{`, closed or not (docs/api-contract.md, observed).
    """
    return "{{" in text


def _is_plain(text: str) -> bool:
    """Tell whether a filled text can be sent as it is, at a glance: nearly all can."""
    return _STOPPED not in text and len(text) <= _SURELY_SHORT and not is_blank(text)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n")


def _check(source: str, origin: str) -> None:
    if is_blank(source):
        raise TemplateEmpty(origin=origin)
    if len(source) > _LONGEST_SOURCE:
        raise TemplateTooLong(origin=origin, length=len(source), limit=_LONGEST_SOURCE)
    if found := UNSENDABLE.search(source):
        raise TemplateUnreadable(origin=origin, line=source.count("\n", 0, found.start()) + 1)


def _compiled(source: str, columns: Columns, voice: Voice) -> Template:
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rewritten = JinjaText(text, columns)
    compiler = Compiler(
        columns, rewritten.names, language=voice.language, greeting=voice.greeting or ""
    )
    block = compiler.message(JINJA.parse(rewritten.text).body)
    return Template(
        source=source,
        columns=tuple(compiler.columns),
        greets=compiler.greets,
        greeted=tuple(sorted(compiler.greeted)),
        _header=columns.header,
        _block=block,
        _language=voice.language,
    )

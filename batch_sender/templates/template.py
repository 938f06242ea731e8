"""A message text and a header go in; a template that fills itself from a row's cells comes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, cast

import jinja2

from batch_sender.errors import (
    TemplateEmpty,
    TemplateTooHeavy,
    TemplateTooLong,
    TemplateUnreadable,
)
from batch_sender.greeting import Spot, longest
from batch_sender.language import _
from batch_sender.models import Problem, ProblemCode
from batch_sender.templates.blanks import is_blank
from batch_sender.templates.faults import malformed
from batch_sender.templates.filling import Filling, RowStopped
from batch_sender.templates.filters import LONGEST, UNSENDABLE, TooLarge
from batch_sender.templates.habits import Habits
from batch_sender.templates.placeholders import Columns, Reading
from batch_sender.templates.sandbox import MessageEnvironment
from batch_sender.templates.straight import Straight
from batch_sender.templates.weaving import Weaver
from batch_sender.templates.woven import Greeted

MAX_CHARS: Final = 4096
"""Characters of a message, unless raised."""

_LONGEST_SOURCE: Final = 65_536
_SHOWN_LETTERS: Final = 60

# What an expression may raise over a value it does not fit.
_BREAKS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    jinja2.TemplateError,
)

# What Python says to a text that is nested too deep, or holds a number of 5,000 digits.
_TOO_DEEP: Final = (RecursionError, MemoryError, OverflowError, SyntaxError, ValueError)


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
    """

    source: str
    columns: tuple[int, ...]
    greets: bool
    _header: tuple[str, ...] = field(repr=False)
    _compiled: jinja2.Template = field(repr=False)
    _preset: tuple[tuple[str, int], ...] = field(repr=False)
    _max_chars: int = field(repr=False)
    _voice: Voice = field(repr=False)
    _straight: Straight | None = field(repr=False)

    def fill(self, cells: Sequence[str]) -> str | Problem:
        """Return the message for a row's cells, or why there is none. Never raises."""
        if self._straight is not None:
            text = self._straight.fill(cells)
            if text is not None and len(text) <= LONGEST:
                return self._judged(text, cells)
        filling = self._filling(cells)
        try:
            return self._judged(self._generated(filling), cells)
        except RowStopped as stopped:
            return self._problem(stopped.code, stopped.index, stopped.detail)
        except _BREAKS:
            return self._unusable(filling)

    def spots(self, cells: Sequence[str]) -> tuple[Spot, ...]:
        """Return where in a row's message, which has one, the greeting stands."""
        text, run, spots = "", "", list[Spot]()
        for piece in self._pieces(self._filling(cells)):
            if not isinstance(piece, Greeted):
                run += piece
                continue
            text, run = text + _with_line_feeds(run), ""
            spots.append(Spot(len(text), len(text) + len(piece), piece.letters))
            text += piece
        text += _with_line_feeds(run)
        cut = len(text) - len(text.lstrip())
        return tuple(Spot(start - cut, end - cut, letters) for start, end, letters in spots)

    def values_used(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the cells behind the placeholders: what makes two messages distinct."""
        try:
            return tuple([cells[i] for i in self.columns])
        except IndexError:
            return tuple([cells[i] if i < len(cells) else "" for i in self.columns])

    def is_too_heavy(self) -> bool:
        """Tell whether even the shortest of cells would take filling beyond its bounds."""
        try:
            self._generated(self._filling(("1",) * len(self._header)))
        except (RowStopped, TooLarge):
            return True
        except _BREAKS:
            return False
        return False

    def _filling(self, cells: Sequence[str]) -> Filling:
        filling = cast("Filling", self._compiled.new_context())
        filling.cells = cells
        filling.greeting = self._voice.greeting or ""
        return filling

    def _pieces(self, filling: Filling) -> Iterable[str]:
        for name, index in self._preset:
            filling.parent[name] = filling.cell(index)
        filling.reading = None
        return self._compiled.root_render_func(filling)

    def _generated(self, filling: Filling) -> str:
        limit = max(LONGEST, 2 * self._max_chars)
        length, pieces = 0, []
        for piece in self._pieces(filling):
            length += len(piece)
            if length > limit:
                raise RowStopped(ProblemCode.MESSAGE_TOO_LONG, detail=f">{limit}")
            pieces.append(piece)
        return "".join(pieces)

    def _judged(self, text: str, cells: Sequence[str]) -> str | Problem:
        text = _with_line_feeds(text).strip()
        if is_blank(text):
            return Problem(code=ProblemCode.MESSAGE_EMPTY)
        length = len(text)
        # No greeting is twice as long as another one: of a short text none needs to be counted.
        if self.greets and 2 * length > self._max_chars:
            most = longest(self._voice.language)
            length += sum(most - (spot.end - spot.start) for spot in self.spots(cells))
        if length > self._max_chars:
            return Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail=str(length))
        return text

    def _unusable(self, filling: Filling) -> Problem:
        """Blame the cell that was read last; an empty one is missing rather than unusable."""
        index = filling.reading
        cell = "" if index is None else filling.cell(index)
        if index is not None and not cell:
            return self._problem(ProblemCode.VALUE_MISSING, index)
        return self._problem(ProblemCode.VALUE_UNUSABLE, index, cell[:_SHOWN_LETTERS])

    def _problem(self, code: ProblemCode, index: int | None, detail: str = "") -> Problem:
        column = None if index is None else self._header[index]
        return Problem(code=code, column=column, detail=detail)


def compile_template(
    source: str,
    header: Sequence[str],
    *,
    written: Sequence[str] = (),
    max_chars: int = MAX_CHARS,
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
        template = _compiled(source, columns, max_chars, voice)
    except jinja2.TemplateSyntaxError as err:
        raise malformed(err, origin) from err
    except _TOO_DEEP as err:
        raise TemplateTooHeavy(origin=origin) from err
    if template.is_too_heavy():
        raise TemplateTooHeavy(origin=origin)
    return template


def has_server_placeholder(text: str) -> bool:
    """Tell whether CleverChat would replace or blank a part of `text` when it opens a ticket.

    Its own template step acts on `{{`, closed or not (docs/api-contract.md, observed).
    """
    return "{{" in text


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n")


def _check(source: str, origin: str) -> None:
    if is_blank(source):
        raise TemplateEmpty(origin=origin)
    if len(source) > _LONGEST_SOURCE:
        raise TemplateTooLong(origin=origin, length=len(source), limit=_LONGEST_SOURCE)
    if found := UNSENDABLE.search(source):
        raise TemplateUnreadable(origin=origin, line=source.count("\n", 0, found.start()) + 1)


def _compiled(source: str, columns: Columns, max_chars: int, voice: Voice) -> Template:
    habits, environment = Habits(voice.language), _environment(voice.language)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reading = Reading(text, columns, environment)
    tree = environment.parse(reading.text)
    weaver = Weaver(tree, columns, reading.names)
    code = environment.compile(tree)
    return Template(
        source=source,
        columns=tuple(weaver.columns),
        greets=weaver.greets,
        _header=columns.header,
        _compiled=jinja2.Template.from_code(environment, code, {}),
        _preset=tuple(weaver.preset.items()),
        _max_chars=max_chars,
        _voice=voice,
        _straight=Straight.of(tree, habits, voice.greeting or ""),
    )


@cache
def _environment(language: str) -> MessageEnvironment:
    return MessageEnvironment(Habits(language))

"""Take each row's payment line, which follows text and file as a message of its own."""

from collections.abc import Sequence
from functools import partial

from batch_sender.compose.templates import MAX_CHARS, has_server_placeholder
from batch_sender.compose.templates.blanks import is_blank
from batch_sender.models import Form, MediaFile, Part, Problem, ProblemCode


def payment_lines(
    rows: Sequence[Sequence[str]], column: int, *, name: str, open_ticket: bool
) -> list[str | Problem]:
    """Return the lines of a column called `name`, as the cells show them; a row without one has a problem."""
    cells = [cells[column].strip() for cells in rows]
    return [_line(cell, name, open_ticket=open_ticket) for cell in cells]


def _line(cell: str, column: str, *, open_ticket: bool) -> str | Problem:
    if is_blank(cell):
        return Problem(code=ProblemCode.VALUE_MISSING, column=column)
    if len(cell) > MAX_CHARS:
        return Problem(code=ProblemCode.MESSAGE_TOO_LONG, column=column, detail=str(len(cell)))
    if open_ticket and has_server_placeholder(cell):
        return Problem(code=ProblemCode.TEXT_NOT_ALLOWED, column=column, detail="{{")
    return cell


def usable(lines: Sequence[str | Problem | None]) -> list[str | None]:
    """Return the lines that can be sent; None where there is none."""
    return [line if isinstance(line, str) else None for line in lines]


def forms(
    media: Sequence[MediaFile | Problem | None],
    lines: Sequence[str | Problem | None],
    *,
    open_ticket: bool,
) -> list[Form]:
    """Return the calls that each message is made of: with `openTicket` 1 a file carries the text."""
    return list(map(partial(_form, open_ticket=open_ticket), media, lines))


def _form(
    media: MediaFile | Problem | None, line: str | Problem | None, *, open_ticket: bool
) -> Form:
    if media is None and line is None:
        return Form.TEXT  # nearly all are
    parts = [Part.TEXT]
    if media is not None:
        parts = [Part.FILE_WITH_CAPTION] if open_ticket else [Part.TEXT, Part.FILE]
    return Form.of(*parts, *([] if line is None else [Part.PAYMENT]))

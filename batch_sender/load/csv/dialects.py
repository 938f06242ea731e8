"""Find how a text file is written, from its first lines: its separator, its quotation marks."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from batch_sender.load.csv.quoting import (
    LineSplitter,
    Split,
    State,
    joined,
    splitter,
    unescaped,
    unwrapped,
)
from batch_sender.load.csv.shapes import Shape
from batch_sender.load.errors import DelimiterUnusable
from batch_sender.load.layout import is_blank, is_numeric

SAMPLE_TEXT: Final = 1 << 16
"""Characters looked at to find the separator."""

_SAMPLE_ROWS: Final = 200
_MOST_TEXT: Final = SAMPLE_TEXT // 8
_CANDIDATES: Final = (";", "\t", "|", ",")
_NAMES: Final = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
_SEP_LINE: Final = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"\r\n]*+"')

_Prepare = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text file is written; `sep_line`: its first line is Excel's `sep=;`, no row.

    `padded`: a blank follows each separator and is no part of a cell; `letters`: quotation marks are
    letters, unless they stand around a whole cell; `prepare`: what is done to a line first;
    `shape`: what its rows have in common.
    """

    encoding: str
    delimiter: str
    sep_line: bool
    padded: bool
    letters: bool
    prepare: _Prepare | None
    shape: Shape


def delimiter_named(text: str) -> str:
    """Return the separator that a person asked for: one sign, or a name such as "tab".

    Raises:
        DelimiterUnusable: `text` is neither.
    """
    delimiter = _NAMES.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n \x00':
        raise DelimiterUnusable(delimiter=text)
    return delimiter


def find_dialect(sample: str, *, encoding: str, wanted: str | None, letters: bool) -> Dialect:
    """Judge `sample`, the beginning of a file; `wanted` overrides what it says of the separator."""
    said = _SEP_LINE.match(sample)
    if wanted is not None:
        candidates: Sequence[str] = (delimiter_named(wanted),)
    else:
        candidates = _CANDIDATES if said is None else (said[1],)
    whole = _whole_lines(sample)[said.end() if said else 0 :]
    delimiter, prepare = _likeliest(whole, candidates, letters=letters)
    lines = list(_lines(whole, prepare))
    padded = _is_padded(lines, delimiter)
    cut = splitter(delimiter, padded=padded)
    return Dialect(
        encoding=encoding,
        delimiter=delimiter,
        sep_line=said is not None,
        padded=padded,
        letters=letters,
        prepare=prepare,
        shape=Shape.of(map(cut.split, lines)),
    )


def _whole_lines(sample: str) -> str:
    if len(sample) < SAMPLE_TEXT:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] or sample


def _lines(sample: str, prepare: _Prepare | None) -> Iterable[str]:
    lines = io.StringIO(sample, newline="")
    return lines if prepare is None else map(prepare, lines)


def _likeliest(
    sample: str, candidates: Sequence[str], *, letters: bool
) -> tuple[str, _Prepare | None]:
    """Return the separator for which most speaks, and what must be done to each line first."""
    ways: list[_Prepare | None] = [None]
    if _mostly_wrapped(sample):
        ways.append(unwrapped)
    if '\\"' in sample and not letters:
        ways.append(unescaped)
    scores = {
        (candidate, way): _score(
            _rows(list(_lines(sample, way)), candidate, letters=letters), candidate
        )
        for way in ways
        for candidate in candidates
    }
    best = max(scores, key=lambda each: scores[each])
    return best if scores[best] > (0.0, 0) else (candidates[0], None)


def _mostly_wrapped(sample: str) -> bool:
    lines = [line for line in _lines(sample, None) if line.strip()]
    return 2 * sum(unwrapped(line) != line for line in lines) > len(lines)


def _rows(lines: Sequence[str], delimiter: str, *, letters: bool) -> list[Split]:
    """Take the first filled rows apart, as strictly as they will be read."""
    cut = splitter(delimiter)
    rows = (
        (Split(cut.split_letters(line), State.WHOLE) for line in lines)
        if letters
        else _joined_rows(lines, cut)
    )
    return list(islice((row for row in rows if not is_blank(row.cells)), _SAMPLE_ROWS))


def _joined_rows(lines: Sequence[str], cut: LineSplitter) -> Iterator[Split]:
    def ahead(many: int) -> str:
        return lines[at + many] if at + many < len(lines) else ""

    at = 0
    while at < len(lines):
        row, many = joined(cut, ahead, most_text=_MOST_TEXT)
        yield row
        at += many


def _score(rows: Sequence[Split], delimiter: str) -> tuple[float, int]:
    """Return how much speaks for a separator: rows as wide as the first one it parts, one of names.

    A comma alone may also be a decimal sign: it needs a row of texts to count.
    """
    widths = [_width(row) for row in rows]
    first = next((at for at, width in enumerate(widths) if width > 1), None)
    if first is None:
        return (0.0, 0)
    names = [cell for cell in rows[first].cells if cell.strip()]
    numbers = sum(map(is_numeric, names))
    if delimiter == "," and numbers == len(names):
        return (0.0, 0)
    fitting = sum(_fit(width, widths[first]) for width in widths) / len(rows)
    bonus = (0.0 if numbers else 0.5) + (0.0 if first else 0.25)
    return (fitting + bonus, widths[first])


def _width(row: Split) -> int:
    """Count a row's cells up to the last filled one; none where a mark is out of place."""
    if row.state is not State.WHOLE:
        return 0
    return max((at for at, cell in enumerate(row.cells, start=1) if cell.strip()), default=0)


def _fit(width: int, names: int) -> float:
    """Weigh a row: one that was cut short speaks for a separator as well, one too wide hardly does."""
    if width <= 1:
        return 0.0
    if width == names:
        return 1.0
    return 0.75 if width < names else 0.25


def _is_padded(lines: Iterable[str], delimiter: str) -> bool:
    """Tell whether a blank stands behind every separator."""
    text = "".join(_QUOTED.sub("", line) for line in lines)
    sign = re.escape(delimiter)
    return f"{delimiter} " in text and not re.search(rf"{sign}(?![ {sign}\r\n]|\Z)", text)

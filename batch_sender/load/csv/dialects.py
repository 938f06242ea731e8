"""Find the sign that separates a text file's columns, from its first lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from batch_sender.load.errors import DelimiterUnusable
from batch_sender.load.layout import is_blank, is_numeric

SAMPLE_TEXT: Final = 1 << 16
"""Characters looked at to find the separator."""

_CANDIDATES: Final = (";", "\t", "|", ",")
_NAMES: Final = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
_SEP_LINE: Final = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text file is written; `sep_line`: its first line is Excel's `sep=;`, no row."""

    encoding: str
    delimiter: str
    sep_line: bool


def delimiter_named(text: str) -> str:
    """Return the separator that a person asked for: one sign, or a name such as "tab".

    Raises:
        DelimiterUnusable: `text` is neither.
    """
    delimiter = _NAMES.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n \x00':
        raise DelimiterUnusable(delimiter=text)
    return delimiter


def find_dialect(sample: str, *, encoding: str, wanted: str | None) -> Dialect:
    """Judge `sample`, the beginning of a file; `wanted` overrides what it says."""
    said = _SEP_LINE.match(sample)
    if wanted is not None:
        delimiter = delimiter_named(wanted)
    elif said is not None:
        delimiter = said[1]
    else:
        delimiter = _likeliest(_whole_lines(sample))
    return Dialect(encoding=encoding, delimiter=delimiter, sep_line=said is not None)


def _whole_lines(sample: str) -> str:
    if len(sample) < SAMPLE_TEXT:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] or sample


def _likeliest(sample: str) -> str:
    scores = {candidate: _score(sample, candidate) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda candidate: scores[candidate])
    return best if scores[best] > (0.0, 0) else ";"


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    """Return how much speaks for `delimiter`: rows of one width, below a row of names.

    A comma alone may also be a decimal sign: it needs a row of texts to count.
    """
    rows = _rows(sample, delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 0)
    width, count = widths.most_common(1)[0]
    first = next(row for row in rows if len(row) == width)
    filled = [cell for cell in first if cell.strip()]
    numbers = sum(1 for cell in filled if is_numeric(cell))
    if delimiter == "," and numbers == len(filled):
        return (0.0, 0)
    return (count / len(rows) + (0.0 if numbers else 0.5), width)


def _rows(sample: str, delimiter: str) -> Sequence[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        return [row for row in islice(reader, 200) if not is_blank(row)]
    except csv.Error:
        return []

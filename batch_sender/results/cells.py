"""Turn text of any origin into text that a worksheet or a CSV can hold and that runs nothing."""

import re
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from batch_sender.load.cell_formats.shown_values import ShownValue

Cell = str | int | datetime | ShownValue | None
"""What a result cell holds; a datetime is local and naive, as worksheets know no zones."""

MOST_UNITS: Final = 32_767
"""The most UTF-16 units that Excel keeps in a cell."""

_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c]")
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEGATIVE_NUMBER: Final = re.compile(r"-(\d[\d.,]*%?)?")
# OWASP, "CSV Injection": these begin a formula in Excel, LibreOffice or Google Sheets; the wide
# ones are what Excel makes of them under an East Asian keyboard.
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")


def clean(text: str) -> str:
    """Return `text` as a cell can hold it.

    Line breaks become LF, what is no text at all (control characters, lone surrogates) becomes
    U+FFFD, and what is longer than a cell ends in an ellipsis.
    """
    if not text.isprintable():
        text = _NOT_TEXT.sub("\ufffd", _LINE_BREAK.sub("\n", text))
    return text if len(text) <= MOST_UNITS // 2 else _cut(text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= MOST_UNITS * 2:
        return text
    return units[: (MOST_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take `text` for a formula when a person types it in."""
    return text.startswith(FORMULA_STARTS) and not _NEGATIVE_NUMBER.fullmatch(text)


def needs_marking(text: str) -> bool:
    """Tell whether a workbook must be told that `text` is text: formulas and error values."""
    return text.startswith("#") or looks_like_formula(text)


def for_workbook(text: str) -> str:
    """Clean `text`, and keep XlsxWriter from taking what is written like its rich text for markup.

    What looks like an escape of Excel's (`_x0041_`) is kept as it is by XlsxWriter itself.
    """
    text = clean(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def for_csv(text: str) -> str:
    """Clean `text`, and put an apostrophe before what would begin a formula.

    A plain negative number (`-5`, `-1.234,56`) stays as it is.
    """
    text = clean(text)
    return f"'{text}" if looks_like_formula(text) else text

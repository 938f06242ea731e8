"""Make text that can be printed and kept of names and words that are no UTF-8.

What the system hands over as bytes that are no text (a file's name, a word of the command line)
stands in Python as lone surrogates, which no stream, no database and no mail takes.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_LONE: Final = re.compile("[\ud800-\udfff]")
_SIGN: Final = "\ufffd"
"""What stands for a byte that is no text, as everywhere."""


def printable(text: str) -> str:
    """Return `text` with the usual sign for whatever in it is no text."""
    return text if text.isascii() else _LONE.sub(_SIGN, text)


def is_text(text: str) -> bool:
    """Say whether all of it is text."""
    return text.isascii() or _LONE.search(text) is None


def all_printable(value: Any) -> Any:
    """Do so with every text in a value as JSON has them."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {printable(str(name)): all_printable(each) for name, each in value.items()}
        case list() | tuple():
            return [all_printable(each) for each in value]
    return value


def escaped(text: str) -> str:
    """Write what is no text as JSON's escapes for it: a program that reads them gets the name as it was."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

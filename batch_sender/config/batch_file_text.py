"""Write values as the text of a batch file, which reads back as the same values."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomli_w


def as_batch_file(values: Mapping[str, Any]) -> str:
    """Return the text of a batch file with these values, by its keys; None is left out."""
    plain = {key: _plain(value) for key, value in values.items() if value is not None}
    # Written over several lines a text would lose its carriage returns.
    kept = not any("\r" in text for text in _texts(plain.values()))
    return tomli_w.dumps(plain, multiline_strings=kept)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        yield from (
            each
            for each in (value if isinstance(value, list) else [value])
            if isinstance(each, str)
        )

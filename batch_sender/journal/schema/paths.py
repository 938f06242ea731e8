"""Keep paths of files as text that both databases take, whatever bytes they have for names."""

import re
from typing import Any, Final

from sqlalchemy import Dialect, String, TypeDecorator

from batch_sender.models.printable import is_text

_LONE: Final = re.compile("[\ud800-\udfff]")
_KEPT: Final = re.compile("//%([0-9A-F]{4})")
"""No path has two slashes within: what stands so is the code of a byte that is no text."""


def as_kept(path: str) -> str:
    """Return a path as it is kept: a byte that is no text by its code."""
    return path if is_text(path) else _LONE.sub(lambda lone: f"//%{ord(lone[0]):04X}", path)


class FilePath(TypeDecorator[str]):
    """The path of a file. A byte in it that is no UTF-8 is kept by its code, and comes back as it was."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write it as text."""
        return value and as_kept(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """Return it as the system names it."""
        if value is None or "//%" not in value:
            return value
        return _KEPT.sub(lambda kept: chr(int(kept[1], 16)), value)

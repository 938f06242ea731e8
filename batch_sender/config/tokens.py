"""Hold a connection's token so that it is never shown by accident."""

from typing import Final, NoReturn
from weakref import WeakValueDictionary

from batch_sender.config.errors import TokenUnusable


class Token:
    """A connection's secret: only `reveal()` tells it, and every other way of printing it hides it.

    A plain class, not a dataclass, so that `dataclasses.asdict` of its owner cannot spell it out.
    """

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str, *, of: str = "…") -> None:
        """Take `value`, the token of the connection named `of`.

        Raises:
            TokenUnusable: it could not stand in an HTTP header as it is (docs/measured.md: a header value
                outside latin-1 raises at send time, one with a line break smuggles headers in).
        """
        if not _fits_a_header(value):
            raise TokenUnusable(connection=of)
        self._value = value
        _LIVING[id(self)] = self

    def reveal(self) -> str:
        """Return the secret itself, for the one header it belongs in."""
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Token):
            return NotImplemented
        return self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Token(***)"

    def __str__(self) -> str:
        return "***"

    def __deepcopy__(self, memo: dict[int, object]) -> "Token":
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: a pickle is a file or a pipe that others may read."""
        raise TypeError("a token is not pickled")


_LIVING: Final = WeakValueDictionary[int, Token]()
"""Every token in use, so that a log can be kept clean of them, wherever they come from."""


def masked(text: str) -> str:
    """Return a text without any of the tokens in use."""
    for token in filter(None, (reference() for reference in _LIVING.valuerefs())):
        text = text.replace(token.reveal(), "***")
    return text


def _fits_a_header(value: str) -> bool:
    return bool(value) and all(
        c.isprintable() and not c.isspace() and ord(c) <= 0xFF for c in value
    )

"""A person at the terminal, who has typed what will be asked for."""

import io
import sys
from collections.abc import Callable

import pytest


class _Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sit at a terminal and type these lines."""

    def type_them(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", _Keyboard("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    return type_them

"""The exit codes of batches that a command has ended: no later fault of the same command changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode

_CODES: Final = ContextVar[list[ExitCode] | None]("codes of this command's batches", default=None)


@contextmanager
def noted_in(codes: list[ExitCode]) -> Iterator[None]:
    """Let the codes of the batches that end while the block runs stand in a list."""
    token = _CODES.set(codes)
    try:
        yield
    finally:
        _CODES.reset(token)


def note(code: ExitCode) -> ExitCode:
    """Note down what a batch has ended with, and return it."""
    codes = _CODES.get()
    if codes is not None:
        codes.append(code)
    return code


def code_after(fault: int, codes: list[ExitCode]) -> int:
    """Return what a command ends with that failed with a code: what became of its batches, if any."""
    return exit_codes.of_several(codes) if codes else fault

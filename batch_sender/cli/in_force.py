"""The workspace of the command that runs: every module of the command line finds it here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from batch_sender.config.errors import ProfileHasOwnJournal

if TYPE_CHECKING:
    from batch_sender.config.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    """Where a command works, and how it was `typed`, without the program's own name.

    `profile_told`: the profile's name, whether there is one or not. `named_journal`: what `--journal` (`journal_told`) or a batch file names, if one of them does.
    """

    workspace: "Callable[[], Workspace]"
    typed: tuple[str, ...] = ()
    profile_told: str | None = None
    named_journal: str | None = None
    journal_told: bool = False


_IN_FORCE: Final = ContextVar[_Command | None]("the command that runs", default=None)


@contextmanager
def entered(
    workspace: "Callable[[], Workspace]", *, typed: Sequence[str] = (), profile: str | None = None
) -> Iterator[None]:
    """Let a workspace be in force while the block runs; it is looked for when it is first needed."""
    token = _IN_FORCE.set(_Command(workspace=workspace, typed=tuple(typed), profile_told=profile))
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def workspace() -> "Workspace":
    """Return the workspace in force.

    Raises:
        ProfileMissing, ProfileNameInvalid: there is no profile of the name that was told.
    """
    return _command().workspace()


def profile() -> str | None:
    """Return the name of the profile in force, if one is."""
    found = _IN_FORCE.get()
    return found.workspace().profile if found else None


def profile_told() -> str | None:
    """Return the profile's name as it was told; nobody has looked whether there is one."""
    found = _IN_FORCE.get()
    return found.profile_told if found else None


def typed() -> tuple[str, ...]:
    """Return the words of the command that runs, all that stood behind the program's name."""
    return _command().typed


def use_typed(words: Sequence[str]) -> None:
    """Take these words for what was typed: they were made of a person's answers."""
    _IN_FORCE.set(replace(_command(), typed=tuple(words)))


def named_journal() -> str | None:
    """Return the journal in force, where the command line or a batch file names it."""
    found = _IN_FORCE.get()
    return found.named_journal if found else None


def use_journal(location: str | Path) -> None:
    """Take the journal that `--journal` names for the workspace's from here on.

    Raises:
        ProfileHasOwnJournal: a client's journal is none but its own.
    """
    if (name := profile()) is not None:
        raise ProfileHasOwnJournal(name=name)
    _use(location, told=True)


def use_journal_of_file(location: str | Path | None) -> None:
    """Take the journal that a batch file names, if it names one; `--journal` wins over it."""
    if location and not _command().journal_told:
        _use(location, told=False)


def _use(journal: str | Path, *, told: bool) -> None:
    found = replace(workspace(), journal=journal)
    changed = replace(
        _command(), workspace=lambda: found, named_journal=str(journal), journal_told=told
    )
    _IN_FORCE.set(changed)


def _command() -> _Command:
    found = _IN_FORCE.get()
    if found is None:
        raise LookupError("no command runs: no workspace was entered")
    return found

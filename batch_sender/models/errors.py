"""The base of every error raised on purpose: a code with its parameters, and one sentence.

What to do about an error is said by the door that shows it: the command line names a flag, a page its
field, a script an argument. Like the language, the door in force is a context variable, so two doors
of one process never speak for each other.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ClassVar, Self

from batch_sender.language import N_, _
from batch_sender.models.printable import printable
from batch_sender.models.system_words import said_of


class OptionName(str):
    """The name that an option has in the table of options; each door writes it in its own way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How a door speaks of errors.

    `remedy`: what to do about an error of this class, None where the class's own words will do;
    `option`: how an option is written there.
    """

    remedy: Callable[[type["BatchSenderError"]], str | None] = lambda _kind: None
    option: Callable[[str], str] = str


_in_force: ContextVar[Door] = ContextVar("door")


def speak_for(door: Door) -> None:
    """Say what to do as `door` does, from here on in this context."""
    _in_force.set(door)


class BatchSenderError(Exception):
    """Something a person can put right: `message` says what happened, `next` what to do.

    `code` and `details` are for programs; `remedy` is what to do whichever the door, if anything.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    remedy: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, **details: object) -> None:
        super().__init__(details)
        self.details = details

    @property
    def message(self) -> str:
        """What happened, and where, in the language in force."""
        return self._told(self.sentence)

    @property
    def next(self) -> str:
        """What to do about it, as the door in force says it; empty where it says nothing."""
        return self._told(_door().remedy(type(self)) or self.remedy)

    def _told(self, sentence: str) -> str:
        written = _door().option
        details = {
            name: written(value) if isinstance(value, OptionName) else value
            for name, value in self.details.items()
        }
        # A file may have a name that is no text; a sentence is one.
        return printable(_(sentence).format(**details))

    def __str__(self) -> str:
        return f"{self.message} {self.next}".rstrip()


def _door() -> Door:
    return _in_force.get(Door())


class UnforeseenFault(BatchSenderError):
    """Something happened that nobody thought of: a mistake of the program, or of the machine."""

    code = "unforeseen"
    sentence = N_("Something happened that nobody thought of: {what}.")

    @classmethod
    def of(cls, err: BaseException, **details: object) -> Self:
        """Name what happened by its kind, and by what the system says of it; its text may hold people."""
        kind = type(err).__name__
        said = said_of(err) if isinstance(err, OSError) else kind
        return cls(what=kind if said == kind else f"{kind}, {said}", **details)


class SettingsError(BatchSenderError):
    """A setting, an environment variable or the connections file is wrong."""


class OptionError(SettingsError):
    """What was asked for cannot be meant so: at a command line, exit code 2."""

    exit_code = 2

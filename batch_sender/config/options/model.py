"""What is known of one option or argument, whichever door it is given through.

A row of the table says what a flag, a batch file's key, a form's field and a line of the reference
have in common. Texts are in English and marked for the catalogues; whoever shows one translates it.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from batch_sender.language import N_


class Kind(Enum):
    """What kind of value an option takes."""

    TEXT = "text"
    NUMBER = "number"
    ROW = "number or none"
    PLAN = "number or text"
    FRACTION = "fraction"
    YES_OR_NO = "true or false"
    PATH = "path"
    TEXTS = "texts"
    NUMBERS = "numbers"
    PATHS = "paths"

    @property
    def one(self) -> "Kind":
        """The kind of a single value, where several may be given."""
        return _SINGLE.get(self, self)

    @property
    def is_many(self) -> bool:
        """Whether several values may be given."""
        return self in _SINGLE


_SINGLE: Final = {Kind.TEXTS: Kind.TEXT, Kind.NUMBERS: Kind.NUMBER, Kind.PATHS: Kind.PATH}


class Group(Enum):
    """What an option is about, in the order in which groups are shown."""

    EVERY_DAY = N_("Every day")
    LIST = N_("The list")
    TEXT = N_("The text")
    FILES = N_("Files")
    WHO = N_("Who")
    WHEN = N_("When and how fast")
    SAFETY = N_("Safety")
    RESULTS = N_("Results")
    OTHER = N_("Other options")


_ORDER: Final = list(Group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: what it is called by each door, what it takes, what it does.

    `name`: in code and in Settings; `flag`: where it is not the name with hyphens; `default`: None
    where Settings knows it, or nothing is meant; `label`: beside a form's field; `question` and
    `example`: what `init` asks, and what it proposes.
    """

    name: str
    kind: Kind
    help: str
    group: Group = Group.OTHER
    flag: str = ""
    short: str = ""
    metavar: str = ""
    default: int | float | None = None
    label: str = ""
    question: str = ""
    example: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        """What it is called on the command line: "--yes", "-y"."""
        long = self.flag or f"--{self.name.replace('_', '-')}"
        return (long, self.short) if self.short else (long,)

    @property
    def key(self) -> str:
        """What it is called in a batch file: as the flag, with underscores."""
        return self.flags[0].removeprefix("--").replace("-", "_")

    @property
    def is_switch(self) -> bool:
        """Whether its flag takes no value."""
        return self.kind is Kind.YES_OR_NO

    @property
    def place(self) -> int:
        """Where its group stands among the groups."""
        return _ORDER.index(self.group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What a command is about: a list, a batch, a file. Given by its place, not by a name."""

    name: str
    kind: Kind
    metavar: str
    help: str
    required: bool = True


Parameter = Option | Argument

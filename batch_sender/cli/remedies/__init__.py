"""What to do at a command line about the errors of the rooms below: by flags, variables, commands."""

from importlib import import_module
from typing import Final

from batch_sender.models.errors import BatchSenderError, Door

_ROOMS: Final = (
    "automation",
    "compose",
    "config",
    "deliver",
    "gateway",
    "journal",
    "judge",
    "load",
    "models",
    "operations",
    "results",
    "timing",
    "web",
    "worker",
)


def remedy_of(kind: type[BatchSenderError]) -> str | None:
    """Return what to do about an error of this class or, where it says nothing, of its base."""
    for each in kind.__mro__:
        if "remedy" in vars(each) and each is not BatchSenderError:
            return None  # its own words hold at every door
        for room in _ROOMS:  # loaded when something has gone wrong, not with every command
            found = import_module(f"batch_sender.cli.remedies.{room}").REMEDIES.get(each.__name__)
            if found is not None:
                return str(found)
    return None


def flag_of(option: str) -> str:
    """Write an option as the command line does."""
    return "--" + option.replace("_", "-")


COMMAND_LINE: Final = Door(remedy=remedy_of, option=flag_of)

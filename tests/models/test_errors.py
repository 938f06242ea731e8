"""An error is a code with its parameters; what to do about it is said by the door that shows it."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextvars import copy_context

import pytest

import batch_sender
from batch_sender.cli import remedies
from batch_sender.cli.remedies import COMMAND_LINE
from batch_sender.load.errors import SheetNotFound
from batch_sender.models.errors import BatchSenderError, Door, OptionName, speak_for

_A_FLAG = re.compile(r"--\w|batch-sender \w+ |\bbatch-sender$")


def _below(kind: type[BatchSenderError]) -> Iterator[type[BatchSenderError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _every() -> list[type[BatchSenderError]]:
    for found in pkgutil.walk_packages(batch_sender.__path__, "batch_sender."):
        if found.name.endswith(".errors"):
            importlib.import_module(found.name)
    kinds = {
        each for each in _below(BatchSenderError) if each.__module__.startswith("batch_sender.")
    }
    return sorted(kinds, key=lambda each: each.__name__)


EVERY = _every()
RAISED = [each for each in EVERY if hasattr(each, "sentence")]
BELOW_THE_DOORS = [
    each
    for each in RAISED
    if not each.__module__.startswith(("batch_sender.cli", "batch_sender.standin"))
]


def test_there_are_many() -> None:
    assert len(RAISED) > 150


@pytest.mark.parametrize("kind", BELOW_THE_DOORS, ids=lambda each: each.__name__)
def test_below_the_doors_no_error_names_a_flag(kind: type[BatchSenderError]) -> None:
    assert not _A_FLAG.search(f"{kind.sentence} {kind.remedy}")


@pytest.mark.parametrize("kind", RAISED, ids=lambda each: each.__name__)
def test_the_command_line_says_what_to_do_about_each(kind: type[BatchSenderError]) -> None:
    assert COMMAND_LINE.remedy(kind) or kind.remedy


def test_every_remedy_is_some_errors() -> None:
    names = {each.__name__ for each in EVERY}
    for room in remedies._ROOMS:
        told = importlib.import_module(f"batch_sender.cli.remedies.{room}").REMEDIES
        assert set(told) <= names, room


def test_each_door_speaks_for_itself() -> None:
    error = SheetNotFound(sheet="Plan2", names="Plan1")

    def at_the_page() -> str:
        speak_for(Door(remedy=lambda _kind: "Choose it in the field Sheet."))
        return error.next

    assert copy_context().run(at_the_page) == "Choose it in the field Sheet."
    assert error.next == "Give one of these names with --sheet."


def test_an_option_is_written_as_the_door_writes_it() -> None:
    class Wrong(BatchSenderError):
        code, sentence = "wrong", "{setting} is wrong."

    error = Wrong(setting=OptionName("media_name"))
    assert error.message == "--media-name is wrong."
    speak_for(Door())
    assert str(error) == "media_name is wrong."

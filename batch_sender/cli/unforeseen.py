"""Turn what nobody thought of into a sentence and a code; its trace goes to the program's log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from batch_sender.models.errors import BatchSenderError, UnforeseenFault

_log: Final = logging.getLogger(__name__)

FORESEEN: Final = (BatchSenderError, click.ClickException, click.Abort, click.exceptions.Exit)


@contextmanager
def told() -> Iterator[None]:
    """Have whatever ends a command be an error that can be shown, as text and as JSON.

    Raises:
        UnforeseenFault: the block ended by what nobody thought of; nothing of a list was sent.
    """
    try:
        yield
    except FORESEEN:
        raise
    except Exception as err:
        _log.exception("the command broke")
        raise UnforeseenFault.of(err) from err

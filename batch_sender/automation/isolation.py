"""Keep what nobody thought of in one order, list or batch from stopping the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from batch_sender.automation.errors import OrderBroke, OrderDisturbed
from batch_sender.models.errors import BatchSenderError

_log: Final = logging.getLogger(__name__)


class Stopped(Exception):
    """Whoever judges a list was asked to stop."""


@contextmanager
def isolated(what: str) -> Iterator[None]:
    """Turn what nobody thought of into an error that is told like any other; its trace goes to the log.

    Raises:
        OrderBroke: the block ended by a mistake, most likely the program's. OrderDisturbed: by the
            system, which may let it be done later.
    """
    try:
        yield
    except (BatchSenderError, Stopped):
        raise
    except OSError as err:
        _log.exception("%s broke", what)
        raise OrderDisturbed.of(err) from err
    except Exception as err:
        _log.exception("%s broke", what)
        raise OrderBroke.of(err) from err

"""Tell a connection that never came about from one that was lost: by the first nothing has left.

Their exceptions are the same: an end, a reset, a record that is no TLS raise the same classes before a
request as after it (docs/measured.md). So what is raised while a connection is being made gets a class of
its own there, where it is known that not a byte of the request has been handed over.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any


class NotEstablished(Exception):
    """No connection to the server came about; `cause` is the exception that says why."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()  # without a text: that of `cause` may hold the address's path and query
        self.cause = cause


class ProxyUnreachable(NotEstablished):
    """Not even the connection to the proxy came about."""


class TunnelRefused(NotEstablished):
    """The proxy was reached, and opened no way to the server."""


class CertificatesNotFound(NotEstablished):
    """There is no file of certificates where the machine says it is."""


Classify = Callable[[Exception], NotEstablished]


def _never() -> bool:
    return False


@contextlib.contextmanager
def before_a_request(classify: Classify, *, unless: Callable[[], bool] = _never) -> Iterator[None]:
    """Give what is raised inside a class that says that nothing has left.

    A hang keeps its own class, by which it is in doubt, and so does whatever is raised once `unless` is
    true: the watchdog of the call has cut it.
    """
    try:
        yield
    except (TimeoutError, NotEstablished):
        raise
    except Exception as error:
        if unless():
            raise
        raise classify(error) from error


def by_proxy(connection: Any) -> Classify:
    """Return how to classify what fails while `connection` (urllib3's) is made."""

    def classify(error: Exception) -> NotEstablished:
        unreached = connection.proxy and not connection.has_connected_to_proxy
        return ProxyUnreachable(error) if unreached else NotEstablished(error)

    return classify

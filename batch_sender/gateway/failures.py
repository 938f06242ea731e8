"""An exception of the HTTP client comes in; what it means for the message comes out.

The table is docs/measured.md's, "What HTTP clients really tell": by class, never by text. What is not on
it may have left. Nothing of the exception is kept: its text holds the address's path and query.
"""

import ssl
from http.client import HTTPException
from typing import Final

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from batch_sender.models import ConnectionIll, NotLeft, Reason, Unknown

EXPECTED: Final = (OSError, HTTPError, HTTPException)
"""What a call raises when the line or the server is at fault: `requests` raises kinds of OSError."""


def outcome_of(error: Exception) -> NotLeft | ConnectionIll | Unknown:
    """Return what `error`, raised by a call, means. The order matters: each is the next's child."""
    match _root(error):
        case NameResolutionError():
            return NotLeft(reason=Reason.NAME_NOT_FOUND)
        case NewConnectionError():
            return NotLeft(reason=Reason.CONNECTION_REFUSED)
        case ConnectTimeoutError():
            return NotLeft(reason=Reason.CONNECT_TIMED_OUT)
        case SSLError(args=(ssl.SSLCertVerificationError(), *_)):
            return ConnectionIll(reason=Reason.CERTIFICATE_REFUSED)
        case ReadTimeoutError():
            return Unknown(reason=Reason.TIMED_OUT)
        case _:
            return Unknown(reason=Reason.CONNECTION_LOST)


def _root(error: Exception) -> object:
    """Return the exception of the transport inside those that requests and urllib3 wrap it in."""
    inner = error.args[0] if error.args else None
    if isinstance(inner, MaxRetryError):
        inner = inner.reason
    # Raised only while there is no connection to the proxy yet, so it is the proxy's own failure.
    return inner.original_error if isinstance(inner, ProxyError) else inner

"""Tell what an exception that a call raised means for the message.

The table is docs/measured.md's, "What HTTP clients really tell": by class, never by text. What is not on
it may have left, unless it was raised before there was a connection (`establishing`). Nothing of the
exception is kept: its text holds the address's path and query.
"""

import logging
import ssl
from http.client import HTTPException
from typing import Final

from requests import RequestException
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util.ssl_match_hostname import CertificateError

from batch_sender.gateway.establishing import (
    CertificatesNotFound,
    NotEstablished,
    ProxyUnreachable,
    TunnelRefused,
)
from batch_sender.models import ConnectionIll, NotLeft, Reason, Unknown

_log: Final = logging.getLogger(__name__)
_EXPECTED: Final = (RequestException, HTTPError, HTTPException, OSError)
"""What HTTP clients raise; anything else is a fault of this program."""


class Unexpected(Exception):
    """Names an unexpected exception in the log without its text, which may hold token or number."""


def outcome_of(error: Exception) -> NotLeft | ConnectionIll | Unknown:
    """Return what `error`, raised by a call, means; a fault of this program is logged, too."""
    cause = error.cause if isinstance(error, NotEstablished) else error
    if not isinstance(cause, _EXPECTED):
        told = Unexpected(type(cause).__name__)
        _log.error(
            "a call broke by a fault of this program",
            exc_info=(Unexpected, told, cause.__traceback__),
        )
    if isinstance(error, NotEstablished):
        return _before_a_connection(error)
    match _root(error):
        case ConnectTimeoutError():  # made after all, but too late
            return NotLeft(reason=Reason.CONNECT_TIMED_OUT)
        case ReadTimeoutError():
            return Unknown(reason=Reason.TIMED_OUT)
        case _:
            return Unknown(reason=Reason.CONNECTION_LOST)


def _root(error: Exception) -> object:
    """Return the exception of the transport inside those that requests and urllib3 wrap it in."""
    inner = error.args[0] if error.args else None
    return inner.reason if isinstance(inner, MaxRetryError) else inner


def _before_a_connection(error: NotEstablished) -> NotLeft | ConnectionIll:
    """Return what it means that no connection came about: the message surely did not leave."""
    match error:
        # urllib3's own SSLError comes before the handshake: the file of certificates cannot be read.
        case CertificatesNotFound() | NotEstablished(cause=SSLError()):
            return ConnectionIll(reason=Reason.CERTIFICATE_STORE_MISSING)
        case ProxyUnreachable():
            return NotLeft(reason=Reason.PROXY_NOT_REACHED)
        case TunnelRefused():
            return NotLeft(reason=Reason.PROXY_REFUSED)
        case NotEstablished(cause=ssl.SSLCertVerificationError() | CertificateError()):
            return ConnectionIll(reason=Reason.CERTIFICATE_REFUSED)
    return NotLeft(reason=_why_not_established(error.cause))


def _why_not_established(cause: Exception) -> Reason:
    # The order matters: each of the first three is the next's child.
    match cause:
        case NameResolutionError():
            return Reason.NAME_NOT_FOUND
        case NewConnectionError():
            return Reason.CONNECTION_REFUSED
        case ConnectTimeoutError():
            return Reason.CONNECT_TIMED_OUT
        # The other side has gone in the middle of the handshake: an SSLError, too, but no other TLS.
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
            return Reason.CONNECTION_NOT_MADE
        case ssl.SSLError():
            return Reason.NOT_TLS
        case _:
            return Reason.CONNECTION_NOT_MADE

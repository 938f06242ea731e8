"""The one place that talks to the API: at most one request leaves for a call."""

import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, Self
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from batch_sender import __version__
from batch_sender.config.tokens import Token
from batch_sender.gateway import answers, failures
from batch_sender.gateway.answers import ApiAnswer, Probe
from batch_sender.gateway.calls import RequestBody, Ticket, body_of, probe_body
from batch_sender.gateway.deadline import WatchedAdapter, WatchedConnection
from batch_sender.models import Call, ConnectionIll, NotLeft, Outcome, Reason, Unknown
from batch_sender.timing.silence import LONGEST_READ, SLOWEST_UPLOAD

LARGEST_ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read; what is longer is not understood."""

LONGEST_IDLE: Final = 4.0
"""Seconds. The API's kind of server closes an idle connection after 5; a close that races a
request ends as unknown (docs/measured.md), so the connection is dropped first."""

_PIECE: Final = 8 * 1024  # bytes
_HEADERS: Final = {
    "User-Agent": f"batch-sender/{__version__}",
    "Accept": "application/json",
    # Nothing to unpack: an answer of a few bytes cannot become a large one.
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, between two reads, and for a whole call (a file's upload on top)."""

    connect: float = 10.0
    read: float = LONGEST_READ
    total: float = 90.0


_NO_TICKET: Final = Ticket()
_TIMEOUTS: Final = Timeouts()


class Gateway:
    """One lane's way to the API: one session, one connection, one call at a time.

    `url` and `token` are those of a checked `Connection`. A context manager.
    """

    def __init__(
        self,
        *,
        url: str,
        token: Token,
        ticket: Ticket = _NO_TICKET,
        timeouts: Timeouts = _TIMEOUTS,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = url
        self._token = token
        self._ticket = ticket
        self._timeouts = timeouts
        self._monotonic = monotonic
        self._now = now
        self._watched = WatchedConnection()
        self._session = _session(url, token, self._watched)
        self._used_at = monotonic()
        self._date: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        self._session.close()
        self._watched.close()

    def send(self, call: Call) -> Outcome:
        """Send `call` once, and say what came of it; nothing the other side does raises."""
        body = body_of(call, self._ticket)
        return self._exchange(body) if isinstance(body, RequestBody) else body

    def probe(self) -> Probe:
        """Test address and token with a message to no number, which the API cannot send."""
        return answers.probe_outcome_of(self._exchange(probe_body()))

    @property
    def server_time(self) -> datetime | None:
        """What time the last answer says it was at the server (its header `Date`), if it says one."""
        return answers.http_date(self._date or "")

    def _exchange(self, body: RequestBody) -> Outcome:
        if self._monotonic() - self._used_at > LONGEST_IDLE:
            self._session.close()
        with self._watched.deadline(self._timeouts.total + len(body.content) / SLOWEST_UPLOAD):
            result = self._answer_to(body)
        self._used_at = self._monotonic()
        if isinstance(result, NotLeft | ConnectionIll):
            return result
        if self._watched.cut:
            # What looks like an answer may be the part of one that came before the cut.
            return Unknown(reason=Reason.TIMED_OUT)
        if isinstance(result, Unknown):
            return result
        self._date = result.date
        return self._meaning_of(result)

    def _meaning_of(self, answer: ApiAnswer) -> Outcome:
        try:
            return answers.outcome_of(answer, now=self._now())
        except Exception as error:  # noqa: BLE001 - the message has left: see failures
            return failures.outcome_of(error)

    def _answer_to(self, body: RequestBody) -> ApiAnswer | NotLeft | ConnectionIll | Unknown:
        try:
            with self._post(body) as response:
                return self._read(response)
        except Exception as error:  # noqa: BLE001 - the message may have left: see failures
            return failures.outcome_of(error)

    def _post(self, body: RequestBody) -> requests.Response:
        request, options = self._request, self._send_options
        request.headers["Content-Type"] = body.content_type
        request.headers["Content-Length"] = str(len(body.content))
        # As a file it leaves in pieces, each with a time-out of its own; in one piece a large file
        # on a slow line would have to leave within the time to connect.
        request.body = io.BytesIO(body.content)  # type: ignore[assignment]  # the stubs know no files
        timeouts = (self._timeouts.connect, self._timeouts.read)
        return self._session.get_adapter(self._url).send(request, timeout=timeouts, **options)

    # Every call is the same request with another body, and goes straight through the adapter: what
    # a session does around it (redirects, cookies, a look at the machine's proxies) is not wanted,
    # and takes longer than the call.

    @cached_property
    def _request(self) -> requests.PreparedRequest:
        return self._session.prepare_request(requests.Request("POST", self._url))

    @cached_property
    def _send_options(self) -> Mapping[str, Any]:
        """Proxies and certificates, as the machine asks for them."""
        return self._session.merge_environment_settings(
            self._url, proxies={}, stream=True, verify=None, cert=None
        )

    def _read(self, response: requests.Response) -> ApiAnswer:
        body, broken = _read_body(response)
        return ApiAnswer(
            status=response.status_code,
            body=body,
            text=answers.presentable(body, secret=self._token.reveal()),
            broken=broken,
            retry_after=response.headers.get("Retry-After"),
            date=response.headers.get("Date"),
        )


def _read_body(response: requests.Response) -> tuple[bytes, Reason | None]:
    """Read the body, and say why it is not whole if it is not."""
    body = bytearray()
    try:
        for piece in response.iter_content(_PIECE):
            body += piece
            if len(body) > LARGEST_ANSWER:
                return bytes(body), Reason.ANSWER_NOT_UNDERSTOOD
    except Exception as error:  # noqa: BLE001 - the status has come: a broken body is part of the answer
        return bytes(body), failures.outcome_of(error).reason
    return bytes(body), None


class _Bearer(AuthBase):
    """Puts the token into its header. With it, requests never asks ~/.netrc for another one."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


def _session(url: str, token: Token, watched: WatchedConnection) -> requests.Session:
    session = requests.Session()
    session.headers.update(_HEADERS)
    session.auth = _Bearer(token)
    # A company's proxy and certificates count. Plain http goes to this very computer, where a
    # proxy would only get to read the token.
    session.trust_env = urlsplit(url).scheme == "https"
    for scheme in ("https://", "http://"):
        session.mount(scheme, WatchedAdapter(watched))
    return session

"""Tell what a server's answer means for the message, by one table.

By status first, by known text second (docs/api-contract.md, "Observed: answers"). Whatever the table
does not know is `Unknown`: calling a message lost that has left is how people get it twice.
"""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from batch_sender.models import Accepted, ConnectionIll, NotLeft, Outcome, Reason, Rejected, Unknown

LONGEST_ANSWER: Final = 500
"""Characters of an answer that are kept for the report."""

_LONGEST_WAIT: Final = 366 * 86_400.0  # seconds: what a moment can hold, and nobody waits out


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAnswer:
    """What came back.

    `body` is whole unless `broken` says why it is not; `text` is what may be shown of it: short,
    clean, without the token. `retry_after` and `date` are headers as they came.
    """

    status: int
    body: bytes
    text: str
    broken: Reason | None = None
    retry_after: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGood:
    """The probe got past the token check; it says nothing of WhatsApp's side."""

    status: int
    answer: str


Probe = TokenGood | ConnectionIll | NotLeft | Unknown
"""What a probe tells: only `TokenGood` lets a batch begin."""

Verdict = tuple[type[Rejected | Unknown | NotLeft | ConnectionIll], Reason]

# ── the table ─────────────────────────────────────────────────────────────────────────────────

_SUCCESSES: Final = ({"mensagem": "Mensagem enviada"}, {"status": "SUCCESS"})

_BY_STATUS: Final[dict[int, Verdict]] = {
    401: (ConnectionIll, Reason.TOKEN_REFUSED),
    403: (ConnectionIll, Reason.TOKEN_REFUSED),
    # A proxy's "request time-out" can also mean that the server behind it was slow to answer.
    408: (Unknown, Reason.TIMED_OUT),
    413: (Rejected, Reason.PAYLOAD_REFUSED),
    429: (NotLeft, Reason.TOO_MANY_REQUESTS),
}

# How the "error" of a 4xx or a 500 begins.
_BY_TEXT: Final[tuple[tuple[str, Verdict], ...]] = (
    ("ERR_WAPP_NOT_INITIALIZED", (ConnectionIll, Reason.NOT_CONNECTED)),
    ("ERR_NO_DEF_WAPP_FOUND", (ConnectionIll, Reason.NO_DEFAULT_CONNECTION)),
    ("API Desabilitada", (ConnectionIll, Reason.API_NOT_IN_PLAN)),
    ("Não foi possível enviar a mensagem", (Rejected, Reason.REFUSED)),
    ("ERR_INTERNAL_ERROR", (Rejected, Reason.REFUSED)),
    ("ERR_SENDING_WAPP_MSG", (Rejected, Reason.SENDING_FAILED)),
    ("Validation error", (Rejected, Reason.PAYLOAD_REFUSED)),
    ("Sessão Expirada", (Rejected, Reason.PAYLOAD_REFUSED)),
)

_NOT_UNDERSTOOD: Final[Verdict] = (Unknown, Reason.ANSWER_NOT_UNDERSTOOD)


def outcome_of(answer: ApiAnswer, *, now: datetime) -> Outcome:
    """Return what `answer` means; `now` is used where the server asks to wait until a time."""
    if answer.status == 200 and answer.broken is None and _parsed(answer) in _SUCCESSES:
        return Accepted(status=answer.status, answer=answer.text)
    kind, reason = _verdict(answer)
    wait = _wait(answer, now=now)
    if answer.status == 503 and wait is not None:
        kind, reason = NotLeft, Reason.SERVICE_UNAVAILABLE
    if kind is NotLeft:
        return NotLeft(reason=reason, status=answer.status, answer=answer.text, retry_after=wait)
    return kind(reason=reason, status=answer.status, answer=answer.text)


def probe_outcome_of(outcome: Outcome) -> Probe:
    """Return what the outcome of a message without a number tells about the token.

    The API refuses such a message with its generic 400 once the token has passed. A readable 200
    that is no success comes from something else (`/api/messages/<anything>` says 200 to all).
    """
    match outcome:
        case Rejected(reason=Reason.REFUSED, status=400 | 422 | 500 as status, answer=text):
            return TokenGood(status=status, answer=text)
        case Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200, answer=text) if text:
            return ConnectionIll(reason=Reason.WRONG_ADDRESS, status=200, answer=text)
        case Accepted(status=status, answer=text) | Rejected(status=status, answer=text):
            return Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=status, answer=text)
        case _:
            return outcome


def _verdict(answer: ApiAnswer) -> Verdict:
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]
    if 300 <= answer.status < 400:
        return ConnectionIll, Reason.WRONG_ADDRESS
    if answer.broken is not None:
        return Unknown, answer.broken
    if 400 <= answer.status <= 500:
        return _verdict_by_text(answer)
    return (Unknown, Reason.SERVER_ERROR) if answer.status > 500 else _NOT_UNDERSTOOD


def _verdict_by_text(answer: ApiAnswer) -> Verdict:
    parsed = _parsed(answer)
    error = parsed.get("error") if parsed is not None else None
    if isinstance(error, str):
        for beginning, verdict in _BY_TEXT:
            if error.startswith(beginning):
                return verdict
    if answer.status == 500:
        return Unknown, Reason.SERVER_ERROR
    if parsed is not None:
        return Rejected, Reason.REFUSED
    # A web server that has no such call, or only a page there.
    wrong_address = answer.status in {404, 405}
    return (ConnectionIll, Reason.WRONG_ADDRESS) if wrong_address else _NOT_UNDERSTOOD


def _parsed(answer: ApiAnswer) -> dict[str, object] | None:
    """Return the answer's JSON object, if it is one and whole."""
    try:
        parsed = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


# ── how long the server asks to wait ──────────────────────────────────────────────────────────


def _wait(answer: ApiAnswer, *, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header in either of its forms, a year at the most."""
    asked = (answer.retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,18}", asked):
        return min(float(asked), _LONGEST_WAIT)
    until = http_date(asked)
    if until is None:
        return None
    # By the server's own clock where it tells the time: this computer's may be wrong.
    since = http_date(answer.date or "") or now
    return min(max((until - since).total_seconds(), 0.0), _LONGEST_WAIT)


def http_date(text: str) -> datetime | None:
    """Read a date as HTTP headers write it; None for anything else."""
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


# ── what may be kept of it ────────────────────────────────────────────────────────────────────


def presentable(body: bytes, *, secret: str) -> str:
    """Return the text of an answer for the report: what it says, on one line, without `secret`."""
    raw = body.decode("utf-8", errors="replace")
    text = _sentence_in(raw)
    printable = "".join(c if c.isprintable() else " " for c in text)
    # In each spelling in which a server may echo it; before the cut, which could leave a part of it.
    without = _spellings_of(secret).sub("***", printable)
    return " ".join(without.split())[:LONGEST_ANSWER]


def _sentence_in(raw: str) -> str:
    """Return the one sentence in a JSON answer, or the answer as it came."""
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    if isinstance(parsed, dict):
        for key in ("error", "mensagem"):
            if isinstance(parsed.get(key), str):
                return str(parsed[key])
    return raw


@lru_cache(maxsize=8)
def _spellings_of(secret: str) -> re.Pattern[str]:
    spellings = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    spellings |= {spelling.replace("/", "\\/") for spelling in spellings}
    spellings |= {html.escape(secret), quote(secret), quote(secret, safe="")}
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

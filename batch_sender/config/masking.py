"""Keep secrets and people's numbers out of the program's own log, whoever writes into it."""

import logging
import re
from typing import Final

from batch_sender.config import tokens

_LONG: Final = re.compile(r"\d{8,}|\d(?:[ ().-]{0,2}\d){8,}")
"""A run of digits that may be somebody's number, as one word or spelled; a date alone is too short."""

_SECRETS: Final = (
    (re.compile(r"(?i)\b(bearer|basic) [^\s'\",]+"), r"\1 ***"),
    (re.compile(r"(\w://)[^\s/@'\"]+@"), r"\1***@"),  # of a database, or of a proxy
    (re.compile(r"(https?://[^\s/?'\"<>]+)[/?][^\s'\"<>]*"), r"\1/***"),  # a hook's path is its key
    (re.compile(r"(with url: )\S+"), r"\1***"),  # as urllib3 says it, without the host
    # Of an object store: key ids, what is named as a secret, and what a request is signed with.
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"), "***"),
    (
        re.compile(
            r"(?i)((?:secret_?access_?key|secret_?key|session_?token|security-token|signature|credential)"
            r"[\"']?(?:\]|\))?\s*[=:,]\s*(?:b?[\"'])?)[^\s\"',&)}]+"
        ),
        r"\1***",
    ),
)


def masked(text: str) -> str:
    """Return a text without tokens, passwords and paths of addresses; numbers keep their last four."""
    text = tokens.masked(text)
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return _LONG.sub(_last_four, text)


def _last_four(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"…{digits[-4:]}"


class Masking(logging.Filter):
    """Masks a record and its traceback, unless it is of the logger `besides`, which shows no secret.

    It belongs to a handler: a logger's own filter does not see what comes up from below it.
    """

    def __init__(self, *, besides: str | None = None) -> None:
        super().__init__()
        self._besides = besides

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask it in place; it always passes."""
        if record.name != self._besides:
            # The traceback first: whoever formats it takes what stands there already.
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = record.exc_text and masked(record.exc_text)
            record.msg, record.args = masked(record.getMessage()), ()
        return True

"""Let a browser in: a ticket that counts once, and a cookie that ends.

Both are signed with a key that lies in a file only its owner reads, so that a cookie outlives a restart
of the server, and a second `serve` makes a ticket for the page that runs already. A ticket is short enough
to be typed where no browser could be opened: 56 bits of it are a signature that holds for minutes.
"""

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from batch_sender.timing.clock import Clock

TICKET_LASTS: Final = timedelta(minutes=10)
SESSION_LASTS: Final = timedelta(hours=12)
_NONCE_BYTES: Final = 3
_SIGNATURE_BYTES: Final = 7
_GROUP: Final = 4


@dataclass(kw_only=True)
class Sessions:
    """Makes and knows tickets and cookies. `name`: the cookie's; ports of one host share a browser's jar."""

    key: bytes = field(repr=False)
    clock: Clock
    name: str = "batch_sender"
    _used: set[bytes] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ticket(self) -> str:
        """Make a ticket that lets one browser in, once, for some minutes: ABCD-EFGH-IJKL-MNOP."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        written = base64.b32encode(nonce + self._stamp(nonce, self._span())).decode()
        return "-".join(written[i : i + _GROUP] for i in range(0, len(written), _GROUP))

    def take(self, ticket: str) -> bool:
        """Say whether a ticket counts; from now on it does not."""
        try:
            content = base64.b32decode(ticket.replace("-", "").replace(" ", "").upper())
        except ValueError:
            return False
        nonce, stamp = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
        spans = (self._span(), self._span() - 1)
        if not any(hmac.compare_digest(self._stamp(nonce, span), stamp) for span in spans):
            return False
        with self._lock:
            if content in self._used:
                return False
            self._used.add(content)
        return True

    def begin(self) -> str:
        """Make the value of a cookie."""
        ends = int((self.clock.now() + SESSION_LASTS).timestamp())
        body = f"{secrets.token_urlsafe(18)}.{ends}"
        return f"{body}.{self._signature(body)}"

    def knows(self, cookie: str | None) -> bool:
        """Say whether a cookie still lets its browser in."""
        body, _dot, signature = (cookie or "").rpartition(".")
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            return False
        return int(body.split(".")[1]) > self.clock.now().timestamp()

    def is_half_over(self, cookie: str) -> bool:
        """Say whether a cookie that lets its browser in had better be made anew."""
        ends = datetime.fromtimestamp(int(cookie.split(".")[1]), UTC)
        return ends - self.clock.now() < SESSION_LASTS / 2

    def _signature(self, body: str) -> str:
        return hmac.new(self.key, f"session:{body}".encode(), hashlib.sha256).hexdigest()

    def _span(self) -> int:
        return int(self.clock.now().timestamp() // (TICKET_LASTS.total_seconds() / 2))

    def _stamp(self, nonce: bytes, span: int) -> bytes:
        signed = hmac.new(self.key, b"ticket:%s:%d" % (nonce, span), hashlib.sha256)
        return signed.digest()[:_SIGNATURE_BYTES]

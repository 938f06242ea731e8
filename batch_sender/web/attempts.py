"""Make whoever guesses passwords wait: longer after each failure, by name and by address.

Nobody is locked out for good: a name waits a minute at most, so that a stranger's guesses do not keep its
owner out. An attempt counts before its password is looked at, so that many at once gain nothing.
"""

import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from batch_sender.timing.clock import Clock

FORGOTTEN: Final = 3600.0
"""Seconds after which failures are forgotten."""

_MOST_KEPT: Final = 20_000
_LONGEST_NAME: Final = 64
_LONGEST_EXPONENT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How failures make wait. `free`: so many cost nothing; `longest`: seconds."""

    free: int
    longest: float

    def after(self, failures: int) -> float:
        """Return the seconds to wait after so many failures."""
        beyond = min(failures - self.free, _LONGEST_EXPONENT)
        return min(2.0**beyond, self.longest) if beyond > 0 else 0.0


_BY_NAME: Final = Waits(free=4, longest=60)
_BY_ADDRESS: Final = Waits(free=19, longest=900)  # an office shares one


@dataclass(slots=True)
class _Failures:
    many: int
    last: float


class Attempts:
    """Attempts to sign in that have failed lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed: OrderedDict[tuple[str, str], _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> float:
        """Count an attempt and return 0; or return the seconds to wait before the next one counts.

        `name`: folded, so that another spelling is no other name.
        """
        now = self._clock.monotonic()
        with self._lock:
            keys = (
                (("name", name[:_LONGEST_NAME]), _BY_NAME),
                (("at", _network(address)), _BY_ADDRESS),
            )
            left = max(self._left(key, waits, now) for key, waits in keys)
            if left > 0:
                return left
            for key, _waits in keys:
                self._count(key, now)
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of a name, and of an address this one attempt alone."""
        with self._lock:
            self._failed.pop(("name", name[:_LONGEST_NAME]), None)
            at = self._failed.get(("at", _network(address)))
            if at is not None:
                at.many -= 1

    def _left(self, key: tuple[str, str], waits: Waits, now: float) -> float:
        failed = self._failed.get(key)
        if failed is None:
            return 0.0
        if now - failed.last > FORGOTTEN:
            del self._failed[key]
            return 0.0
        return failed.last + waits.after(failed.many) - now

    def _count(self, key: tuple[str, str], now: float) -> None:
        failed = self._failed.setdefault(key, _Failures(0, now))
        failed.many, failed.last = failed.many + 1, now
        self._failed.move_to_end(key)
        if len(self._failed) > _MOST_KEPT:
            self._failed.popitem(last=False)


def _network(address: str) -> str:
    """Return what one person holds: an IPv4 address, or a network of IPv6 ones."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))

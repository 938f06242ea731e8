"""Where a worker answers to a monitoring system: this machine alone, unless another address is named."""

import importlib.util
import re
from dataclasses import dataclass, replace
from typing import Final, Self

from batch_sender.config.errors import BadSetting
from batch_sender.language import _
from batch_sender.worker.errors import MetricsNeedPart

_LOOPBACK: Final = "127.0.0.1"
_WRITTEN: Final = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):)?(?P<port>\d{1,5})")
_MOST: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsAddress:
    """An address of this machine, and a port (0: a free one)."""

    host: str
    port: int

    @classmethod
    def of(cls, written: str) -> Self:
        """Read [HOST:]PORT.

        Raises:
            BadSetting: it is none.
            MetricsNeedPart: what answers there is not installed.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if found is None or int(found["port"]) > _MOST:
            allowed = _("a port such as 9100, or an address and a port such as 0.0.0.0:9100")
            raise BadSetting(setting="--metrics", value=written, allowed=allowed)
        if importlib.util.find_spec("prometheus_client") is None:
            raise MetricsNeedPart
        host = (found["host"] or _LOOPBACK).strip("[]")
        return cls(host=host, port=int(found["port"]))

    def at(self, port: int) -> Self:
        """Return the same address with the port that a free one came to be."""
        return replace(self, port=port)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

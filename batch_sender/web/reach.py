"""Where the page answers, by which names, and what has to be there before it does beyond this machine."""

import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender.models.system_words import said_of
from batch_sender.web.access_errors import (
    CertificateUnusable,
    HostInvalid,
    ProxyInvalid,
    PublicNameMissing,
    TlsIncomplete,
    TlsOrProxyNeeded,
    UsersNeeded,
)

LOOPBACK: Final = "127.0.0.1"
_OWN: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where the page answers. `port`: None for the last one, or a free one; `names`: what it is called besides.

    `certificate` and `key`: files for TLS; `proxy`: the address whose word on who asks, and how, is taken.
    """

    host: str = LOOPBACK
    port: int | None = None
    names: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None

    @property
    def address(self) -> str:
        """The address to listen at."""
        return LOOPBACK if self.host == "localhost" else self.host.strip("[]")

    @property
    def is_public(self) -> bool:
        """Whether others than this machine's own browsers may come: people have to sign in then."""
        ip = ipaddress.ip_address(self.address)
        return not ip.is_loopback or self.proxy is not None or bool(self.names)

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.certificate is not None or self.proxy is not None

    @property
    def hosts(self) -> frozenset[str]:
        """The names that are answered to, without a port."""
        return _OWN | {name.casefold() for name in self.names} | {_written(self.address)}

    def url(self, port: int) -> str:
        """Return how people reach it."""
        if self.proxy is not None:
            return f"https://{self.names[0]}"
        ip = ipaddress.ip_address(self.address)
        name = self.names[0] if self.names else LOOPBACK if ip.is_unspecified else self.address
        return f"{'https' if self.certificate else 'http'}://{_written(name)}:{port}"

    def refuse_unsafe(self, *, has_users: bool) -> None:
        """See that nobody can come in who must not, and that no password travels in the clear.

        Raises:
            PageError: each says what is missing.
        """
        self._refuse_unclear()
        if not self.is_public:
            return
        if not has_users:
            raise UsersNeeded(host=self.host)
        if not self.is_secure:
            raise TlsOrProxyNeeded(host=self.host)
        nameless = self.proxy is not None or ipaddress.ip_address(self.address).is_unspecified
        if nameless and not self.names:
            raise PublicNameMissing

    def _refuse_unclear(self) -> None:
        if not _is_address(self.address):
            raise HostInvalid(host=self.host)
        if self.proxy is not None and not _is_address(self.proxy):
            raise ProxyInvalid(address=self.proxy)
        if (self.certificate is None) is not (self.key is None):
            raise TlsIncomplete
        if self.certificate is not None and self.key is not None:
            _try_certificate(self.certificate, self.key)


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _written(name: str) -> str:
    """Write a host as a browser's address does: an IPv6 one in brackets."""
    return f"[{name}]" if ":" in name else name


def _try_certificate(certificate: Path, key: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password of its own a key that wants one would ask for it on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as err:
        why = said_of(err) if isinstance(err, OSError) else type(err).__name__
        raise CertificateUnusable(certificate=certificate, key=key, why=why) from err

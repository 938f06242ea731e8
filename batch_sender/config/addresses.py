"""Check the address of an API, so that a token only travels where it may, and compare addresses."""

import ipaddress
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from batch_sender.config.errors import (
    AddressHoldsPassword,
    AddressInvalid,
    AddressNotForSending,
    AddressNotSecure,
    AddressWithoutPath,
)

DEFAULT_ADDRESS: Final = "https://api.cleverchat.com.br/api/messages/send"

# Pages of the panel that this product family serves; none of them takes a message.
_PANEL_PAGES: Final = frozenset(
    {
        "campaigns",
        "conexoes",
        "connections",
        "contacts",
        "dashboard",
        "forgot-password",
        "login",
        "messages-api",
        "queues",
        "quick-messages",
        "schedules",
        "settings",
        "signup",
        "tags",
        "tickets",
        "users",
    }
)
# Closes tickets (docs/api-contract.md: never call it).
_FINISH: Final = "/messages/finish"
_VENDOR: Final = "cleverchat.com.br"
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


def check_address(url: str, *, connection: str) -> None:
    """Refuse an address that messages must not be posted to; `connection` is who it belongs to.

    Raises:
        AddressInvalid, AddressNotSecure, AddressHoldsPassword, AddressWithoutPath,
        AddressNotForSending: none of them repeats the address, which may hold a secret.
    """
    parts = _split(url, connection=connection)
    host = parts.hostname or ""
    if "@" in parts.netloc:
        raise AddressHoldsPassword(connection=connection, host=host)
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressNotSecure(connection=connection, host=host)
    if parts.path.strip("/") == "":
        raise AddressWithoutPath(connection=connection, host=host)
    if _is_not_for_sending(host, parts.path):
        raise AddressNotForSending(connection=connection, host=host)


def normalised(url: str) -> str:
    """Return a checked address as it is compared: host in lower case, no port that goes unsaid."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, host_and_port(url), parts.path, parts.query, ""))


def host_and_port(url: str) -> str:
    """Return who answers at a checked address: "api.example.com", "127.0.0.1:8099"."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]}:
        host = f"{host}:{parts.port}"
    return host


def is_loopback(host: str) -> bool:
    """Say whether `host` can only be this very computer."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str, *, connection: str) -> SplitResult:
    """Split `url`, which must be http(s) with a host that can be looked up."""
    try:
        parts = urlsplit(url)
        # Reading the port raises when it is none; the host must survive as a name to look up.
        encoded = (parts.hostname or "").encode("idna") if parts.port != 0 else b""
    except ValueError as err:
        raise AddressInvalid(connection=connection) from err
    # urlsplit drops line breaks and tabs without a word, so they are looked for in the original.
    spaced = any(c.isspace() or not c.isprintable() or c == "\\" for c in url)
    if spaced or not encoded or parts.scheme not in _DEFAULT_PORTS or parts.fragment:
        raise AddressInvalid(connection=connection)
    return parts


def _is_not_for_sending(host: str, path: str) -> bool:
    vendors = host == _VENDOR or host.endswith(f".{_VENDOR}")
    first = path.strip("/").partition("/")[0].lower()
    return (
        (vendors and not host.startswith("api."))
        or first in _PANEL_PAGES
        or path.rstrip("/").lower().endswith(_FINISH)
    )

"""Tell people by a web hook: the facts as JSON, and nothing read of the answer but its status."""

from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection

from batch_sender.automation.notices.attempt import NoticeAttempt
from batch_sender.automation.notices.notification import Notification, NotificationSettings
from batch_sender.config.addresses import host_and_port, is_loopback
from batch_sender.language import _

_SECONDS: Final = (10, 20)
"""To connect, and for each read; the whole try has its own end besides."""


def post(
    notification: Notification, settings: NotificationSettings, attempt: NoticeAttempt
) -> str | None:
    """Post the facts; return why the hook did not take them, None where it did."""
    url = str(settings.webhook)
    if settings.webhook_token and not _is_private(url):
        return _("not https")
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter(attempt))
        with session.post(
            url,
            json=dict(notification.facts),
            auth=_Given(url, settings.webhook_token),
            timeout=_SECONDS,
            allow_redirects=False,
            stream=True,  # the body may drip, or never end: it is not read
        ) as answer:
            return None if 200 <= answer.status_code < 300 else f"HTTP {answer.status_code}"


def _is_private(url: str) -> bool:
    return urlsplit(url).scheme == "https" or is_loopback(host_and_port(url).split(":")[0])


class _Given(AuthBase):
    """Shows the token that was given, or what stands in the address itself, and nothing else.

    Without it requests would look into the machine's netrc, whose password replaces the token.
    """

    def __init__(self, url: str, token: str | None) -> None:
        self._in_address = get_auth_from_url(url)
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        elif any(self._in_address):
            HTTPBasicAuth(*self._in_address)(request)
        return request


# ── sockets that can be shut ──────────────────────────────────────────────────────────────────


class _Adapter(HTTPAdapter):
    """An adapter whose connections show their sockets to an attempt, before TLS begins on them."""

    def __init__(self, attempt: NoticeAttempt) -> None:
        self._attempt = attempt
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools as usual, but of connections that can be cut off."""
        super().init_poolmanager(*args, **kwargs)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make a proxy's pools as usual, but of connections that can be cut off."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        self._watch(manager)
        return manager

    def _watch(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            scheme: type(
                pool.__name__,
                (pool,),
                {"ConnectionCls": _watched(pool.ConnectionCls, self._attempt)},
            )
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _watched(
    connection_class: type[HTTPConnection], attempt: NoticeAttempt
) -> type[HTTPConnection]:
    def connect(self: HTTPConnection) -> Any:
        sock = connection_class._new_conn(self)  # noqa: SLF001 - the one place where it is still plain
        try:
            attempt.keep(sock)
        except BaseException:
            sock.close()
            raise
        return sock

    return type(connection_class.__name__, (connection_class,), {"_new_conn": connect})

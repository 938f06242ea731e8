"""Run the page on this machine: find a port, answer there in a thread, and let browsers in."""

import asyncio
import contextlib
import hashlib
import json
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import uvicorn
from filelock import FileLock, Timeout
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from batch_sender import language
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import SystemClock
from batch_sender.web.app import application
from batch_sender.web.attempts import Attempts
from batch_sender.web.connections_held import PatientProtocol
from batch_sender.web.drafts import Drafts
from batch_sender.web.errors import PageRunning, PortTaken
from batch_sender.web.judging import Judgings
from batch_sender.web.private_files import private_folder, write_private
from batch_sender.web.proxy import FromProxy
from batch_sender.web.reach import Reach
from batch_sender.web.senders import Senders
from batch_sender.web.sessions import Sessions
from batch_sender.web.signed_in import SignedIn
from batch_sender.web.site import Site
from batch_sender.web.users import Users

_LOOPBACK: Final = Reach()
_FILE: Final = "page.json"
_LOCK: Final = "page.lock"
_KEYS: Final = frozenset({"key", "port"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """A page that answers now, and a way to let browsers in. `folder`: of its key and its drafts.

    `must_sign_in`: people come in with a password, so a ticket does not count.
    """

    url: str
    folder: Path
    sessions: Sessions = field(repr=False)
    must_sign_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running(Reachable):
    """The page that this process runs."""

    site: Site = field(repr=False)


def folder_of(workspace: Workspace) -> Path:
    """Return where the page of a journal keeps its key and its drafts, for this user alone."""
    name = hashlib.sha256(str(workspace.journal).encode()).hexdigest()[:16]
    return workspace.state / "page" / name


def running_elsewhere(workspace: Workspace) -> Reachable | None:
    """Return the page of this journal that another process runs on this machine, if one does.

    Raises:
        FolderNotPrivate: what lies there may be another user's word.
    """
    folder = folder_of(workspace)
    if folder.exists():
        private_folder(folder)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return None
    except (Timeout, OSError):
        kept = _kept(folder)
    return _reachable(folder, kept) if kept else None


def users_of(workspace: Workspace) -> Users:
    """Return the people who may sign in to the page of a journal."""
    return Users(folder_of(workspace))


def _reachable(folder: Path, kept: dict[str, Any]) -> Reachable:
    port, key = kept["port"], bytes.fromhex(kept["key"])
    # A cookie goes to every port of a host: each page has one of its own name.
    sessions = Sessions(key=key, clock=SystemClock(), name=f"batch_sender_{port}")
    must_sign_in = bool(kept.get("public")) or bool(Users(folder).every())
    url = str(kept.get("url") or _LOOPBACK.url(port))
    return Reachable(url=url, folder=folder, sessions=sessions, must_sign_in=must_sign_in)


@contextmanager
def served(  # noqa: PLR0913 - what the page has of the program around it
    journal: Journal,
    workspace: Workspace,
    *,
    who: str,
    health: Callable[[], dict[str, Any]],
    last_words: float,
    stop: Callable[[], None] = lambda: None,
    reach: Reach = _LOOPBACK,
    by_workers: bool = False,
) -> Iterator[Running]:
    """Answer while the block runs; `reach`: where, and to whom.

    `stop`: ends the program, where somebody asks for it on the page. `by_workers`: these send all that the
    page begins.

    Raises:
        PageRunning: another process runs the page of this journal.
        PortTaken: the port that is wanted is in use.
        PageError: it is not safe to answer there.
    """
    folder = private_folder(folder_of(workspace))
    users = Users(folder)
    reach.refuse_unsafe(has_users=bool(users.every()))
    with _alone(folder), _listening(reach, before=_kept(folder).get("port")) as listener:
        kept = _keep(folder, port=listener.getsockname()[1], reach=reach)
        here = _reachable(folder, kept)
        caller = Caller(who=who, profile=workspace.profile, serves=True)
        senders = Senders(journal, workspace, caller, by_workers=by_workers)
        site = Site(
            journal=journal,
            workspace=workspace,
            who=who,
            sessions=here.sessions,
            drafts=Drafts(folder=folder / "drafts"),
            judgings=Judgings(),
            senders=senders,
            users=users,
            signed_in=SignedIn(SystemClock()),
            attempts=Attempts(SystemClock()),
            reach=reach,
            health=health,
            stop=stop,
        )
        senders.take_up()
        try:
            with _answering(site, listener):
                yield Running(
                    url=here.url,
                    folder=folder,
                    sessions=here.sessions,
                    must_sign_in=here.must_sign_in,
                    site=site,
                )
        finally:
            senders.stop(last_words)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout as err:
        raise PageRunning(url=_kept(folder).get("url") or "?") from err


@contextmanager
def _answering(site: Site, listener: socket.socket) -> Iterator[None]:
    reach = site.reach
    config = uvicorn.Config(
        _behind(reach.proxy, application(site, otherwise=language.current())),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=3,
        http=PatientProtocol,
        ws="none",
        h11_max_incomplete_event_size=64_000,
        proxy_headers=False,  # whoever may speak for others is named, and asked for by ourselves
        ssl_certfile=reach.certificate,
        ssl_keyfile=reach.key,
    )
    server = _UvicornServer(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # signals are the command's
    thread = threading.Thread(
        target=copy_context().run, args=(server.run, [listener]), name="page", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


class _UvicornServer(uvicorn.Server):
    """uvicorn's, which at its end cuts off browsers that take no leave, as some do under TLS."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open."""
        await super().shutdown(sockets)
        for each in list(self.server_state.connections):
            each.transport.abort()
        await asyncio.sleep(0.05 if self.config.is_ssl else 0)


def _behind(proxy: str | None, app: ASGIApp) -> Any:
    """Let the one proxy that was named, and nobody else, say who asks and how."""
    if proxy is None:
        return app
    return FromProxy(ProxyHeadersMiddleware(app, proxy), proxy)  # type: ignore[arg-type]  # uvicorn's own ASGI


@contextmanager
def _listening(reach: Reach, *, before: object) -> Iterator[socket.socket]:
    last = before if isinstance(before, int) else 0
    wanted = [reach.port] if reach.port is not None else [last, 0]
    for each in wanted:
        listener = socket.socket(socket.AF_INET6 if ":" in reach.address else socket.AF_INET)
        # On Windows the one would let another program listen at the same port, and the other keeps it out.
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((reach.address, each))
        except (OSError, OverflowError):
            listener.close()
            continue
        listener.listen(128)
        with contextlib.closing(listener):
            yield listener
        return
    raise PortTaken(port=reach.port)


def _kept(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.keys() >= _KEYS else {}


def _keep(folder: Path, *, port: int, reach: Reach) -> dict[str, Any]:
    """Remember the port, so that a page that is open finds the server again, and the key."""
    told = {
        "key": _kept(folder).get("key") or secrets.token_hex(32),
        "port": port,
        "url": reach.url(port),
        "public": reach.is_public,
    }
    write_private(folder / _FILE, json.dumps(told))
    return told

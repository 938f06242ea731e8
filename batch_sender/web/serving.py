"""Run the page on this machine: find a port, answer there in a thread, and let browsers in."""

import contextlib
import hashlib
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import uvicorn
from filelock import FileLock, Timeout

from batch_sender import language
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import SystemClock
from batch_sender.web.app import application
from batch_sender.web.drafts import Drafts
from batch_sender.web.errors import PageRunning, PortTaken
from batch_sender.web.judging import Judgings
from batch_sender.web.senders import Senders
from batch_sender.web.sessions import Sessions
from batch_sender.web.site import Site

HOST: Final = "127.0.0.1"
_FILE: Final = "page.json"
_LOCK: Final = "page.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A page that answers now, and a way to let browsers in. `folder`: of its key and its drafts."""

    url: str
    folder: Path
    sessions: Sessions = field(repr=False)
    own: Site | None = field(default=None, repr=False)

    @property
    def site(self) -> Site:
        """What the parts of the page share, where this very process runs it.

        Raises:
            LookupError: another process does.
        """
        if self.own is None:
            raise LookupError
        return self.own


def folder_of(workspace: Workspace) -> Path:
    """Return where the page of a journal keeps its key and its drafts, for this user alone."""
    name = hashlib.sha256(str(workspace.journal).encode()).hexdigest()[:16]
    return workspace.state / "page" / name


def running_elsewhere(workspace: Workspace) -> Running | None:
    """Return the page of this journal that another process runs on this machine, if one does."""
    folder = folder_of(workspace)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return None
    except (Timeout, OSError):
        kept = _kept(folder)
    return _running(folder, kept) if kept else None


def _running(folder: Path, kept: dict[str, Any]) -> Running:
    port, key = kept["port"], bytes.fromhex(kept["key"])
    # A cookie goes to every port of a host: each page has one of its own name.
    sessions = Sessions(key=key, clock=SystemClock(), name=f"batch_sender_{port}")
    return Running(url=f"http://{HOST}:{port}", folder=folder, sessions=sessions)


@contextmanager
def served(
    journal: Journal,
    workspace: Workspace,
    *,
    who: str,
    port: int | None,
    health: Callable[[], dict[str, Any]],
    last_words: float,
) -> Iterator[Running]:
    """Answer while the block runs. `port`: the one that is wanted; None: the last one, or a free one.

    Raises:
        PageRunning: another process runs the page of this journal.
        PortTaken: the port that is wanted is in use.
    """
    folder = folder_of(workspace)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder), _listening(port, before=_kept(folder).get("port")) as listener:
        running = _running(folder, _keep(folder, port=listener.getsockname()[1]))
        caller = Caller(who=who, profile=workspace.profile, serves=True)
        senders = Senders(journal, workspace, caller)
        site = Site(
            journal=journal,
            workspace=workspace,
            who=who,
            sessions=running.sessions,
            drafts=Drafts(folder=folder / "drafts"),
            judgings=Judgings(),
            senders=senders,
            health=health,
        )
        senders.take_up()
        try:
            with _answering(site, listener):
                yield replace(running, own=site)
        finally:
            senders.stop(last_words)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout as err:
        raise PageRunning(url=f"http://{HOST}:{_kept(folder).get('port')}") from err


@contextmanager
def _answering(site: Site, listener: socket.socket) -> Iterator[None]:
    app = application(site, otherwise=language.current())
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=64_000,
    )
    server = uvicorn.Server(config)
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


@contextmanager
def _listening(port: int | None, *, before: object) -> Iterator[socket.socket]:
    wanted = [port] if port is not None else [before if isinstance(before, int) else 0, 0]
    for each in wanted:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, each))
        except (OSError, OverflowError):
            listener.close()
            continue
        listener.listen(128)
        with contextlib.closing(listener):
            yield listener
        return
    raise PortTaken(port=port)


def _kept(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(folder: Path, *, port: int) -> dict[str, Any]:
    """Remember the port, so that a page that is open finds the server again, and the key."""
    told = {"key": _kept(folder).get("key") or secrets.token_hex(32), "port": port}
    file = folder / _FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(told), "utf-8")
    return told

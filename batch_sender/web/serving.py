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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import uvicorn

from batch_sender import language
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import SystemClock
from batch_sender.web.app import application
from batch_sender.web.drafts import Drafts
from batch_sender.web.errors import PortTaken
from batch_sender.web.judging import Judgings
from batch_sender.web.senders import Senders
from batch_sender.web.sessions import Sessions
from batch_sender.web.site import Site

HOST: Final = "127.0.0.1"
_FILE: Final = "page.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A page that answers now, and a way to let browsers in."""

    url: str
    sessions: Sessions = field(repr=False)
    site: Site = field(repr=False)


def folder_of(workspace: Workspace) -> Path:
    """Return where the page of a journal keeps its key and its drafts, for this user alone."""
    name = hashlib.sha256(str(workspace.journal).encode()).hexdigest()[:16]
    return workspace.state / "page" / name


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
        PortTaken: the port that is wanted is in use.
    """
    folder = folder_of(workspace)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _kept(folder)
    with _listening(port, before=kept.get("port")) as listener:
        number = listener.getsockname()[1]
        key = str(kept.get("key") or secrets.token_hex(32))
        _keep(folder, {"key": key, "port": number})
        clock = SystemClock()
        sessions = Sessions(key=bytes.fromhex(key), clock=clock, name=f"batch_sender_{number}")
        caller = Caller(who=who, profile=workspace.profile, clock=clock, serves=True)
        senders = Senders(journal, workspace, caller)
        site = Site(
            journal=journal,
            workspace=workspace,
            who=who,
            sessions=sessions,
            drafts=Drafts(folder=folder / "drafts"),
            judgings=Judgings(),
            senders=senders,
            clock=clock,
            health=health,
        )
        senders.take_up()
        try:
            with _answering(site, listener):
                yield Running(url=f"http://{HOST}:{number}", sessions=sessions, site=site)
        finally:
            senders.stop(last_words)


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


def _keep(folder: Path, told: dict[str, Any]) -> None:
    file = folder / _FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(told), "utf-8")

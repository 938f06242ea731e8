"""`stand-in`: the API's behaviour on a port of this machine, for rehearsals."""

import os
import shlex
from pathlib import Path

import platformdirs

from batch_sender.cli import output, shell
from batch_sender.config import places
from batch_sender.config.errors import HomeUnknown
from batch_sender.language import _
from batch_sender.standin import Received, StandIn, faults, serve


def stand_in(
    *,
    port: int,
    record: Path | None,
    queue_seconds: float,
    latency: float,
    no_faults: bool,
    lock_after: int | None,
) -> int:
    """Run the stand-in until Ctrl-C."""
    server = StandIn(
        port=port,
        queue_seconds=queue_seconds,
        latency=latency,
        record=record,
        faults=faults.no_faults if no_faults else faults.by_number,
    )
    server.lock_new_chats(after=lock_after)
    serve(server, ready=_ready, told=_told)
    return 0


def _ready(server: StandIn) -> None:
    output.tell(_("The stand-in listens. In another terminal:"))
    for name, value in _variables(server).items():
        output.tell("  " + assignment(name, value, windows=os.name == "nt"))
    output.tell(_("They hold for that terminal alone: close it before you send for good."))
    output.tell(
        _("How each message stands on the connection's phone: {url}").format(
            url=server.customers_url
        )
    )
    output.tell(_("Stop it with Ctrl-C."))


def _variables(server: StandIn) -> dict[str, str]:
    """Return what a rehearsal needs; what it sends must not count as sent where people are meant."""
    return {
        "BATCH_SENDER_URL": server.url,
        "BATCH_SENDER_TOKEN": server.token,
        "BATCH_SENDER_JOURNAL": str(_folder() / "rehearsal.sqlite3"),
    }


def _folder() -> Path:
    try:
        return places.user_folder(platformdirs.user_data_path)
    except HomeUnknown:  # as a container's user may have none
        return Path.cwd()


def assignment(name: str, value: str, *, windows: bool) -> str:
    """Write what lets a variable hold in a terminal: a shell's export or, on Windows, PowerShell's own."""
    if windows:
        written = shell.for_windows(value)
        return f"$env:{name} = " + (written if written != value else f'"{value}"')
    return f"export {name}={shlex.quote(value)}"


def _told(request: Received) -> None:
    status = request.status if request.status is not None else "–"
    output.say(
        f"{request.time.astimezone():%H:%M:%S}  {request.number or '–'}  {request.kind}  {status}"
    )

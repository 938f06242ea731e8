"""`stand-in`: the API's behaviour on a port of this machine, for rehearsals."""

import os
from pathlib import Path

from batch_sender.cli import output
from batch_sender.language import _
from batch_sender.standin import Received, StandIn, faults, serve


def stand_in(
    *, port: int, record: Path | None, queue_seconds: float, latency: float, no_faults: bool
) -> int:
    """Run the stand-in until Ctrl-C."""
    server = StandIn(
        port=port,
        queue_seconds=queue_seconds,
        latency=latency,
        record=record,
        faults=faults.no_faults if no_faults else faults.by_number,
    )
    serve(server, ready=_ready, told=_told)
    return 0


def _ready(server: StandIn) -> None:
    output.tell(_("The stand-in listens. In another terminal:"))
    for name, value in (("BATCH_SENDER_URL", server.url), ("BATCH_SENDER_TOKEN", server.token)):
        output.tell("  " + _assignment(name, value, windows=os.name == "nt"))
    output.tell(_("Stop it with Ctrl-C."))


def _assignment(name: str, value: str, *, windows: bool) -> str:
    return f'$env:{name} = "{value}"' if windows else f"export {name}={value}"


def _told(request: Received) -> None:
    status = request.status if request.status is not None else "–"
    output.say(
        f"{request.time.astimezone():%H:%M:%S}  {request.number or '–'}  {request.kind}  {status}"
    )

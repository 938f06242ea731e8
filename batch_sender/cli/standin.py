"""`stand-in`: the API's behaviour on a port of this machine, for rehearsals."""

from pathlib import Path

from batch_sender.cli import talk
from batch_sender.language import _
from batch_sender.standin import Received, StandIn, serve


def stand_in(*, port: int, record: Path | None, queue_seconds: float, latency: float) -> int:
    """Run the stand-in until Ctrl-C."""
    server = StandIn(port=port, queue_seconds=queue_seconds, latency=latency, record=record)
    serve(server, ready=_ready, told=_told)
    return 0


def _ready(server: StandIn) -> None:
    talk.tell(_("The stand-in listens. In another terminal:"))
    talk.tell(f"  export BATCH_SENDER_URL={server.url}")
    talk.tell(f"  export BATCH_SENDER_TOKEN={server.token}")
    talk.tell(_("Stop it with Ctrl-C."))


def _told(request: Received) -> None:
    status = request.status if request.status is not None else "–"
    talk.say(
        f"{request.time.astimezone():%H:%M:%S}  {request.number or '–'}  {request.kind}  {status}"
    )

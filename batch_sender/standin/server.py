"""Serve the stand-in on a loopback port, and let its requests and deliveries be looked at."""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from batch_sender.language import _
from batch_sender.models.system_words import said_of
from batch_sender.standin import replies
from batch_sender.standin.behaviour import SEND_PATH, Behaviour, Conduct, LineState
from batch_sender.standin.errors import StandInPortTaken
from batch_sender.standin.faults import Faults, by_number
from batch_sender.standin.forms import RequestForm, early_number
from batch_sender.standin.outbox import Outbox
from batch_sender.standin.phone import CUSTOMERS_PATH, look
from batch_sender.standin.record import Delivered, Received, RequestLog
from batch_sender.standin.replies import Delivery
from batch_sender.standin.wire import BadRequestError, Head, WireConnection

DEFAULT_TOKEN: Final = "stand-in"  # noqa: S105 - made up, and worth nothing
_HOST: Final = "127.0.0.1"
_PORTS: Final = range(65536)
_LOOK_AROUND_SECONDS: Final = 0.5
_CUT_OFF: Final = Conduct(reply=replies.EMPTY, manner=Delivery.CLOSED, whole=False)


class StandIn:
    """The message API on loopback: `with StandIn() as api: requests.post(api.url, …)`.

    `tokens` tells how the connection of each token stands. `queue_seconds` is the pace of the
    server's one queue (about 3 in the real one; 0 hands over at once), `latency` how many seconds
    each request for a number takes. With `openTicket` 1 the customer has the message before the
    answer comes, with 0 the queue brings it. `record` is appended to, never emptied.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        tokens: Mapping[str, LineState] | None = None,
        queue_seconds: float = 0.0,
        latency: float = 0.0,
        faults: Faults = by_number,
        record: Path | None = None,
    ) -> None:
        known = tokens or {DEFAULT_TOKEN: LineState.CONNECTED}
        self.token = next(iter(known))
        self._port = port
        self._record = RequestLog(record)
        self._behaviour = Behaviour(known, faults, latency)
        self._outbox = Outbox(queue_seconds)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._talks: dict[threading.Thread, socket.socket] = {}
        self._listener: socket.socket | None = None
        self._acceptor = _thread(self._accept, name="stand-in")

    # ── beginning and end ─────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Listen. Raises StandInPortTaken and StandInRecordUnusable."""
        if self._port not in _PORTS:
            raise StandInPortTaken(port=self._port, why=_("ports go up to 65535"))
        self._record.open()
        try:
            self._listener = socket.create_server((_HOST, self._port), backlog=128)
        except OSError as err:
            self._record.close()
            raise StandInPortTaken(port=self._port, why=said_of(err)) from err
        self._port = self._listener.getsockname()[1]
        self._listener.settimeout(_LOOK_AROUND_SECONDS)
        self._outbox.start()
        self._acceptor.start()

    def close(self) -> None:
        """Hang up on everybody; what has been received can still be asked."""
        self._stop.set()
        if self._acceptor.is_alive():
            self._wake_acceptor()
            self._acceptor.join()
        with self._lock:
            talks = dict(self._talks)
        for sock in talks.values():
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in talks:
            thread.join()
        self._outbox.close()
        self._record.close()

    # ── what a test or a person asks ──────────────────────────────────────────────────────────

    @property
    def port(self) -> int:
        """The port listened on, once started."""
        return self._port

    @property
    def url(self) -> str:
        """The full address to post to."""
        return f"http://{_HOST}:{self._port}{SEND_PATH}"

    @property
    def customers_url(self) -> str:
        """The page that shows how each message stands on the connection's own phone."""
        return f"http://{_HOST}:{self._port}{CUSTOMERS_PATH}"

    @property
    def received(self) -> tuple[Received, ...]:
        """Every request so far, in order of arrival."""
        return self._record.entries

    def arrived(self) -> dict[str, int]:
        """Return how many whole requests arrived, by number."""
        return dict(self._record.whole_by_number())

    def accepted(self) -> dict[str, int]:
        """Return how many requests were answered with a whole yes, by number."""
        return dict(self._record.accepted_by_number())

    def customer(self, number: str) -> tuple[Delivered, ...]:
        """Return what the customer at `number` has got so far, in order."""
        return self._record.got_by(number)

    @property
    def waiting(self) -> int:
        """How many accepted requests the queue has not handed over yet."""
        return self._outbox.waiting

    def wait_until_delivered(self, seconds: float = 10.0) -> bool:
        """Wait for the queue to run dry; false when it has not after `seconds`."""
        return self._outbox.wait_until_empty(seconds)

    # ── what can change meanwhile ─────────────────────────────────────────────────────────────

    def set_line(self, state: LineState, *, token: str | None = None) -> None:
        """Let the connection of a token (the first, if none is named) stand otherwise."""
        self._behaviour.tokens[token or self.token] = state

    def agent_takes(self, number: str) -> None:
        """Let an agent hold the ticket of `number`."""
        self._behaviour.agent_takes(number)

    def customer_writes(self, number: str) -> None:
        """Let the customer at `number` write first: what goes there opens no new chat."""
        self._behaviour.customer_writes(number)

    def lock_new_chats(self, *, after: int | None) -> None:
        """Lose what goes to new people once a connection has tried so many (None: never)."""
        self._behaviour.lock_after = after

    def tell(self, listener: Callable[[Received], object]) -> None:
        """Call `listener` with each request from here on, just before it is answered."""
        self._record.told = listener

    # ── the work ──────────────────────────────────────────────────────────────────────────────

    def _accept(self) -> None:
        assert self._listener  # noqa: S101 - start() made it before this thread
        with self._listener:
            while not self._stop.is_set():
                with contextlib.suppress(OSError):
                    self._talk(self._listener.accept()[0])

    def _wake_acceptor(self) -> None:
        """Knock, so that accepting ends at once and not at its next look around."""
        with contextlib.suppress(OSError):
            socket.create_connection((_HOST, self._port), timeout=_LOOK_AROUND_SECONDS).close()

    def _talk(self, sock: socket.socket) -> None:
        thread = _thread(self._converse, sock)
        with self._lock:
            self._talks[thread] = sock
        thread.start()

    def _converse(self, sock: socket.socket) -> None:
        try:
            with sock, contextlib.suppress(OSError):
                connection = WireConnection(sock)
                while not self._stop.is_set() and self._exchange(connection):
                    pass
        finally:
            with self._lock:
                del self._talks[threading.current_thread()]

    def _exchange(self, connection: WireConnection) -> bool:
        """Serve one request; return whether another may follow on this connection."""
        try:
            head = connection.read_head()
        except BadRequestError as err:
            return connection.answer(
                err.reply, Delivery.WHOLE, keep_alive=False, pause=self._stop.wait
            )
        if head is None:
            return False
        if shown := look(head, self._record):
            return connection.answer(shown, Delivery.WHOLE, keep_alive=False, pause=self._stop.wait)
        decision = self._decide(head, connection)
        self._note(head, decision)
        return connection.answer(
            decision.reply, decision.manner, keep_alive=head.keep_alive, pause=self._stop.wait
        )

    def _decide(self, head: Head, connection: WireConnection) -> Conduct:
        early = early_number(connection.start_of_body(head)) if head.path == SEND_PATH else None
        unread = replace(_CUT_OFF, form=RequestForm(number=early))
        fault = self._behaviour.fault_before_reading(early)
        if fault:
            return replace(unread, manner=fault.manner, fault=fault.name)
        body = connection.read_body(head)
        return unread if body is None else self._behaviour.decide(head, body, self._stop.wait)

    def _note(self, head: Head, decision: Conduct) -> None:
        entry = self._record.add(_received(head, decision))
        if not decision.to_deliver:
            return
        if decision.ticket:
            self._record.deliver(entry, decision.to_deliver)
        else:
            self._outbox.put(lambda: self._record.deliver(entry, decision.to_deliver))


def _thread(
    work: Callable[..., object], *arguments: object, name: str | None = None
) -> threading.Thread:
    """Make a thread that speaks its maker's language: the page is read by people."""
    run = copy_context().run
    return threading.Thread(target=run, args=(work, *arguments), name=name, daemon=True)


def _received(head: Head, decision: Conduct) -> Received:
    form, whole = decision.form, decision.manner is Delivery.WHOLE
    return Received(
        id=0,
        time=datetime.now(UTC),
        method=head.method,
        path=head.path,
        token_known=decision.token_known,
        kind=_kind(head, form),
        number=form.number,
        body=form.body,
        files=form.files or (),
        open_ticket=form.open_ticket,
        queue_id=form.queue_id,
        fault=decision.fault,
        whole=decision.whole,
        status=decision.reply.status if whole else None,
        answer=decision.reply.text if whole else "",
        in_flight=decision.in_flight,
        ticket=decision.ticket,
        to_deliver=decision.to_deliver,
        locked=decision.locked,
    )


def _kind(head: Head, form: RequestForm) -> str:
    if head.path != SEND_PATH:
        return "other"
    kind = head.headers.get("content-type", "").partition(";")[0]
    if kind == "multipart/form-data":
        return "nothing" if form.files == () else "file"
    return "text" if kind == "application/json" else "other"


def serve(
    stand_in: StandIn,
    *,
    ready: Callable[[StandIn], object],
    told: Callable[[Received], object] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Run `stand_in` until Ctrl-C or `stop`: `ready` once it listens, `told` with each request."""
    stop = stop or threading.Event()
    if told:
        stand_in.tell(told)
    with stand_in, contextlib.suppress(KeyboardInterrupt):
        ready(stand_in)
        # Windows breaks off a bounded wait only, so Ctrl-C is looked for twice a second.
        while not stop.wait(0.5):
            pass

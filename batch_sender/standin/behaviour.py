"""Decide how the API's own server would answer a request, and what the customer would get.

The rules are the tables of the API's contract: each was read in the vendor's page or seen in the
public server code of the same product family.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from batch_sender.standin import replies
from batch_sender.standin.customer import breaks_template_step, queue_of, screen
from batch_sender.standin.faults import Fault, Faults
from batch_sender.standin.forms import RequestForm, UnreadableError, parse_json, parse_multipart
from batch_sender.standin.new_chats import NewChats
from batch_sender.standin.record import Delivered, OpenTicket
from batch_sender.standin.replies import Delivery, Reply
from batch_sender.standin.wire import Head, Pause

SEND_PATH: Final = "/api/messages/send"
_OTHER_CALL: Final = re.compile(r"/api/messages/[^/]+")
_ON_WHATSAPP: Final = re.compile(r"[1-9]\d{9,14}", re.ASCII)
_NO_FAULT: Final = Fault(name="", says="", delivers=True)


class LineState(StrEnum):
    """How the connection stands that a token belongs to."""

    CONNECTED = "connected"
    DOWN_ANOTHER_UP = "down_another_up"
    NOT_STARTED = "not_started"
    NO_DEFAULT = "no_default"
    NO_API = "no_api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How a request is answered, and what the server then hands over.

    `locked`: what it would have handed over never leaves the phone, as the chat would be a new one.
    """

    reply: Reply
    manner: Delivery = Delivery.WHOLE
    token_known: bool = False
    form: RequestForm = field(default_factory=RequestForm)
    fault: str | None = None
    whole: bool = True
    in_flight: int = 0
    ticket: OpenTicket | None = None
    to_deliver: tuple[Delivered, ...] = ()
    locked: bool = False


class Behaviour:
    """The server's rules and its memory: contacts, chats, open tickets, requests at work.

    `lock_after`: so many new people a connection reaches before WhatsApp bars it from new chats.
    """

    def __init__(self, tokens: Mapping[str, LineState], faults: Faults, latency: float) -> None:
        self.tokens = dict(tokens)
        self.lock_after: int | None = None
        self._faults = faults
        self._latency = latency
        self._lock = threading.Lock()
        self._before: Counter[str] = Counter()
        self._in_flight: Counter[str] = Counter()
        self._contacts: set[str] = set()
        self._tickets: set[str] = set()
        self._with_agents: set[str] = set()
        self._wrote_first: set[str] = set()
        self._chats: dict[str, NewChats] = {}

    def customer_writes(self, number: str) -> None:
        """Let the customer at `number` write first, so that the chat is no new one."""
        with self._lock:
            self._wrote_first.add(number)

    def agent_takes(self, number: str) -> None:
        """Let an agent hold the number's ticket."""
        with self._lock:
            self._tickets.add(number)
            self._with_agents.add(number)
            self._wrote_first.add(number)

    def fault_before_reading(self, number: str | None) -> Fault | None:
        """Return the fault that strikes before a request for `number` has been read, if one does."""
        with self._lock:
            fault = self._faults(number, self._before[number]) if number else None
            if number is None or fault is None or fault.manner is not Delivery.RESET_UNREAD:
                return None
            self._before[number] += 1
            return fault

    def decide(self, head: Head, body: bytes, pause: Pause) -> Conduct:
        """Judge one request; `pause` waits out the server's latency."""
        kind = head.headers.get("content-type", "")
        try:
            # The server's JSON reader stands in front of everything, its form reader behind the token.
            form = parse_json(body) if kind.startswith("application/json") else RequestForm()
            elsewhere = _elsewhere(head)
            if elsewhere:
                return Conduct(reply=elsewhere)
            line = self._line(head)
            if line is None:
                return Conduct(reply=replies.TOKEN_REFUSED)
            if kind.startswith("multipart/form-data"):
                form = parse_multipart(body, kind)
        except UnreadableError:
            known = self._line(head) is not None
            return Conduct(reply=replies.PAYLOAD_FAULT, token_known=known)
        return self._behind_lock(self._judge(form, line, pause), _token(head))

    def _line(self, head: Head) -> LineState | None:
        return self.tokens.get(_token(head))

    def _behind_lock(self, judged: Conduct, token: str) -> Conduct:
        """Lose what goes to a new person when the connection has reached too many; the answer stays."""
        number = judged.form.number
        if number is None:
            return judged
        with self._lock:
            chats = self._chats.setdefault(token, NewChats(self._wrote_first))
            if judged.reply is replies.REFUSED:
                chats.refuse(number)
            elif judged.to_deliver and not chats.admit(number, lock_after=self.lock_after):
                return replace(judged, locked=True, to_deliver=())
        return judged

    def _judge(self, form: RequestForm, line: LineState, pause: Pause) -> Conduct:
        if form.wrong_file_field:
            return Conduct(reply=replies.PAYLOAD_FAULT, token_known=True, form=form)
        if line is LineState.NO_API:
            return Conduct(reply=replies.NO_API, token_known=True, form=form)
        if not form.number or form.open_ticket is None:
            return Conduct(reply=replies.REFUSED, token_known=True, form=form)
        with self._at_work(form.number) as (others, clash):
            pause(self._latency)
            fault = self._struck(form.number)
            reply = replies.AT_ONCE if clash else _refusal(form, line)
            judged = Conduct(
                reply=reply or replies.ACCEPTED, token_known=True, form=form, in_flight=others
            )
            if reply is replies.SENDING_FAILED:
                return replace(judged, ticket=self._ticket(form))
            return judged if reply else self._outcome(judged, fault or _NO_FAULT, line)

    @contextmanager
    def _at_work(self, number: str) -> Iterator[tuple[int, bool]]:
        """Hold the number; yield how many others hold it, and whether that clashes."""
        with self._lock:
            others = self._in_flight[number]
            clash = others > 0 and number not in self._contacts
            self._in_flight[number] += 1
        try:
            yield others, clash
        finally:
            with self._lock:
                self._in_flight[number] -= 1
                self._contacts.add(number)

    def _struck(self, number: str) -> Fault | None:
        with self._lock:
            fault = self._faults(number, self._before[number])
            self._before[number] += 1
            return fault

    def _outcome(self, judged: Conduct, fault: Fault, line: LineState) -> Conduct:
        opened = fault.delivers or fault.reply is replies.SENDING_FAILED
        ticket = self._ticket(judged.form) if opened else None
        lost = not fault.delivers or line is LineState.DOWN_ANOTHER_UP
        return replace(
            judged,
            reply=fault.reply,
            manner=fault.manner,
            fault=fault.name or None,
            ticket=ticket,
            to_deliver=() if lost else screen(judged.form, ticket),
        )

    def _ticket(self, form: RequestForm) -> OpenTicket | None:
        if form.open_ticket != "1" or form.number is None:
            return None
        with self._lock:
            ticket = OpenTicket(
                queue=queue_of(form),
                was_open=form.number in self._tickets,
                taken_from_agent=form.number in self._with_agents,
            )
            self._tickets.add(form.number)
            self._with_agents.discard(form.number)
        return ticket


def _token(head: Head) -> str:
    scheme, _, token = head.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def _elsewhere(head: Head) -> Reply | None:
    if head.method == "POST" and head.path == SEND_PATH:
        return None
    return replies.RECEIVED if _OTHER_CALL.fullmatch(head.path) else replies.NOT_FOUND


def _refusal(form: RequestForm, line: LineState) -> Reply | None:
    """Return what the server says no to when neither fault nor clash comes first."""
    ticket = form.open_ticket == "1"
    if line is LineState.NOT_STARTED or (line is LineState.DOWN_ANOTHER_UP and ticket):
        return replies.NOT_STARTED
    if line is LineState.NO_DEFAULT:
        return replies.NO_DEFAULT
    if not _ON_WHATSAPP.fullmatch(form.number or ""):
        return replies.REFUSED
    return replies.SENDING_FAILED if breaks_template_step(form) else None

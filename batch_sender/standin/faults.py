"""The faults that the stand-in can imitate, chosen by a number's last three digits or by chance."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from batch_sender.language import N_
from batch_sender.standin import replies
from batch_sender.standin.replies import Delivery, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way for a call to go wrong: what is answered, how, and whether the customer gets it."""

    name: str
    says: str
    reply: Reply = replies.ACCEPTED
    manner: Delivery = Delivery.WHOLE
    delivers: bool = False
    first_time_only: bool = False


Faults = Callable[[str, int], Fault | None]
"""Choose the fault for a number, given how many requests for it came before."""

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "200": Fault(
            name="other_success",
            says=N_('accepted with {"status":"SUCCESS"}, as sibling servers do'),
            reply=replies.ACCEPTED_BY_A_SIBLING,
            delivers=True,
        ),
        "201": Fault(name="accepted_and_lost", says=N_("accepted, then lost without a word")),
        "302": Fault(name="redirect", says=N_("redirected (302)"), reply=replies.MOVED),
        "307": Fault(
            name="redirect_with_body",
            says=N_("redirected with the body (307): following it sends a copy"),
            reply=replies.MOVED_WITH_BODY,
        ),
        "400": Fault(
            name="refused",
            says=N_("refused with the general text: not on WhatsApp, or no reason known"),
            reply=replies.REFUSED,
        ),
        "401": Fault(name="token_refused", says=N_("token refused"), reply=replies.TOKEN_REFUSED),
        "402": Fault(name="no_api", says=N_("the plan has no API"), reply=replies.NO_API),
        "403": Fault(
            name="not_started", says=N_("connection not started"), reply=replies.NOT_STARTED
        ),
        "404": Fault(
            name="wrong_address", says=N_("wrong address: an HTML page"), reply=replies.NOT_FOUND
        ),
        "405": Fault(name="no_default", says=N_("no default connection"), reply=replies.NO_DEFAULT),
        "406": Fault(
            name="token_refused_403",
            says=N_("token refused with 403, as sibling servers do"),
            reply=replies.TOKEN_REFUSED_403,
        ),
        "407": Fault(
            name="session_expired",
            says=N_("token refused with ERR_SESSION_EXPIRED, as sibling servers do"),
            reply=replies.SESSION_EXPIRED,
        ),
        "409": Fault(
            name="validation_error",
            says=N_("Validation error, as for several requests at once to one new number"),
            reply=replies.AT_ONCE,
        ),
        "410": Fault(
            name="sending_failed", says=N_("ERR_SENDING_WAPP_MSG"), reply=replies.SENDING_FAILED
        ),
        "413": Fault(
            name="too_large", says=N_("too large for the proxy: HTML"), reply=replies.TOO_LARGE
        ),
        "429": Fault(
            name="too_many_requests",
            says=N_("429, wait one second; accepted the second time"),
            reply=replies.TOO_MANY,
            first_time_only=True,
        ),
        "500": Fault(
            name="payload_fault",
            says=N_("500 with the text of a broken request"),
            reply=replies.PAYLOAD_FAULT,
        ),
        "501": Fault(
            name="internal_error",
            says=N_("500 with ERR_INTERNAL_ERROR, as sibling servers answer for no WhatsApp"),
            reply=replies.INTERNAL_ERROR,
        ),
        "502": Fault(
            name="bad_gateway",
            says=N_("502, a gateway's HTML page; the message goes out"),
            reply=replies.BAD_GATEWAY,
            delivers=True,
        ),
        "503": Fault(
            name="unavailable_for_a_second",
            says=N_("503, wait one second; accepted the second time"),
            reply=replies.UNAVAILABLE_FOR_A_SECOND,
            first_time_only=True,
        ),
        "504": Fault(
            name="never_answered",
            says=N_("accepted but never answered: a time-out; the message goes out"),
            manner=Delivery.SILENT,
            delivers=True,
        ),
        "505": Fault(
            name="closed_after_reading",
            says=N_("connection closed after reading all; the message goes out"),
            manner=Delivery.CLOSED,
            delivers=True,
        ),
        "506": Fault(
            name="reset_before_reading",
            says=N_("connection reset before the request is read; nothing goes out"),
            manner=Delivery.RESET_UNREAD,
        ),
        "507": Fault(
            name="empty_answer",
            says=N_("200 with an empty body; the message goes out"),
            reply=replies.EMPTY,
            delivers=True,
        ),
        "508": Fault(
            name="html_answer",
            says=N_("200 with an HTML page; nothing goes out"),
            reply=replies.LOGIN_PAGE,
        ),
        "509": Fault(
            name="body_drips",
            says=N_("the answer's body comes one byte each 0.2 s; the message goes out"),
            manner=Delivery.BODY_DRIPS,
            delivers=True,
        ),
        "510": Fault(
            name="head_drips",
            says=N_("the answer's headers come one byte each 0.2 s; the message goes out"),
            manner=Delivery.HEAD_DRIPS,
            delivers=True,
        ),
        "511": Fault(
            name="head_cut",
            says=N_("200 whose headers are cut short; the message goes out"),
            manner=Delivery.HEAD_CUT,
            delivers=True,
        ),
        "512": Fault(
            name="body_cut",
            says=N_("200 whose body is cut short; the message goes out"),
            manner=Delivery.BODY_CUT,
            delivers=True,
        ),
        "513": Fault(
            name="garbage",
            says=N_("an answer that is not HTTP; the message goes out"),
            manner=Delivery.GARBAGE,
            delivers=True,
        ),
        "514": Fault(
            name="unavailable",
            says=N_("503 that names no time; nothing goes out"),
            reply=replies.UNAVAILABLE,
        ),
        "515": Fault(
            name="reset_after_reading",
            says=N_("connection reset after reading all; the message goes out"),
            manner=Delivery.RESET,
            delivers=True,
        ),
        "516": Fault(
            name="gateway_timed_out",
            says=N_("504, a gateway's HTML page; the message goes out"),
            reply=replies.GATEWAY_TIMED_OUT,
            delivers=True,
        ),
        "517": Fault(
            name="crashed",
            says=N_("500 with an HTML page; nothing goes out"),
            reply=replies.CRASHED,
        ),
    }
)
"""What the last three digits of a number bring about."""

PASSING: Final = tuple(
    FAULTS[digits]
    for digits in (
        *("400", "410", "429", "500", "502", "503", "505", "506"),
        *("507", "508", "511", "512", "513", "515"),
    )
)
"""Faults of one message, none of the connection, and none that keeps the client waiting."""


def no_faults(number: str, before: int) -> Fault | None:  # noqa: ARG001 - has the shape of Faults
    """Choose no fault for any number: for rehearsing with real lists."""
    return None


def by_number(number: str, before: int) -> Fault | None:
    """Choose the fault that the last three digits of `number` stand for."""
    fault = FAULTS.get(number[-3:])
    return None if fault and fault.first_time_only and before else fault


def random_faults(*, share: float, seed: int, kinds: tuple[Fault, ...] = PASSING) -> Faults:
    """Return a choice that strikes a `share` (0 to 1) of the requests.

    The same seed strikes the same requests (number, and how many came before it), in whatever
    order threads bring them.
    """

    def choose(number: str, before: int) -> Fault | None:
        chance = random.Random(f"{seed}/{number}/{before}")
        return chance.choice(kinds) if chance.random() < share else None

    return choose

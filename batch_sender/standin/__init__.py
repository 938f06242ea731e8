"""A local server that imitates the message API, for demos, rehearsals and tests."""

from batch_sender.standin.behaviour import LineState
from batch_sender.standin.faults import FAULTS, Fault, Faults, by_number, no_faults, random_faults
from batch_sender.standin.record import Delivered, OpenTicket, Received, ReceivedFile
from batch_sender.standin.server import DEFAULT_TOKEN, StandIn, serve

__all__ = [
    "DEFAULT_TOKEN",
    "FAULTS",
    "Delivered",
    "Fault",
    "Faults",
    "LineState",
    "OpenTicket",
    "Received",
    "ReceivedFile",
    "StandIn",
    "by_number",
    "no_faults",
    "random_faults",
    "serve",
]

"""Make one HTTP request for one part of a message, and say what came of it."""

from batch_sender.gateway.answers import Probe, TokenGood
from batch_sender.gateway.calls import Ticket
from batch_sender.gateway.client import Gateway, Timeouts

__all__ = ["Gateway", "Probe", "Ticket", "Timeouts", "TokenGood"]

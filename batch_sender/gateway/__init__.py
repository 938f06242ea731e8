"""One message goes in, at most one HTTP call leaves, and one outcome comes out."""

from batch_sender.gateway.answers import Probe, TokenGood
from batch_sender.gateway.calls import Ticket
from batch_sender.gateway.client import Gateway, Timeouts

__all__ = ["Gateway", "Probe", "Ticket", "Timeouts", "TokenGood"]

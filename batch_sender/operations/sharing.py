"""How many of a batch's messages go through one of several connections."""

from dataclasses import dataclass

from batch_sender.config.connections import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of the messages that are left go through a connection; `exact`: they are dealt already."""

    connection: Connection
    messages: int
    exact: bool

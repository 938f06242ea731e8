"""What a worker takes: how many connections, how long each, what it is called."""

from typing import Final

from batch_sender.config.options.model import Kind, Option
from batch_sender.language import N_

LANES: Final = Option(
    name="lanes",
    kind=Kind.NUMBER,
    metavar="N",
    default=200,
    help=N_("Send through so many connections at once, at most."),
)

STAY: Final = Option(
    name="stay",
    kind=Kind.TEXT,
    metavar=N_("TIME"),
    help=N_(
        "Give a connection up after so long, so that another worker may take it: seconds, or a time such "
        'as "5min", "1h". Otherwise 5min.'
    ),
)

WORKER_NAME: Final = Option(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("What this worker is called, in front of its number. Otherwise the machine's name."),
)

METRICS: Final = Option(
    name="metrics",
    kind=Kind.TEXT,
    metavar=N_("[ADDRESS:]PORT"),
    help=N_(
        "Answer Prometheus there at /metrics; on this machine alone, unless an address is named."
    ),
)

WORKING: Final = (LANES, STAY, WORKER_NAME, METRICS)
"""What a worker is told."""

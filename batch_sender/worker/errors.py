"""Why a worker does not start.

BatchSenderError
└── WorkerError
    ├── MetricsNeedPart
    ├── MetricsPortTaken
    └── WorkersNotInstalled
"""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class WorkerError(BatchSenderError):
    """Something that a worker needs is not there."""


class MetricsNeedPart(WorkerError):
    """What answers to Prometheus is not installed."""

    code = "metrics_need_part"
    sentence = N_("Figures for Prometheus need a part that is not installed.")


class MetricsPortTaken(WorkerError):
    """The figures of a worker cannot be answered at their address."""

    code = "metrics_port_taken"
    sentence = N_("A worker's figures cannot be answered at {address}: {why}.")


class WorkersNotInstalled(WorkerError):
    """The engine of the workers is not installed."""

    code = "workers_not_installed"
    sentence = N_("Workers need parts that are not installed.")

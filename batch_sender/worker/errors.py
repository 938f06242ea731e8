"""Why no worker can run here."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class WorkersNotInstalled(BatchSenderError):
    """The engine of the workers is not installed."""

    code = "workers_not_installed"
    sentence = N_("Workers need parts that are not installed.")

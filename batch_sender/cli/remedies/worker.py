"""What to do at a command line about the errors of a worker."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "MetricsNeedPart": N_("Install it with: pip install 'batch-sender[metrics]'"),
    "MetricsPortTaken": N_(
        "Choose another port with --metrics, one for each worker of a machine, or leave it out."
    ),
    "WorkersNotInstalled": N_("Install them with: pip install 'batch-sender[workers]'"),
}
"""By the name of the error's class."""

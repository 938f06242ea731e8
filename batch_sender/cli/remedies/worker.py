"""What to do at a command line about the errors of `worker`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "WorkersNotInstalled": N_("Install them with: pip install 'batch-sender[workers]'"),
}
"""By the name of the error's class."""

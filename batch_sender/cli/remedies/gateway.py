"""What to do at a command line about the errors of `gateway`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "TokenRefused": N_(
        "Copy the token again from Conexões → editar → token, then: "
        "batch-sender connection add {connection} --replace"
    ),
    "EnvironmentTokenRefused": N_(
        "Copy the token again from Conexões → editar → token, and set BATCH_SENDER_TOKEN to it. "
        "A saved connection is used with --connection NAME."
    ),
    "ProbeUnanswered": N_("Try again in a few minutes: batch-sender connection test"),
}
"""By the name of the error's class."""

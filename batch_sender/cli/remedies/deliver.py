"""What to do at a command line about the errors of `deliver`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "OtherConnection": N_(
        "Use that one, or add --other-connection to go on with this one all the same."
    ),
    "BatchEnded": N_(
        "See what became of each row with: batch-sender report {batch}. "
        "What surely did not leave is sent again with: batch-sender retry {batch}"
    ),
    "DeliveryBroke": N_("{remedy}\nThen go on with: batch-sender resume {batch}"),
}
"""By the name of the error's class."""

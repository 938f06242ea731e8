"""What to do at a command line about what nobody thought of."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "UnforeseenFault": N_(
        "Nothing of a list was sent. Run it again with --debug to see what happened in detail: whoever "
        "looks after the program needs those lines."
    ),
}
"""By the name of the error's class."""

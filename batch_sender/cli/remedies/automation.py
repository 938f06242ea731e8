"""What to do at a command line about the errors of `automation`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "OrderBroke": N_(
        "Other lists and schedules go on. What happened in detail stands in the log (--log), or is shown "
        "with --debug: whoever looks after the program needs those lines."
    ),
    "StandardInputEmpty": N_(
        "Pipe a CSV into the command: program | batch-sender run FILE.toml --list -"
    ),
    "TooManyProblems": N_(
        "Mend the list and run again. To see the problems: batch-sender report {batch}. "
        "To send the other rows all the same: batch-sender resume {batch}"
    ),
}
"""By the name of the error's class."""

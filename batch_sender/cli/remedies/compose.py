"""What to do at a command line about the errors of `compose`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "ConditionUnfinished": N_(
        "Put the whole condition into quotation marks, or the shell takes > and < for itself: "
        '--where "cidade = Recife and valor > 100".'
    ),
    "ConditionComparesNothing": N_(
        "Put the whole condition into quotation marks, or the shell takes > and < for itself: "
        '--where "{found} > 100". For the rows in which it is filled: --where "{found} is filled".'
    ),
    "ConditionEmpty": N_(
        'Write one: --where "cidade = Recife and valor > 100"; or leave --where out.'
    ),
    "TooManyTexts": N_("Send them in several batches, with fewer --template each."),
    "MediaFileMissing": N_("Check the name given to --media."),
    "MediaFileMissingNear": N_(
        "Did you mean {nearest}? Give --media the name as it is written there."
    ),
    "MediaPatternIsAddress": N_(
        "Give the address with --media-folder and the name alone with --media: --media-folder "
        's3://bucket/folder --media "{{{{ matricula }}}}.pdf".'
    ),
    "MediaFileUnreadable": N_("Give --media an ordinary file that you may read, not a folder."),
    "MediaFileEmpty": N_("Save it again, or give --media another one."),
}
"""By the name of the error's class."""

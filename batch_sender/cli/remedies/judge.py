"""What to do at a command line about the errors of `judge`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "ExpiryPassed": N_("Give --expires a later moment, or leave it out."),
    "MediaCheckHasNoFiles": N_(
        "Name the files with --media, by a column or a pattern, or leave --media-check out."
    ),
    "MediaCheckHasNoColumns": N_(
        "Name the columns that say whose a file is so that it shows: nome, cpf, matrícula, valor. "
        "Otherwise leave --media-check out."
    ),
    "MediaDoesNotMatch": N_(
        "Probably a column of the list was sorted by itself: compare these rows with their files. "
        "If the files are right after all, leave --media-check out."
    ),
}
"""By the name of the error's class."""

"""What to do on the page about the errors of the rooms below: by its fields, buttons and pages."""

from collections.abc import Mapping
from typing import Final

from batch_sender.config import options
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError, Door

REMEDIES: Final[Mapping[str, str]] = {
    "BatchBusy": N_("Another window or program works on it just now. Load the page again."),
    "UnknownBatch": N_("Choose it from the list of batches."),
    "NoSuchMove": N_("The page shows it as it stands now."),
    "StateConflict": N_("The page shows it as it stands now."),
    "BatchEnded": N_("The page shows what became of each row."),
    "OtherConnection": N_("Connect the one that it began with, or make a new batch for the rest."),
    "RowsNotInDoubt": N_(
        "Somebody else has decided on them. Nothing was changed; look at what is left, and decide again."
    ),
    "NothingInDoubt": N_("Somebody else may have decided on the rows a moment ago."),
    "NothingToRetry": N_(
        "Rejected rows are sent again when you say so; rows in doubt are decided on."
    ),
}
"""By the class of an error, or of its base."""


def remedy_of(kind: type[BatchSenderError]) -> str | None:
    """Return what to do about an error of this class or, where it says nothing, of its base."""
    for each in kind.__mro__:
        if each.__name__ in REMEDIES:
            return REMEDIES[each.__name__]
    return None


def label_of(option: str) -> str:
    """Write an option as the page does: by the label of its field, in quotes."""
    labels = (each.label for each in options.SEND if each.name == option)
    return _("“{label}”").format(label=_(next(labels, option)))


PAGE: Final = Door(remedy=remedy_of, option=label_of)
"""The page as a door."""

"""What a person can put right on the page itself.

BatchSenderError
└── PageError
    ├── AlreadyDecided
    ├── DraftChanged
    ├── DraftGone
    ├── NotAmongPrograms
    ├── NothingChosen
    ├── PageRunning
    ├── PageStopping
    ├── PortTaken
    ├── ResultsUnknown
    └── SentAlready
"""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class PageError(BatchSenderError):
    """Something of the page itself."""


class DraftChanged(PageError):
    """A draft was changed while its list was being judged."""

    code = "draft_changed"
    sentence = N_("The list, the text or a setting was changed while the list was being checked.")
    remedy = N_("Check it again.")


class DraftGone(PageError):
    """A draft was removed, or its address is mistyped."""

    code = "draft_gone"
    sentence = N_("This batch in the making is not there any more.")
    remedy = N_("Begin a new one.")


class PageStopping(PageError):
    """The program is being ended: it begins nothing any more."""

    code = "page_stopping"
    sentence = N_("The page is being closed on its computer; nothing was begun.")
    remedy = N_("Start it again there, then try once more.")


class PortTaken(PageError):
    """The port that the page was to answer at is in use."""

    code = "port_taken"
    sentence = N_("Port {port} of this machine is in use.")
    remedy = N_("Choose another one with --port, or leave it out: a free one is found.")


class PageRunning(PageError):
    """Another process runs the page of this journal."""

    code = "page_running"
    sentence = N_("The page of this journal runs already: {url}.")
    remedy = N_("Use that one, or stop it first.")


class NotAmongPrograms(PageError):
    """The entry that opens the page cannot be written or removed."""

    code = "not_among_programs"
    sentence = N_("{path} cannot be written: {why}.")
    remedy = N_("See that you may write to that folder; the page opens by its command, too.")


class SentAlready(PageError):
    """Another tab, person or program was quicker to send a batch."""

    code = "sent_already"
    sentence = N_("Batch {batch} is being sent already.")
    remedy = N_("The page shows how it goes.")


class AlreadyDecided(PageError):
    """A decision was about something that has changed since it was shown."""

    code = "already_decided"
    sentence = N_("Somebody else decided this a moment ago, or batch {batch} has gone on since.")
    remedy = N_("The page shows how it stands now; your answer changed nothing.")


class ResultsUnknown(PageError):
    """The address of results names no format that there is."""

    code = "results_unknown"
    sentence = N_("There are no results of that kind.")
    remedy = N_("Choose one from the page of the batch.")


class NothingChosen(PageError):
    """A decision was asked for, and no row was ticked, or none of the two answers given."""

    code = "nothing_chosen"
    sentence = N_("Nothing was decided: no row is ticked.")
    remedy = N_("Tick the rows that you decide on.")

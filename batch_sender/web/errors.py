"""What a person can put right on the page itself.

BatchSenderError
└── PageError
    ├── DraftGone
    ├── NotAmongPrograms
    ├── NoListYet
    ├── PageRunning
    └── PortTaken
"""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class PageError(BatchSenderError):
    """Something of the page itself."""


class DraftGone(PageError):
    """A draft was removed, or its address is mistyped."""

    code = "draft_gone"
    sentence = N_("This batch in the making is not there any more.")
    remedy = N_("Begin a new one.")


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


class NoListYet(PageError):
    """A batch file takes the lists that a pattern finds, and it finds none."""

    code = "no_list_yet"
    sentence = N_("There is no list {wanted} now.")
    remedy = N_("Put one into the folder, then check again.")

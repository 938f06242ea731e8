"""What a person can put right on the page itself.

BatchSenderError
└── PageError
    ├── DraftChanged
    ├── DraftGone
    ├── PageStopping
    └── PortTaken
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

"""What a person can put right on the page itself.

BatchSenderError
└── PageError
    ├── DraftGone
    ├── KeyFault
    │   ├── KeyNameInvalid
    │   ├── KeyNameTaken
    │   ├── KeyNotThere
    │   ├── KeyRoleUnknown
    │   └── KeysBroken
    ├── NotAmongPrograms
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


class KeyFault(PageError):
    """Something of the keys that programs bring to the HTTP API."""


class KeyNameInvalid(KeyFault):
    """What a key is to be called cannot stand in the journal's events."""

    code = "key_name_invalid"
    exit_code = 2
    sentence = N_("A key cannot be called “{name}”.")
    remedy = N_(
        "Take at most 40 letters without accents, digits, points or hyphens, such as crm or erp-2."
    )


class KeyNameTaken(KeyFault):
    """There is a key of this name already."""

    code = "key_name_taken"
    sentence = N_("There is a key called {name} already.")
    remedy = N_(
        "Choose another name, or remove that key first: whoever uses it is let in no longer."
    )


class KeyNotThere(KeyFault):
    """There is no key of this name."""

    code = "key_not_there"
    sentence = N_("There is no key called {name}. There are: {names}.")


class KeyRoleUnknown(KeyFault):
    """No role of a key has this name."""

    code = "key_role_unknown"
    exit_code = 2
    sentence = N_("“{role}” is no role. Roles, from the least to all of it: {roles}.")


class KeysBroken(KeyFault):
    """The file of the keys cannot be read: nobody is let in by one."""

    code = "keys_broken"
    sentence = N_("The keys in {path} cannot be read.")
    remedy = N_("Move that file away and make new keys.")

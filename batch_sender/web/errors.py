"""What a person can put right on the page itself.

BatchSenderError
└── PageError
    ├── AlreadyDecided
    ├── DraftChanged
    ├── DraftGone
    ├── FolderNotPrivate
    ├── NoFileChosen
    ├── NoListYet
    ├── NotAmongPrograms
    ├── NothingChosen
    ├── PageRunning
    ├── PageStopping
    ├── PortTaken
    ├── ResultsUnknown
    ├── SentAlready
    ├── TextGone
    ├── TextInUse
    ├── TextNameTaken
    ├── TextNameUnusable
    └── … of who may come in, in access_errors
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


class NoFileChosen(PageError):
    """One file is to go to everybody, and none was uploaded."""

    code = "no_file_chosen"
    sentence = N_("No file was chosen to send along.")
    remedy = N_("Choose one, or send none.")


class PageStopping(PageError):
    """The program is being ended: it begins nothing any more."""

    code = "page_stopping"
    sentence = N_("The page is being closed on its computer; nothing was begun.")
    remedy = N_("Start it again there, then try once more.")


class PortTaken(PageError):
    """The port that the page was to answer at is in use."""

    code = "port_taken"
    sentence = N_("Port {port} of this machine is in use.")


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


class TextGone(PageError):
    """A saved text was removed, or its address is mistyped."""

    code = "text_gone"
    sentence = N_("There is no saved text “{name}” any more.")
    remedy = N_("Choose another one.")


class TextInUse(PageError):
    """A client's text is to be changed by somebody who may only prepare: a schedule may send it by itself."""

    code = "text_in_use"
    sentence = N_(
        "Schedules may send this client's texts by themselves, so you may not change one."
    )
    remedy = N_("Save it under another name, or ask somebody who may send.")


class TextNameTaken(PageError):
    """A text is to be saved under the name of another one."""

    code = "text_name_taken"
    sentence = N_("There is a saved text “{name}” already.")
    remedy = N_("Choose another name, or say that this one takes its place.")


class TextNameUnusable(PageError):
    """A text is to be saved under a name that no file can have."""

    code = "text_name_unusable"
    sentence = N_("A text cannot be called “{name}”.")
    remedy = N_("Use letters, digits, spaces and hyphens, at most 60 of them.")


class NoListYet(PageError):
    """A batch file takes the lists that a pattern finds, and it finds none."""

    code = "no_list_yet"
    sentence = N_("There is no list {wanted} now.")
    remedy = N_("Put one into the folder, then check again.")


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


class FolderNotPrivate(PageError):
    """The page's folder is a link or belongs to somebody else: its key would not be a secret."""

    code = "folder_not_private"
    sentence = N_("The page's folder {path} is not yours alone. {why}")
    remedy = N_("Remove it, or name another folder with BATCH_SENDER_STATE.")

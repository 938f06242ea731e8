"""What was asked for cannot be done, or not so."""

from batch_sender.journal.errors import JournalError, NoSuchMove
from batch_sender.language import N_
from batch_sender.models.errors import OptionError, SettingsError
from batch_sender.timing.errors import BadCron, ScheduleError


class RetryAfterRestore(JournalError):
    """What is to be sent again came to rest before the journal was copied and brought back."""

    code = "retry_after_restore"
    sentence = N_(
        "Rows of batch {batch} that may have been sent again already: {rows}. The journal was "
        "brought back from a copy, which does not know."
    )


class NoOpenLook(JournalError):
    """Nobody is asked to look at the phone for a batch, or somebody has answered already."""

    code = "no_open_look"
    sentence = N_("Batch {batch} asks for no look at the phone just now.")
    remedy = N_("One is drawn after some accepted messages to new people, and at the end.")


class NobodyToLookAt(JournalError):
    """No batch has an open look at the phone."""

    code = "no_open_look"
    sentence = N_("No batch asks for a look at the phone just now.")
    remedy = N_("One is drawn after some accepted messages to new people, and at the end.")


class BadLookAnswer(OptionError):
    """What was seen on the phone is written in a way nobody understands, or of a row that was not drawn."""

    code = "bad_look_answer"
    sentence = N_("“{answer}” says nothing of this look: its rows are {rows}.")


class NothingSeen(OptionError):
    """An answer to a look says of no row what was seen."""

    code = "nothing_seen"
    sentence = N_("Of no row is said what was seen on the phone.")


class FilesChanged(JournalError):
    """The list of a batch or a text was changed since it was judged, or is gone, and nobody can be asked."""

    code = "files_changed"
    sentence = N_(
        "{changes} Batch {batch} would send what was judged, not what stands there now; nothing was sent."
    )


class TextOrTemplate(OptionError):
    """Neither or both of `--text` and `--template` were given."""

    code = "text_or_template"
    sentence = N_("The message needs either a text file or a text, one of the two.")


class ReadyTextUnknown(OptionError):
    """No ready text has this name or number."""

    code = "ready_text_unknown"
    sentence = N_("There is no ready text {name}.")


class ReadyTextExists(SettingsError):
    """A ready text is not copied over a file."""

    code = "ready_text_exists"
    sentence = N_("There is a file {path} in this folder already; it was left as it is.")
    remedy = N_("Rename it, or copy the text in another folder.")


class ReadyTextNotCopied(SettingsError):
    """A ready text cannot be copied here."""

    code = "ready_text_not_copied"
    sentence = N_("{path} cannot be written here: {why}.")
    remedy = N_("Change to a folder you may write to.")


class BadOwnNumber(OptionError):
    """`--number` or BATCH_SENDER_NUMBER is no phone number."""

    code = "bad_own_number"
    sentence = N_("“{number}” in {origin} is not a phone number.")
    remedy = N_(
        'Write the connection\'s own WhatsApp number with its DDD, such as "11 91234-5678".'
    )


class BadProofNumber(OptionError):
    """`--proof` is no usable number."""

    code = "bad_proof_number"
    sentence = N_("“{number}” is not a number a test message can be sent to.")


class NothingToResume(JournalError):
    """No batch was running or paused."""

    code = "nothing_to_resume"
    sentence = N_("No batch is waiting to go on.")


class OnlyCheckedToResume(JournalError):
    """No batch was running or paused; some were checked and not sent."""

    code = "only_checked"
    sentence = N_("No batch was interrupted or paused. Checked, and not sent yet: {batches}.")


class NothingToWatch(JournalError):
    """No batch is being sent."""

    code = "nothing_to_watch"
    sentence = N_("No batch is being sent just now.")


class SeveralToResume(JournalError):
    """More than one batch could go on."""

    code = "several_to_resume"
    sentence = N_("Several batches can go on: {batches}.")


class CannotPause(NoSuchMove):
    """Only a running batch can be paused."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; only a running one can be paused.")


class CannotCancel(NoSuchMove):
    """Only a batch that has not ended can be cancelled."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; only one that has not ended can be cancelled.")


class CannotRetry(NoSuchMove):
    """Nothing of a batch is sent again while it is judged or sent."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; its rows can be sent again when it stands still.")


class OptOutNumberUnreadable(OptionError):
    """What was typed is no phone number."""

    code = "opt_out_number"
    sentence = N_("“{number}” cannot be read as a phone number. Nothing was changed.")
    remedy = N_('Write it with its DDD, such as "11 91234-5678"; a foreign one begins with +.')


class OptOutRemovalUnconfirmed(OptionError):
    """There is no terminal to ask on."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm here that these people may be written to again.")


class RemovalUnconfirmed(OptionError):
    """There is no terminal to ask on, and what is removed cannot be brought back."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm here that this is to be removed for good.")


class NothingToPurgeNamed(OptionError):
    """Neither an age nor a batch was named."""

    code = "purge_what"
    sentence = N_("What is to be removed? Neither an age nor a batch was named.")


class CronNeverDue(BadCron):
    """`--cron` names a day that does not exist."""

    code = "cron_never_due"
    sentence = N_("“{cron}” is never due: there is no such day.")


class DueMomentPassed(ScheduleError):
    """`--at` lies in the past."""

    code = "due_moment_passed"
    exit_code = 2
    sentence = N_("{moment} is past; the schedule would never be due.")


class CronOrMoment(ScheduleError):
    """Neither or both of `--cron` and `--at` were given."""

    code = "cron_or_moment"
    exit_code = 2
    sentence = N_("A schedule needs either a cron expression or a moment, one of the two.")


class ScheduleNotPossible(ScheduleError):
    """A batch file that asks, or reads standard input, cannot run by itself."""

    code = "schedule_not_possible"
    sentence = N_("{path} cannot run by itself: {why}.")
    remedy = N_("Change it in the file, then add the schedule again.")


class NotAPart(JournalError):
    """Rows are to be moved from a connection that the batch does not leave through."""

    code = "not_a_part"
    sentence = N_("Connection {name} is none of batch {batch}; it has: {names}.")
    remedy = N_("Name one of those.")


class NoOtherPart(JournalError):
    """The rows of a connection are to be moved, and the batch has no other one."""

    code = "no_other_part"
    sentence = N_("Batch {batch} has no other connection that the rows of {name} could move to.")


class MoveNamesOthers(JournalError):
    """Connections were named for a batch, and rows of its own are to be moved besides."""

    code = "move_names_others"
    sentence = N_(
        "Rows of batch {batch} move to its own other connections; others cannot be named with that."
    )

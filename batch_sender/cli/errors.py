"""What only the command line can get wrong."""

from batch_sender.config.errors import BatchFileError
from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError, OptionError, UnforeseenFault
from batch_sender.timing.errors import ScheduleError


class UnforeseenWhileSending(UnforeseenFault):
    """Something happened that nobody thought of while a batch was being sent: exit code 4, resumable."""

    code = "unforeseen"
    exit_code = 4
    sentence = N_(
        "Something happened that nobody thought of: {what}. Batch {batch} is {state}: {counts}."
    )
    remedy = N_(
        "What left is in the journal. See how it stands with: batch-sender status {batch}\n"
        "Go on with: batch-sender resume {batch}, with --debug to see what happens in detail."
    )


class InitNeedsTerminal(BatchFileError):
    """`init` asks, and nobody is there."""

    code = "init_needs_terminal"
    exit_code = 2
    sentence = N_("init asks some questions, so it needs a terminal.")
    remedy = N_("Start it in a terminal, or write the file by hand; docs/unattended.md shows one.")


class InitFileExists(BatchFileError):
    """`init` does not write over a file."""

    code = "init_file_exists"
    sentence = N_("{path} exists already; it was left as it is.")
    remedy = N_("Choose another name: batch-sender init OTHER.toml")


class InitNotWritten(BatchFileError):
    """The new batch file cannot be written."""

    code = "init_not_written"
    sentence = N_("{path} cannot be written: {why}.")
    remedy = N_("Choose a place you may write to.")


class GuideNeedsTerminal(OptionError):
    """`guide` asks, and nobody is there."""

    code = "guide_needs_terminal"
    sentence = N_("Step by step the program asks, so it needs a terminal.")
    remedy = N_("Start it in a terminal, or write: batch-sender send LIST --template FILE")


class SeenOrSkip(OptionError):
    """`--seen` and `--skip` were given together."""

    code = "seen_or_skip"
    sentence = N_("--seen and --skip contradict each other.")
    remedy = N_("Say what was seen, or that nobody has looked.")


class ChoiceUnknown(OptionError):
    """What was typed is none of the connections that were listed."""

    code = "choice_unknown"
    sentence = N_("“{answer}” is none of these.")
    remedy = N_("Type a number of the list above, or a name of it.")


class ConfirmationNeeded(OptionError):
    """There is no terminal to ask on."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm the sending here: there is no terminal.")
    remedy = N_("Look at the list with batch-sender check, then add --yes.")


class DecisionNeeded(OptionError):
    """`resolve` was not told what to do, and there is nobody to ask."""

    code = "decision_needed"
    sentence = N_("Nobody can decide here what is to become of the rows in doubt.")
    remedy = N_("Add --as-sent or --send-again, and --yes; without --row for all of them.")


class BadRowNumbers(OptionError):
    """`--some` is no list of row numbers."""

    code = "bad_row_numbers"
    sentence = N_("“{rows}” is not a list of row numbers.")
    remedy = N_("Write the rows as the list numbers them, such as --some 3,7,9.")


class OneDecisionOnly(OptionError):
    """`--as-sent` and `--send-again` were both given."""

    code = "one_decision_only"
    sentence = N_("--as-sent and --send-again exclude each other.")
    remedy = N_("Use one of them at a time, and name the rows it is meant for with --row.")


class ProofNeedsTerminal(OptionError):
    """`--proof` waits for a person's yes, and none can be given."""

    code = "proof_needs_terminal"
    sentence = N_("--proof waits for your yes, so it needs a terminal and goes without --yes.")
    remedy = N_("Leave out --yes, or leave out --proof.")


class ReportWhat(OptionError):
    """A report is of one batch, or of a span of time."""

    code = "report_what"
    sentence = N_("A report is either of one batch or, with --since, of all from a day on.")
    remedy = N_("Write: batch-sender report BATCH, or: batch-sender report --since 2026-11-01")


class NotReachedByWhat(OptionError):
    """Who was not reached is told of one batch."""

    code = "not_reached_by_what"
    sentence = N_("--not-reached is about one batch.")
    remedy = N_("Write: batch-sender report BATCH --not-reached")


class CurrentFolderGone(BatchSenderError):
    """The current folder was removed, and something was to be found from there."""

    code = "current_folder_gone"
    sentence = N_("The current folder was removed, so nothing can be found from there.")
    remedy = N_("Change to a folder that is there, and write whole paths.")


class PageLeftOut(OptionError):
    """`--no-page` came with flags that say where the page answers: /healthz answers this machine alone."""

    code = "page_left_out"
    exit_code = 2
    sentence = N_("{flags} is about the page, which --no-page leaves out.")
    remedy = N_("Leave out the one or the other.")


class HealthPortTaken(ScheduleError):
    """The port of `/healthz` is in use."""

    code = "health_port_taken"
    sentence = N_("Port {port} of this machine is in use, so /healthz cannot be answered there.")
    remedy = N_("Choose another one with --port, or stop the other program.")


class LogNotWritable(ScheduleError):
    """The log file cannot be written."""

    code = "log_not_writable"
    sentence = N_("The log {path} cannot be written: {why}.")
    remedy = N_("Choose a place you may write to with --log, or leave it out.")

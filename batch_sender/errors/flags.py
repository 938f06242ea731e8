"""A command line that cannot be meant so."""

from batch_sender.errors.base import BatchSenderError
from batch_sender.language import N_


class SettingsError(BatchSenderError):
    """A flag, an environment variable or the connections file is wrong."""


class FlagError(SettingsError):
    """The command line itself is wrong: exit code 2."""

    exit_code = 2


class BadRate(FlagError):
    """`--rate` is no rate."""

    code = "bad_rate"
    sentence = N_("“{rate}” is not a rate.")
    remedy = N_("Write calls per minute or hour, such as --rate 20/min, or --rate off.")


class BadWindow(FlagError):
    """`--window` is no window, or never opens."""

    code = "bad_window"
    sentence = N_("“{window}” is not a sending window, or it never opens.")
    remedy = N_('Write days and hours, such as --window "mon-sat 8:00-20:00", or --window always.')


class WindowEndsBeforeItBegins(BadWindow):
    """`--window` crosses midnight."""

    code = "bad_window"
    sentence = N_("The sending window “{window}” ends before it begins.")
    remedy = N_("A window lies within one day: let it end at 24:00 at the latest.")


class QueueIdMissing(FlagError):
    """`--open-ticket` came without `--queue-id`."""

    code = "queue_id_missing"
    sentence = N_("A ticket cannot be opened without a queue.")
    remedy = N_("Add --queue-id with the number of the queue, or leave out --open-ticket.")


class BadSetting(FlagError):
    """A setting has a value it cannot have."""

    code = "bad_setting"
    sentence = N_("{setting} cannot be “{value}”.")
    remedy = N_("Allowed: {allowed}.")


class TextOrTemplate(FlagError):
    """Neither or both of `--text` and `--template` were given."""

    code = "text_or_template"
    sentence = N_("The message needs either --template FILE or --text, one of the two.")
    remedy = N_("For example: --template templates/lembrete-consulta.txt")


class ConfirmationNeeded(FlagError):
    """There is no terminal to ask on."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm the sending here: there is no terminal.")
    remedy = N_("Look at the list with batch-sender check, then add --yes.")


class ProofNeedsTerminal(FlagError):
    """`--proof` waits for a person's yes, and none can be given."""

    code = "proof_needs_terminal"
    sentence = N_("--proof waits for your yes, so it needs a terminal and goes without --yes.")
    remedy = N_("Leave out --yes, or leave out --proof.")


class BadProofNumber(FlagError):
    """`--proof` is no usable number."""

    code = "bad_proof_number"
    sentence = N_("“{number}” is not a number a test message can be sent to.")
    remedy = N_('Write your own number with its DDD, such as --proof "11 91234-5678".')

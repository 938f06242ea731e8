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


class TooManyTexts(FlagError):
    """More texts were given than there are names for them."""

    code = "too_many_texts"
    sentence = N_("There are {number} texts; a batch can have {most} of them.")
    remedy = N_("Send them in several batches, with fewer --template each.")


class ConfirmationNeeded(FlagError):
    """There is no terminal to ask on."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm the sending here: there is no terminal.")
    remedy = N_("Look at the list with batch-sender check, then add --yes.")


class DecisionNeeded(FlagError):
    """`resolve` was not told what to do, and there is nobody to ask."""

    code = "decision_needed"
    sentence = N_("Nobody can decide here what is to become of the rows in doubt.")
    remedy = N_("Add --as-sent or --send-again, and --yes; without --row for all of them.")


class BadRowNumbers(FlagError):
    """`--some` is no list of row numbers."""

    code = "bad_row_numbers"
    sentence = N_("“{rows}” is not a list of row numbers.")
    remedy = N_("Write the rows as the list numbers them, such as --some 3,7,9.")


class OneDecisionOnly(FlagError):
    """`--as-sent` and `--send-again` were both given."""

    code = "one_decision_only"
    sentence = N_("--as-sent and --send-again exclude each other.")
    remedy = N_("Use one of them at a time, and name the rows it is meant for with --row.")


class ProofNeedsTerminal(FlagError):
    """`--proof` waits for a person's yes, and none can be given."""

    code = "proof_needs_terminal"
    sentence = N_("--proof waits for your yes, so it needs a terminal and goes without --yes.")
    remedy = N_("Leave out --yes, or leave out --proof.")


class BadOwnNumber(FlagError):
    """`--number` or BATCH_SENDER_NUMBER is no phone number."""

    code = "bad_own_number"
    sentence = N_("“{number}” in {origin} is not a phone number.")
    remedy = N_(
        'Write the connection\'s own WhatsApp number with its DDD, such as "11 91234-5678".'
    )


class BadProofNumber(FlagError):
    """`--proof` is no usable number."""

    code = "bad_proof_number"
    sentence = N_("“{number}” is not a number a test message can be sent to.")
    remedy = N_('Write your own number with its DDD, such as --proof "11 91234-5678".')


class BadSpan(FlagError):
    """An option that takes a length of time was given something else."""

    code = "bad_span"
    sentence = N_("“{span}” is not a length of time.")
    remedy = N_("Write hours or days, such as 24h or 7d.")


class BadPersonLimit(FlagError):
    """`--max-per-person` is no number of messages in a length of time."""

    code = "bad_person_limit"
    sentence = N_("“{limit}” does not say how often one person may be written to.")
    remedy = N_("Write messages and hours or days, such as --max-per-person 3/7d.")


class BadWarmUp(FlagError):
    """`--warm-up` is no plan."""

    code = "bad_warm_up"
    sentence = N_("“{plan}” is not a plan of messages a day.")
    remedy = N_("Write the first day, the second and so on, such as --warm-up 20,50,100,200.")


class BadExpiry(FlagError):
    """`--expires` is no moment."""

    code = "bad_expiry"
    sentence = N_("“{moment}” is not a date and time.")
    remedy = N_('Write them like this: --expires "2026-12-31 18:00" or --expires 31/12/2026.')


class ExpiryPassed(FlagError):
    """`--expires` lies in the past: nothing could be sent."""

    code = "expiry_passed"
    sentence = N_("The batch would have expired already: {moment} is past.")
    remedy = N_("Give --expires a later moment, or leave it out.")


class ReportWhat(FlagError):
    """A report is of one batch, or of a span of time."""

    code = "report_what"
    sentence = N_("A report is either of one batch or, with --since, of all from a day on.")
    remedy = N_("Write: batch-sender report BATCH, or: batch-sender report --since 2026-11-01")

"""What was to be removed for good, or cannot be done any more because it was."""

from batch_sender.errors.flags import FlagError
from batch_sender.errors.journal import JournalError, NoSuchMove
from batch_sender.language import N_


class CannotPurge(NoSuchMove):
    """People are removed from ended batches alone: the others still need them."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; people are only removed from batches that have ended.")


class BatchPurged(JournalError):
    """A purged batch has nobody left to send to, or to leave out."""

    code = "batch_purged"
    sentence = N_("The people of batch {batch} were removed from the journal; its counts remain.")
    remedy = N_("Use the list itself, or the results that were written then.")


class RowsForgotten(JournalError):
    """A row whose person was removed cannot be sent again."""

    code = "rows_forgotten"
    sentence = N_("Batch {batch}: the person of row {rows} was removed from the journal.")
    remedy = N_("It cannot be sent again; count it as sent: batch-sender resolve {batch} --as-sent")


class ForgetTooEarly(JournalError):
    """A person in a batch that has begun and not ended may be about to get a message."""

    code = "forget_too_early"
    sentence = N_("This person is in batches that are under way: {batches}. Nothing was removed.")
    remedy = N_(
        "Keep them from being written to with: batch-sender optout add NUMBER. When the batches "
        "have ended (batch-sender cancel BATCH ends one), ask again."
    )


class RemovalUnconfirmed(FlagError):
    """There is no terminal to ask on, and what is removed cannot be brought back."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm here that this is to be removed for good.")
    remedy = N_("If it is, add --yes.")


class NothingToPurgeNamed(FlagError):
    """Neither an age nor a batch was named."""

    code = "purge_what"
    sentence = N_("What is to be removed? Neither an age nor a batch was named.")
    remedy = N_("Say it with: batch-sender purge --older-than 90d, or: batch-sender purge BATCH")


class PersonNumberUnreadable(FlagError):
    """What was typed is no phone number."""

    code = "person_number"
    sentence = N_("“{number}” cannot be read as a phone number.")
    remedy = N_('Write it with its DDD, such as "11 91234-5678"; a foreign one begins with +.')

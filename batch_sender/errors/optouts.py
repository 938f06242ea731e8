"""The opt-out list, asked for something that cannot be."""

from batch_sender.errors.flags import FlagError
from batch_sender.errors.journal import JournalError
from batch_sender.errors.lists import ListError
from batch_sender.language import N_


class NotOptedOut(JournalError):
    """A number that should be taken off the list is not on it."""

    code = "not_opted_out"
    sentence = N_("Not on the opt-out list: {number}. Nothing was changed.")
    remedy = N_("See who is on it with: batch-sender optout list")


class OptOutNumberUnreadable(FlagError):
    """What was typed is no phone number."""

    code = "opt_out_number"
    sentence = N_("“{number}” cannot be read as a phone number. Nothing was changed.")
    remedy = N_('Write it with its DDD, such as "11 91234-5678"; a foreign one begins with +.')


class OptOutRemovalUnconfirmed(FlagError):
    """There is no terminal to ask on."""

    code = "confirmation_needed"
    sentence = N_("Nobody can confirm here that these people may be written to again.")
    remedy = N_("If they asked for it, add --yes.")


class OptOutListTooShort(ListError):
    """A list without column names holds one row: nothing tells a number from a name."""

    code = "opt_out_list_too_short"
    sentence = N_("{path} holds a single number.")
    remedy = N_("Add it with: batch-sender optout add NUMBER")

"""Errors of a batch that cannot be sent, or whose sending broke off."""

from batch_sender.gateway.errors import ConnectionFault
from batch_sender.journal.errors import JournalError
from batch_sender.language import N_


class OtherConnection(ConnectionFault):
    """A batch was begun with another URL or token."""

    code = "other_connection"
    sentence = N_("Batch {batch} began on another connection (another address or token).")


class BatchEnded(JournalError):
    """A finished or cancelled batch does not go on."""

    code = "batch_ended"
    sentence = N_("Batch {batch} is {state}; nothing in it waits to be sent.")


class DeliveryBroke(JournalError):
    """The journal failed while messages were leaving: exit code 4, resumable."""

    code = "delivery_broke"
    exit_code = 4
    sentence = N_("The sending of batch {batch} stopped. {cause}")


class LookingOnBroke(DeliveryBroke):
    """The journal failed while workers sent a batch: they go on, and only the looking on stopped."""

    sentence = N_("Batch {batch} was handed over to the workers, which go on. {cause}")

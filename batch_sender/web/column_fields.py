"""What a column of a list can be, as the page names and explains it."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_
from batch_sender.load.columns.mapping import Field

FIELDS: Final[Mapping[Field, tuple[str, str]]] = {
    Field.PHONE: (N_("Phone number"), N_("Whom the message goes to.")),
    Field.NAME: (N_("Name of the person"), N_("What {nome} in the text means.")),
    Field.DDD: (N_("DDD"), N_("Only where it stands in a column of its own.")),
    Field.COUNTRY: (N_("Country code"), N_("Only where it stands in a column of its own.")),
    Field.CONSENT: (N_("Consent"), N_("Who said no here gets no message.")),
    Field.OPTOUT: (N_("Does not want messages"), N_("Who has anything but a no here gets none.")),
    Field.MEDIA: (
        N_("File of each person"),
        N_("The name of the file that goes with the message."),
    ),
    Field.KEY: (
        N_("What makes messages distinct"),
        N_("Such as the number of an appointment, where one person is on the list several times."),
    ),
    Field.EXPIRES: (N_("Too late from"), N_("A day or a moment after which the row is left out.")),
    Field.KNOWN: (
        N_("Is known"),
        N_("Who has a yes here is no new person, whatever was sent before."),
    ),
    Field.AMOUNT: (N_("Amount to pay"), N_("The payment line of the row must say the same.")),
    Field.DUE: (N_("Due day"), N_("The payment line of the row must say the same.")),
}
"""Label and hint of each field, in English."""

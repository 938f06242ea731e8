"""A number that names no person."""

from batch_sender.language import N_
from batch_sender.models.errors import OptionError


class PersonNumberUnreadable(OptionError):
    """What was typed is no phone number."""

    code = "person_number"
    sentence = N_("“{number}” cannot be read as a phone number.")
    remedy = N_('Write it with its DDD, such as "11 91234-5678"; a foreign one begins with +.')

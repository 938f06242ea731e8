"""What stands behind a code: what it means, and what a person can do."""

from typing import Final, NamedTuple

from batch_sender.language import N_


class Advice(NamedTuple):
    """What a code means, and what a person can do about it."""

    meaning: str
    remedy: str


LOOK_AT_THE_PHONE: Final = N_(
    "Look on the connection's own phone whether the message went out. "
    "It is never sent again by itself."
)

NETWORK: Final = N_("Check the internet connection and the API address.")

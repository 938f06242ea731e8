"""What to do at a command line about the errors of the page."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "KeyNotThere": N_("See which there are: batch-sender page key list"),
    "KeyRoleUnknown": N_("Give one of them with --role."),
    "PortTaken": N_("Choose another one with --port, or leave it out: a free one is found."),
    "PublicNameMissing": N_("Say it: --public-name envios.example.com"),
    "TlsIncomplete": N_("Give both --tls-cert and --tls-key."),
    "TlsOrProxyNeeded": N_(
        "Give a certificate with --tls-cert and --tls-key, or name the proxy that has one with "
        "--behind-proxy ADDRESS."
    ),
    "UserExists": N_("Choose another name, or change it: batch-sender page user role {name} ROLE"),
    "UserUnknown": N_("See who may sign in: batch-sender page user list"),
    "UsersNeeded": N_("Add yourself first: batch-sender page user add NAME --role administer"),
}

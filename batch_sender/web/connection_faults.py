"""What can be wrong with a new connection: the field it is put right in, and what to do."""

from typing import Final

from batch_sender.config.errors import (
    AddressHoldsPassword,
    AddressInvalid,
    AddressNotForSending,
    AddressNotSecure,
    AddressWithoutPath,
    ConnectionNameInvalid,
    TokenUnusable,
)
from batch_sender.gateway.errors import (
    AddressUnreachable,
    CertificateRefused,
    CertificateStoreMissing,
    TokenRefused,
    WrongAddress,
)
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.errors import BadOwnNumber

FIELDS: Final[tuple[tuple[str, tuple[type[BatchSenderError], ...]], ...]] = (
    ("name", (ConnectionNameInvalid,)),
    ("token", (TokenRefused, TokenUnusable)),
    (
        "url",
        (
            AddressHoldsPassword,
            AddressInvalid,
            AddressNotForSending,
            AddressNotSecure,
            AddressWithoutPath,
            AddressUnreachable,
            CertificateRefused,
            CertificateStoreMissing,
            WrongAddress,
        ),
    ),
    ("number", (BadOwnNumber,)),
)
"""The field in which each fault of a new connection is put right."""

REFUSING: Final = (AddressUnreachable, CertificateRefused, CertificateStoreMissing, WrongAddress)
"""Faults of the address: with another one it is another connection, so none is saved."""


def field_of(err: BatchSenderError) -> str | None:
    """Return the field in which an error is put right; None where no field is at fault."""
    return next((field for field, kinds in FIELDS if isinstance(err, kinds)), None)


def advice_on(err: BatchSenderError) -> str:
    """Say what is wrong, and what to do in the form."""
    if isinstance(err, TokenRefused):
        again = _("Copy it again from CleverChat: Conexões → editar → token. Nothing was saved.")
        return f"{err.message} {again}"
    return f"{err.message} {err.next}".strip()

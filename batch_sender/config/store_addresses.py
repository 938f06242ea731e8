"""Read an address in an object store, and refuse what holds a secret or leads elsewhere."""

import re
from typing import Final

from batch_sender.config.errors import (
    StoreAddressHoldsSecret,
    StoreAddressMalformed,
    StoreAddressNotKnown,
)
from batch_sender.models.places import StoreAddress

_SCHEME: Final = "s3"
_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_LONGEST_KEY: Final = 1024
"""Bytes: what S3 takes."""


def read_address(text: str) -> StoreAddress:
    """Return the address of a folder or a file; a slash at its end does not count.

    Raises:
        SettingsError: it is of another kind, holds a secret, or is none. The error shows no secret.
    """
    scheme, _colon, rest = text.strip().partition(":")
    if scheme.lower() != _SCHEME:
        raise StoreAddressNotKnown(scheme=scheme)
    place = rest.lstrip("/").rstrip("/")
    bucket, _slash, key = place.partition("/")
    if any(sign in bucket for sign in "@:") or any(sign in place for sign in "?#"):
        raise StoreAddressHoldsSecret
    address = StoreAddress(f"{_SCHEME}://{place}")
    if not _BUCKET.fullmatch(bucket) or (key and not _is_key(key)):
        raise StoreAddressMalformed(address=address)
    return address


def _is_key(key: str) -> bool:
    if not key.isprintable() or len(key.encode("utf-8", "replace")) > _LONGEST_KEY:
        return False
    return not any(sign in key for sign in "\\:") and not {"", ".", ".."} & {*key.split("/")}

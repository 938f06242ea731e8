"""What makes two messages the same: person, template, values and media go in, a keyed hash comes out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from batch_sender.json_texts import listed, quoted

if TYPE_CHECKING:
    from _hashlib import HASH


class SaidKeys:
    """The keys of what one text says to people: a hash that the same message gives in every batch.

    Not the filled text is compared but what it is made of: a greeting by the hour must not make a
    message new. Keyed, so that the journal's hashes cannot be guessed back into numbers.
    """

    def __init__(self, key: bytes, template: str) -> None:
        """`key`: the journal's own; `template`: the text as its author wrote it."""
        self._inner, self._outer = _begun_hmac(key)
        self._template = quoted(template)

    def of(self, person: str, values: Sequence[str] | Mapping[str, str], media: str | None) -> str:
        """Return the key (32 hex digits) of what is said to a person.

        `values` are the cells behind the placeholders or, in their place, what is named to tell
        messages apart: {"key": an appointment's number}. `media`: the file's SHA-256.
        """
        # As `json.dumps` writes [person, template, values, media], without its start-up for each row.
        told = json.dumps(values) if isinstance(values, Mapping) else listed(values)
        file = "null" if media is None else quoted(media)
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"[{quoted(person)}, {self._template}, {told}, {file}]".encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]


def _begun_hmac(key: bytes) -> "tuple[HASH, HASH]":
    """Return HMAC-SHA256's two hashes, begun with the key (RFC 2104).

    To copy both takes half the time of copying what `hmac` makes of them.
    """
    block = hashlib.sha256().block_size
    whole = (hashlib.sha256(key).digest() if len(key) > block else key).ljust(block, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in whole) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)

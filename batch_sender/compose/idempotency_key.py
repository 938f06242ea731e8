"""The key under which the journal knows a message for said already: a keyed hash of what is said to whom."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from batch_sender.models.json_texts import listed, quoted


class SaidKeys:
    """The keys of what one text says to people: a hash that the same message gives in every batch.

    Not the filled text is compared but what it is made of: a greeting by the hour must not make a
    message new. Keyed, so that the journal's hashes cannot be guessed back into numbers.
    """

    def __init__(self, key: bytes, template: str) -> None:
        """`key`: the journal's own, at most 64 bytes; `template`: as its author wrote it."""
        self._begun = hashlib.blake2b(key=key, digest_size=16)
        self._template = quoted(template)

    def of(self, person: str, values: Sequence[str] | Mapping[str, str], media: str | None) -> str:
        """Return the key (32 hex digits) of what is said to a person.

        `values` are the cells behind the placeholders or, in their place, what is named to tell
        messages apart: {"key": an appointment's number}. `media`: the file's SHA-256.
        """
        # As `json.dumps` writes [person, template, values, media], without its start-up for each row.
        told = json.dumps(values) if isinstance(values, Mapping) else listed(values)
        file = "null" if media is None else quoted(media)
        hashed = self._begun.copy()
        hashed.update(f"[{quoted(person)}, {self._template}, {told}, {file}]".encode())
        return hashed.hexdigest()

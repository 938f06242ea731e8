"""The key under which the journal knows a message for said already: a keyed hash of what is said to whom."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from batch_sender.models.json_texts import json_of_each


class SaidKeys:
    """The keys of what one text says to people: a hash that the same message gives in every batch.

    Not the filled text is compared but what it is made of: a greeting by the hour must not make a
    message new. Keyed, so that the journal's hashes cannot be guessed back into numbers.
    """

    def __init__(self, key: bytes, template: str) -> None:
        """`key`: the journal's own, at most 64 bytes; `template`: as its author wrote it."""
        self._begun = hashlib.blake2b(key=key, digest_size=16)
        self._template = json.dumps(template)

    def of(
        self,
        people: Iterable[str],
        values: Sequence[Sequence[str]],
        media: Iterable[str | None],
    ) -> list[str]:
        """Return for each row the key (32 hex digits) of what is said to its person.

        `values`: the cells behind the placeholders. `media`: the file's SHA-256.
        """
        told = json_of_each(values) if values and values[0] else ["[]"] * len(values)
        return self._hashed(people, told, media)

    def by_name(
        self, people: Iterable[str], names: Iterable[str], media: Iterable[str | None]
    ) -> list[str]:
        """Do so where what is named tells messages apart, such as an appointment's number."""
        return self._hashed(people, [json.dumps({"key": name}) for name in names], media)

    def _hashed(
        self, people: Iterable[str], told: Iterable[str], media: Iterable[str | None]
    ) -> list[str]:
        keys = []
        template = self._template
        for person, what, sha256 in zip(people, told, media, strict=False):
            file = "null" if sha256 is None else f'"{sha256}"'
            hashed = self._begun.copy()
            hashed.update(f'["{person}", {template}, {what}, {file}]'.encode())
            keys.append(hashed.hexdigest())
        return keys

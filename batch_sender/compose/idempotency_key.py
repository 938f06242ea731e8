"""The key under which the journal knows a message for said already: a keyed hash of what is said to whom."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from operator import add

from batch_sender.compose.as_read import as_read


class SaidKeys:
    """The keys of what is said to people: a hash that the same message gives in every batch.

    Keyed, so that the journal's hashes cannot be guessed back into numbers.
    """

    def __init__(self, key: bytes) -> None:
        """`key`: the journal's own, at most 64 bytes."""
        self._begun = hashlib.blake2b(key=key, digest_size=16)

    def of(
        self,
        people: Iterable[str],
        texts: Sequence[str],
        media: Iterable[str | None],
        payment_lines: Sequence[str | None] = (),
    ) -> list[str]:
        """Return for each row the key (32 hex digits) of what its person reads.

        `texts`: as filled, their greetings taken out (`without_greetings`): the hour must not make a message
        new. `media`: the file's SHA-256. `payment_lines`: empty where no message has one. Journals hold
        these keys: another fold is another migration.
        """
        # No NUL is in any of them, and no text begins with one: no two rows are put together to the same.
        whom = [
            f"{person}\0" if sha256 is None else f"{person}\0{sha256}\0"
            for person, sha256 in zip(people, media, strict=True)
        ]
        told = map(add, map(str.encode, whom), as_read(texts))
        if any(payment_lines):
            lines = as_read([line or "" for line in payment_lines])
            told = map(add, told, [b"\0\0" + line if line else b"" for line in lines])
        return self._hashed(told)

    def by_name(
        self,
        template: str,
        people: Iterable[str],
        names: Iterable[str],
        media: Iterable[str | None],
    ) -> list[str]:
        """Do so where what is named tells messages apart, such as an appointment's number.

        `template`: as its author wrote it.
        """
        source = json.dumps(template)
        told = [
            f'["{person}", {source}, {json.dumps({"key": name})}, '
            + ("null]" if sha256 is None else f'"{sha256}"]')
            for person, name, sha256 in zip(people, names, media, strict=True)
        ]
        return self._hashed(map(str.encode, told))

    def _hashed(self, told: Iterable[bytes]) -> list[str]:
        keys, begin = [], self._begun.copy
        for each in told:
            hashed = begin()
            hashed.update(each)
            keys.append(hashed.hexdigest())
        return keys

"""What makes two messages the same: person, template, values and media go in, a keyed hash comes out."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence


def said_key(
    key: bytes,
    *,
    person: str,
    template: str,
    values: Sequence[str] | Mapping[str, str],
    media: str | None,
) -> str:
    """Return a hash (32 hex digits) that the same message gives in every batch.

    Not the filled text is compared but what it is made of: a greeting by the hour must not make a
    message new. `values` are the cells behind the placeholders or, in their place, what is named
    to tell messages apart: {"key": an appointment's number}. Keyed, so that the journal's hashes
    cannot be guessed back into numbers.
    """
    told = dict(values) if isinstance(values, Mapping) else list(values)
    parts = json.dumps([person, template, told, media])
    return hmac.new(key, parts.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

"""Write many lists of texts as JSON in one go."""

import json
from collections.abc import Sequence
from typing import Final

_BETWEEN: Final = '"], ["'
"""What parts two lists. Inside a text it cannot stand: its quotation marks would be escaped there."""


def json_of_each(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return each list of texts as `json.dumps` writes it; none of them may be empty.

    Written together they take a third of the time: the encoder starts once.
    """
    if not lists:
        return []
    together = json.dumps(lists)
    return [f'["{each}"]' for each in together[3:-3].split(_BETWEEN)]

"""What the results of a batch are called, in the language in force, and by which names they are known."""

import re
from typing import Final

from batch_sender.language import N_, _

_NAMED: Final = N_("{list}-results-{batch}")
_NAMED_WITHOUT_PEOPLE: Final = N_("{list}-results-{batch}-purged")
_ANY: Final = re.compile(
    r".*-(results|resultados)-\d+(-purged|-sem-pessoas)?(-\d+)?\.(xlsx|csv)", re.IGNORECASE
)


def stem_of_results(list_stem: str, batch: int, *, purged: bool = False) -> str:
    """Name the results of a batch after its list; those without people never replace those with them."""
    named = _NAMED_WITHOUT_PEOPLE if purged else _NAMED
    return _(named).format(list=list_stem, batch=batch)


def is_named_as_results(name: str) -> bool:
    """Tell whether a file is named as the results of a batch are, in whatever language."""
    return _ANY.fullmatch(name) is not None

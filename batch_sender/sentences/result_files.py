"""What the results of a batch are called, in the language in force, and by which names they are known."""

import re
from typing import Final

from batch_sender.language import N_, _

_NAMED: Final = N_("{list}-results-{batch}")
_NAMED_WITHOUT_PEOPLE: Final = N_("{list}-results-{batch}-purged")
_NAMED_NOT_REACHED: Final = N_("{list}-not-reached-{batch}")
_ANY: Final = re.compile(
    r".*-(results|resultados|not-reached|nao-alcancados)-\d+(-purged|-sem-pessoas)?(-\d+)?\.(xlsx|csv)",
    re.IGNORECASE,
)


def stem_of_results(list_stem: str, batch: int, *, purged: bool = False) -> str:
    """Name the results of a batch after its list; those without people never replace those with them."""
    named = _NAMED_WITHOUT_PEOPLE if purged else _NAMED
    return _(named).format(list=list_stem, batch=batch)


def stem_of_not_reached(list_stem: str, batch: int) -> str:
    """Name the file of who was not reached after the batch's list."""
    return _(_NAMED_NOT_REACHED).format(list=list_stem, batch=batch)


def is_named_as_results(name: str) -> bool:
    """Tell whether a file is named as the results of a batch are, in whatever language."""
    return _ANY.fullmatch(name) is not None

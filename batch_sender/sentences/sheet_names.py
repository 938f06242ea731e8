"""What the sheets of a results workbook are called, in the language in force and in all of them."""

from typing import Final

from batch_sender.language import N_

RESULTS: Final = N_("Results")
SUMMARY: Final = N_("Summary")
SEND_AGAIN: Final = N_("Send again")
TO_DECIDE: Final = N_("To decide")
TO_CALL: Final = N_("To call")
NOT_REACHED: Final = N_("Not reached")
TO_MEND: Final = N_("To mend")

RESULTS_ANYWHERE: Final = ("Results", "Resultados")
"""What the sheet with every row is called, whatever language a workbook was written in."""

_SEND_AGAIN_ANYWHERE: Final = frozenset({"send again", "faltou enviar"})
_TO_MEND_ANYWHERE: Final = frozenset({"to mend", "para corrigir"})


def is_send_again(name: str) -> bool:
    """Tell whether a sheet holds the rows of a results workbook that are safe to send again.

    Whatever language it was written in: the person who gives it back may speak another.
    """
    return name.strip().casefold() in _SEND_AGAIN_ANYWHERE


def is_given_back(name: str) -> bool:
    """Tell whether a sheet holds rows that were picked out to be given back, in whatever language.

    Where none of them has a number, no other sheet is meant in its place.
    """
    return is_send_again(name) or name.strip().casefold() in _TO_MEND_ANYWHERE

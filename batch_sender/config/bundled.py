"""Locate the sample lists and message texts that ship with the program."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: Literal["samples", "templates"]) -> Path:
    """Return the folder `name`: inside an installed package, at the top level of a checkout.

    Raises:
        FileNotFoundError: the program was installed without it, a fault of the packaging.
    """
    places = (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(places[0])

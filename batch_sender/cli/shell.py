"""Write words so that the shell of this system reads them as they are."""

import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from typing import Final

_PASSWORD: Final = re.compile(r"(://[^/@:]*):[^/@]*@")
"""What stands before the host in a database's address. It is not shown."""

_PLAIN: Final = re.compile(r"[\w:\\/.=+-]+")
"""A word that both shells of Windows, cmd and PowerShell, read as it is."""

_EXPANDED: Final = frozenset("$`")
"""What PowerShell reads as something else between double quotes."""

_SINGLE: Final = re.compile("['‘’‚‛]")
"""What PowerShell takes for the end of single quotes."""


def quoted(words: Sequence[str]) -> str:
    """Write words for the shell of this system, no password among them."""
    shown = [_PASSWORD.sub(r"\1:***@", word) for word in words]
    return " ".join(map(for_windows, shown)) if os.name == "nt" else shlex.join(shown)


def for_windows(word: str) -> str:
    """Write a word for PowerShell and, as far as one way serves both, for cmd."""
    if _PLAIN.fullmatch(word):
        return word
    if _EXPANDED.intersection(word):
        return "'" + _SINGLE.sub(r"\g<0>\g<0>", word) + "'"
    by_rules = subprocess.list2cmdline([word])
    # It knows of blanks alone; to a shell "&" and "(" say something, too.
    return by_rules if by_rules.startswith('"') else f'"{by_rules}"'

"""The bounds that a contact list must keep, so that no file can take the machine down."""

from dataclasses import dataclass
from typing import Final

MAX_COLUMNS: Final = 16_384
"""Columns of a sheet (Excel's own bound), and so of a CSV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may cost. Sizes in bytes, times in seconds, lines and cells in characters.

    `area` is rows × columns of a sheet, all of which its reader holds; `text_area` those of a text
    file, which is read in chunks.

    `ratio` holds for parts of more than `ratio_from` bytes: real sheets unpack to 10–100 times
    their packed size, deflate's own bound is 1,032.
    """

    unpacked: int = 2 * 1024**3
    part_count: int = 10_000
    directory: int = 16 * 1024**2
    ratio: int = 250
    ratio_from: int = 64 * 1024**2
    index_part: int = 32 * 1024**2
    rows: int = 1_048_576
    area: int = 40_000_000
    text_area: int = 500_000_000
    row_text: int = 16 * 1024**2
    cell_text: int = 10_000_000
    line_text: int = 16_000_000
    memory: int = 4 * 1024**3
    silence: float = 120.0
    cpu: int = 600


LIMITS: Final = Limits()

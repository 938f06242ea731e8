"""The name that a list has for a row's person, to show beside its number."""

from collections.abc import Sequence

from batch_sender.load.columns import find_name_column


def name_in(cells: Sequence[str], header: Sequence[str]) -> str:
    """Return the name in a row; nothing where the list has none, or nobody knows in which column."""
    at = find_name_column(header)
    return cells[at].strip() if at is not None and at < len(cells) else ""

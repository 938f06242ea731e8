"""Whom a do-not-call file would put on the opt-out list, shown before it does."""

from collections.abc import Iterator

from batch_sender.cli import people_preview
from batch_sender.language import _, ngettext, number
from batch_sender.operations.people_files import Found


def told(found: Found, *, already: int) -> Iterator[str]:
    """Tell how many people a file would block, the first of them, and how it was read."""
    counts = [
        _("  {n:>7}  would be added to the opt-out list").format(n=len(found.persons) - already)
    ]
    if already:
        counts.append(_("  {n:>7}  on it already").format(n=already))
    return people_preview.told(found, counts)


def question(found: Found) -> str:
    """Ask whether nothing may be sent to them any more."""
    n = len(found.persons)
    asked = ngettext(
        "Send nothing to this {n} person any more?", "Send nothing to these {n} people any more?", n
    )
    return asked.format(n=number(n))

"""Show sums across batches on the terminal: the total, then each breakdown with its bars."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from batch_sender import sentences
from batch_sender.language import _, number
from batch_sender.models import MessageState
from batch_sender.results import Across
from batch_sender.results.across import STATES, Breakdown
from batch_sender.results.shares import percent

_WIDEST: Final = 90
_BAR: Final = 16
_ROWS: Final = 9
_TEXT_LINES: Final = 2


def lines(across: Across, *, width: int) -> Iterator[str]:
    """Yield the lines of a report, none of them wider than the terminal."""
    width = min(width - 1, _WIDEST)
    yield across.title
    if not across.sums:
        yield _("No message in this time.")
        return
    yield across.of_what
    yield ""
    yield from _total(across)
    for breakdown in across.breakdowns():
        yield ""
        yield from _breakdown(across, breakdown, width)


def _total(across: Across) -> Iterator[str]:
    whole = across.total.total()
    told = [sentences.counted(state, across.total[state]) for state in across.states]
    room = max(map(len, told))
    most = max(across.total.values())
    yield f"  {_('all together')}: {number(whole)}"
    for state, said in zip(across.states, told, strict=True):
        n = across.total[state]
        yield f"  {said:<{room}}  {percent(n, whole):>6}  {_bar(n, most)}"


def _breakdown(across: Across, breakdown: Breakdown, width: int) -> Iterator[str]:
    labelled = [(across.shown(breakdown.code, label), n) for label, n in breakdown.lines]
    most = max(counter.total() for _label, counter in labelled)
    rows, accepted = _("rows"), _("accepted, %")
    longest = max(len(label) for label, _counter in labelled)
    beside_bar = width - len(accepted) - _ROWS - _BAR - 6
    room = max(longest if longest <= beside_bar else 0, len(breakdown.title))
    yield f"{breakdown.title:<{room}}  {rows:>{_ROWS}}  {accepted}"
    for label, counter in labelled:
        beside = label if len(label) <= room else ""
        if not beside:
            yield from _wrapped(label, width, indent="  ", most=_TEXT_LINES)
        share = percent(counter[MessageState.ACCEPTED], counter.total())
        yield (
            f"  {beside:<{room}}{number(counter.total()):>{_ROWS}}  "
            f"{share:>{len(accepted)}}  {_bar(counter.total(), most)}"
        )
        told = [sentences.counted(state, n) for state in STATES if (n := counter[state])]
        yield from _wrapped(", ".join(told), width, indent="      ")


def _wrapped(text: str, width: int, *, indent: str, most: int | None = None) -> list[str]:
    """Wrap a text at its words; of a long one, only so many lines."""
    return wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        max_lines=most,
        placeholder=" …",
    )


def _bar(n: int, most: int) -> str:
    """A bar as long as its share of the longest; nothing is too little to be seen."""
    return "█" * max(round(_BAR * n / most), 1)

"""Write sums across batches as a page; it holds nobody's name and needs no script."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from batch_sender.language import _, number
from batch_sender.models import MessageState
from batch_sender.models.printable import printable
from batch_sender.results import facts
from batch_sender.results.across import LABELS, Across, Breakdown
from batch_sender.results.page import chart, states
from batch_sender.results.page.document import head, template
from batch_sender.results.page.texts import folded
from batch_sender.results.shares import percent
from batch_sender.sentences import column_title, state_name

_TEXTS: Final = ("template", "variant")


def write_across_page(path: Path, across: Across) -> None:
    """Write the total first, then how it went over the days, then the breakdowns."""
    page = template("across.html").render(
        title=across.title, made=across.of_what, **shown_sums(across)
    )
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{head(across.title)}{printable(page)}\n</body>\n</html>\n")


def shown_sums(across: Across) -> dict[str, Any]:
    """Return what `sums.html` shows."""
    over_days = across.over_days()
    return {
        "states": states.counted(across.total),
        "patterns": states.patterns(),
        "total": number(across.total.total()),
        "whole": percent(across.total.total(), across.total.total()),
        "chart": chart.drawn(over_days) if over_days else None,
        "tables": [_table(across, breakdown) for breakdown in across.breakdowns() if across.sums],
        "words": _spoken(),
    }


def _table(across: Across, breakdown: Breakdown) -> dict[str, Any]:
    most = max((counter.total() for _label, counter in breakdown.lines), default=0)
    return {
        "title": breakdown.title,
        "texts": breakdown.code in _TEXTS,
        "days": breakdown.code == "day",
        "label": _(LABELS[breakdown.code]),
        "columns": [state_name(state) for state in across.states],
        "lines": [
            {
                "label": folded(across.shown(breakdown.code, label)),
                "rows": number(counter.total()),
                "counts": _counts(across, counter),
                "parts": list(states.bar(counter, most)),
            }
            for label, counter in breakdown.lines
        ],
    }


def _counts(across: Across, counter: Counter[MessageState]) -> list[tuple[str, str, str]]:
    """Return of each state its name, how many there are and their share; nothing where none is."""
    return [
        (state_name(state), number(n), percent(n, counter.total()))
        if n
        else (state_name(state), "", "")
        for state, n in ((state, counter[state]) for state in across.states)
    ]


def _spoken() -> dict[str, str]:
    return {
        "accepted_means": _(facts.ACCEPTED),
        "figures": _("The figures of the chart"),
        "from": _("from"),
        "how_many": _("How many"),
        "less": _("Show less"),
        "none": _("No message in this time."),
        "over_time": _("Over time"),
        "rows": _("rows"),
        "share": _("share"),
        "status": column_title("status"),
        "total": _("all together"),
    }

"""Compute the bars of an SVG chart; it has no width of its own, so that text keeps its size."""

from collections.abc import Iterator
from typing import Any, Final

from batch_sender.language import _, number
from batch_sender.models import MessageState
from batch_sender.results.summary import bar_labels
from batch_sender.results.tally import TimeChart
from batch_sender.sentences import state_name

HEIGHT: Final = 180  # pixels
_CHARACTERS: Final = 30  # of labels, altogether: so many fit side by side on a phone
_INNER: Final = "calc(100% - 3.5rem)"
_MOST_PERCENT: Final = 92  # beyond it the last label would not fit


def drawn(chart: TimeChart) -> dict[str, Any]:
    """Return bars, lines and labels: across in percent, upwards in pixels."""
    top = _round_up(max(bar.accepted + bar.others for bar in chart.bars))
    step = _MOST_PERCENT / len(chart.bars)
    labels = bar_labels(chart)
    every = -(-len(labels) // max(1, _CHARACTERS // max(map(len, labels))))
    return {
        "height": HEIGHT,
        "inner": _INNER,
        "bar_width": round(min(step * 0.8, 12), 3),
        "legend": [
            (MessageState.ACCEPTED.value, state_name(MessageState.ACCEPTED)),
            (MessageState.REJECTED.value, _("not accepted")),
        ],
        "lines": [
            {"y": round(HEIGHT - HEIGHT * part / 2 + 8, 1), "label": number(top * part / 2)}
            for part in range(3)
        ],
        "bars": [
            {
                "x": round(place * step, 3),
                "parts": list(_parts(bar.accepted, bar.others, top)),
                "label": labels[place] if place % every == 0 else "",
                "name": labels[place],
                "figures": (number(bar.accepted), number(bar.others)),
            }
            for place, bar in enumerate(chart.bars)
        ],
        "told": _told(chart, labels),
    }


def _parts(accepted: int, others: int, top: int) -> Iterator[dict[str, Any]]:
    ground = HEIGHT + 8.0
    for code, n, ink in (("accepted", accepted, "#006100"), ("rejected", others, "#9c0006")):
        height = round(HEIGHT * n / top, 2)
        ground -= height
        if n:
            yield {"code": code, "y": round(ground, 2), "height": height, "ink": ink}


def _round_up(most: int) -> int:
    """Return an even round number that is not less: the middle line has a whole figure."""
    size = 10 ** max(len(str(most)) - 1, 0)
    steps = (n * size / 10 for n in (10, 12, 16, 20, 30, 40, 50, 60, 80, 100))
    return next(int(step) for step in steps if step >= most and step % 2 == 0)


def _told(chart: TimeChart, labels: list[str]) -> str:
    """Say in words what the picture shows."""
    most = max(range(len(chart.bars)), key=lambda place: chart.bars[place].accepted)
    told = _("From {first} to {last}. Most accepted: {n} ({when}).")
    return told.format(
        first=labels[0], last=labels[-1], when=labels[most], n=number(chart.bars[most].accepted)
    )

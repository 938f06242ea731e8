"""Say how often each state occurs, and how its bar looks: hatched, so that it reads without colour."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from batch_sender.language import number
from batch_sender.models import MessageState
from batch_sender.results import looks
from batch_sender.results.shares import percent
from batch_sender.sentences import state_name

_MARKS: Final[dict[MessageState, str]] = {
    MessageState.ACCEPTED: "",
    MessageState.REJECTED: "M0 8 8 0",
    MessageState.UNKNOWN: "M0 0 8 8",
    MessageState.FAILED: "M0 8 8 0M0 0 8 8",
    MessageState.SKIPPED: "M0 4H8",
    MessageState.PENDING: "M4 0V8",
    MessageState.SENDING: "M4 0V8M0 4H8",
}
"""A hatching for each state: what colours tell must be told without them, too."""

_SOLID: Final = "#1e7b5a"


def patterns() -> list[dict[str, str]]:
    """Return the fill of each state's bars."""
    return [
        {
            "code": state.value,
            "ground": _SOLID if state is MessageState.ACCEPTED else f"#{background}",
            "ink": f"#{ink}",
            "mark": _MARKS[state],
        }
        for state, (background, ink) in looks.STATE_COLOURS.items()
    ]


def counted(counter: Counter[MessageState]) -> list[dict[str, Any]]:
    """Return a line for each state that occurs, with its share and the length of its bar."""
    whole, most = counter.total(), max(counter.values(), default=0)
    return [
        {
            "code": state.value,
            "name": state_name(state),
            "n": number(n),
            "share": percent(n, whole),
            "width": round(98 * n / most, 2),
            "ink": f"#{looks.STATE_COLOURS[state][1]}",
        }
        for state in looks.STATE_COLOURS
        if (n := counter[state])
    ]


def in_words(counter: Counter[MessageState]) -> str:
    """Say how often each state occurs, and which share that is: a line for each."""
    return "\n".join(
        f"{each['name']}: {each['n']}\N{NO-BREAK SPACE}({each['share']})"
        for each in counted(counter)
    )


def bar(counter: Counter[MessageState], most: int) -> Iterator[dict[str, Any]]:
    """Yield the parts of a lying bar; `most` is the length of the longest one."""
    x = 0.5
    for state, (_background, ink) in looks.STATE_COLOURS.items():
        if counter[state]:
            width = 99 * counter[state] / most
            yield {
                "code": state.value,
                "x": round(x, 2),
                "width": round(width, 2),
                "ink": f"#{ink}",
            }
            x += width

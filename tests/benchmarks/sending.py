"""Measure sending through the journal, beside a plain script that keeps the same promise.

That script marks each message on disk before its call and settles it after; of all else that the
journal looks at, it does nothing.
"""

from collections.abc import Iterator

from tests.benchmarks.answering import serving
from tests.benchmarks.measuring import Asked, script, side_by_side
from tests.benchmarks.table import Line, rated

_CASES = ((0, 2000, 4000), (5, 600, 4000), (50, 100, 800))
"""The server's milliseconds, and how many messages with one lane and with eight."""


def measure(asked: Asked) -> Iterator[Line]:
    """Send by one lane and by eight, to servers that take 0, 5 and 50 ms."""
    for wait, by_one, by_eight in _CASES:
        with serving(wait / 1000) as url:
            for lanes, many in ((1, asked.many(by_one)), (8, asked.many(by_eight))):
                theirs, ours = side_by_side(
                    asked.runs,
                    script("baselines/send_with_marks.py", url, many, lanes, tells=True),
                    script("measured/send.py", url, many, lanes, tells=True),
                )
                what = f"send at {wait} ms, concurrency {lanes}"
                yield rated(what, theirs, ours, many=many, least=1)

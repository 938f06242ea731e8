"""Messages posted to a server on this machine: through the journal, beside a bare requests loop."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import ROOT, script, side_by_side
from tests.benchmarks.table import Line, rated

# The server's milliseconds, how many messages with one lane and with eight, what is to be reached.
_CASES = ((0, 2000, 4000, 0.6), (5, 600, 4000, 0.85), (50, 100, 800, 0.97))


def measure(_folder: Path, scale: float, runs: int) -> Iterator[Line]:
    """Send by one lane and by eight, to servers that take 0, 5 and 50 ms."""
    for wait, by_one, by_eight, least in _CASES:
        with _answering(wait / 1000) as url:
            for lanes, many in ((1, int(by_one * scale)), (8, int(by_eight * scale))):
                theirs, ours = side_by_side(
                    runs,
                    script("baselines/send.py", url, many, lanes, tells=True),
                    script("measured/send.py", url, many, lanes, tells=True),
                )
                what = f"send at {wait} ms, concurrency {lanes}"
                yield rated(what, theirs, ours, many=many, least=least)


@contextlib.contextmanager
def _answering(seconds: float) -> Iterator[str]:
    """Serve while the block runs; yields the address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.answering", str(seconds)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/api/messages/send"
        server.stdin.close()

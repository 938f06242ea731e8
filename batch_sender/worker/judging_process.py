"""The process in which a worker judges: where to and as whom on standard input, a sign of life on output.

A process of its own, as judging takes all of a processor: beside it in one process no message would leave in
time. It ends when nothing is left to judge for a while, or when the worker is gone.
"""

import contextlib
import json
import os
import sys
import threading
import time
from typing import Final

from batch_sender.journal import Journal
from batch_sender.judge.helping import Helper

_LOOK: Final = 0.5
_FIRST_REST, _LONGEST_REST = 0.01, 0.4
"""Seconds after which it asks again where nothing is to be judged: each time twice as many."""
_IDLE: Final = 10.0
_SIGN: Final = 2.0
_NICE: Final = 5


def main() -> None:
    """Help until nobody needs it."""
    request = json.loads(sys.stdin.buffer.readline())
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(_NICE)
    gone = threading.Event()
    threading.Thread(target=_wait_for_end, args=(gone,), daemon=True).start()
    with Journal(request["journal"]) as journal:
        _help(Helper(journal, request["worker"]), gone)


def _wait_for_end(gone: threading.Event) -> None:
    """Notice that the worker is gone, however it went: its end of the pipe is closed then."""
    sys.stdin.buffer.read()
    gone.set()


def _help(helper: Helper, gone: threading.Event) -> None:
    judged, looked_at, signed_at, rest = 0, 0.0, 0.0, _FIRST_REST
    used_at = time.monotonic()
    while not gone.is_set() and (now := time.monotonic()) - used_at < _IDLE:
        if now - looked_at >= _LOOK:
            helper.look()
            looked_at = now
        if helper.judge_one():
            judged, used_at, rest = judged + 1, now, _FIRST_REST
        else:
            gone.wait(rest)
            rest = min(2 * rest, _LONGEST_REST)
        if now - signed_at >= _SIGN:
            _say({"judged": judged})
            signed_at = now


def _say(message: object) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()

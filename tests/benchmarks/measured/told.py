"""Judge a list as `check` does, and note when whoever looks on is told of it.

python -m tests.benchmarks.measured.told LIST TEMPLATE     prints seconds to the first time, the
longest pause between two, and how many there were
"""

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request
from batch_sender.operations.check import check
from batch_sender.operations.options import Caller


class Listener:
    """Notes the moments, whatever it is told."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def __call__(self, *_told: object) -> None:
        self.moments.append(time.perf_counter())


def main(path: Path, template: Path, journal: Path) -> None:
    """Judge it; the time begins when the list is opened, and ends when it is judged."""
    request = Request(
        list_path=path,
        text=template.read_text("utf-8"),
        origin=str(template),
        settings=Settings(),
        who="benchmark",
    )
    listener = Listener()
    with Journal(journal) as book:
        began = time.perf_counter()
        check(book, request, Caller(who="benchmark"), progress=listener)
        ended = time.perf_counter()
    moments = [*listener.moments, ended]
    pause = max((later - earlier for earlier, later in pairwise(moments)), default=0.0)
    print(moments[0] - began, pause, len(listener.moments))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(sys.argv[1]), Path(sys.argv[2]), Path(folder) / "journal.sqlite3")

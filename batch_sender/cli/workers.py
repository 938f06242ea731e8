"""`workers`: who sends, which connections wait for a worker, and what dead ones left."""

from collections.abc import Iterator, Sequence
from typing import Final

from batch_sender.cli import context, output
from batch_sender.cli.layout import shown_width
from batch_sender.cli.wording import moment, printable
from batch_sender.journal import WorkerRecord
from batch_sender.language import N_, _, number
from batch_sender.operations.workers import WorkersSeen, as_object, look_at_workers, remarks_on
from batch_sender.sentences.workers import ago
from batch_sender.timing.windows import BRAZIL

_HEADINGS: Final = (
    N_("machine"),
    N_("process"),
    N_("lanes"),
    N_("calls/min"),
    N_("last beat"),
    N_("since"),
    N_("version"),
)
_TO_THE_RIGHT: Final = frozenset({1, 2, 3})
"""The columns of figures."""


def show(*, as_json: bool) -> int:
    """Show the workers of the journal."""
    with context.open_to_look() as book:
        seen = look_at_workers(book)
    if as_json:
        output.say_json(as_object(seen))
        return 0
    for line in _lines(seen):
        output.say(line)
    return 0


def _lines(seen: WorkersSeen) -> Iterator[str]:
    if seen.workers:
        yield from _table([tuple(map(_, _HEADINGS)), *map(_cells, seen.workers)])
    for remark in remarks_on(seen):
        yield printable(remark)


def _cells(worker: WorkerRecord) -> tuple[str, ...]:
    beaten = ago((worker.seen_at - worker.beat_at).total_seconds())
    return (
        printable(worker.host),
        str(worker.pid),
        f"{len(worker.lanes)}/{worker.most_lanes}",
        number(round(worker.calls_a_minute, 1)),
        beaten if worker.is_alive else _("{ago} (dead)").format(ago=beaten),
        moment(worker.started_at, BRAZIL),
        worker.version,
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(shown_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            _padded(cell, width, right=place in _TO_THE_RIGHT)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _padded(cell: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - shown_width(cell))
    return blanks + cell if right else cell + blanks

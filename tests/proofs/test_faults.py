"""A fifth of all answers goes wrong: the report says what the server really saw, row by row."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook

from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import BatchState, MessageState
from batch_sender.results import write_results
from batch_sender.standin import Received, StandIn, random_faults
from tests.proofs.reckoning import MAY_HAVE_LEFT, MEANS, people, write_list
from tests.support import FakeClock, Watcher, connection_to, dispatch

MOST_PAUSES = 60
SETTINGS = Settings(gap=0, concurrency=4)


@pytest.mark.parametrize(
    ("rows", "seed"),
    [
        pytest.param(100, 3, id="100 rows"),
        pytest.param(1000, 1, id="1,000 rows", marks=pytest.mark.slow),
        *(pytest.param(300, seed, marks=pytest.mark.slow) for seed in range(10, 20)),
    ],
)
def test_the_report_says_what_the_server_saw(tmp_path: Path, rows: int, seed: int) -> None:
    clock = FakeClock()
    numbers = people(rows)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    with (
        StandIn(faults=random_faults(share=0.2, seed=seed)) as api,
        Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal,
    ):
        request = Request(
            list_path=contacts, text="Oi {nome}", origin="", settings=SETTINGS, who="ana"
        )
        batch_id = prepare(journal, request, now=clock.now())
        _send_to_the_end(journal, batch_id, api, clock)
        entries = [entry for entry in api.received if entry.number]
        _nobody_twice(entries)

        expected = _what_the_server_saw(entries)
        in_journal = {row.number: row.state for row in journal.messages.rows(batch_id)}
        assert in_journal == expected
        assert set(numbers) == set(expected)
        batch = journal.batches.one(batch_id)
        results = write_results(
            tmp_path / "resultado.xlsx", batch=batch, rows=journal.messages.rows(batch_id)
        )
    told = Counter(expected.values())
    assert all(getattr(batch.counts, state) == told[state] for state in MessageState)
    assert batch.counts.read == rows
    assert _in_sheet(results) == {to: state.value for to, state in expected.items()}
    saw = {entry.fault for entry in entries}
    assert len(saw) > 6, "too few faults struck for this to prove anything"


def _send_to_the_end(journal: Journal, batch_id: int, api: StandIn, clock: FakeClock) -> None:
    """Go on after each pause, as a person does who has looked at the connection."""
    for _pause in range(MOST_PAUSES):
        order = dispatch(batch_id, connection_to(api), SETTINGS)
        deliver(journal, order, clock=clock, watch=Watcher(), stop=Event())
        if journal.batches.state(batch_id) is BatchState.FINISHED:
            return
        assert journal.batches.one(batch_id).paused_because in {
            "ten_refused",
            "young_refused",
            "ten_unknown",
            "three_not_understood",
            "half_failed",
        }
    raise AssertionError("it never came to its end")


def _nobody_twice(entries: Sequence[Received]) -> None:
    """Whatever may have left is the last that was tried for that number."""
    left = Counter(entry.number for entry in entries if MEANS[entry.fault] in MAY_HAVE_LEFT)
    assert max(left.values()) == 1
    last: dict[str | None, MessageState] = {}
    for entry in entries:
        assert last.get(entry.number, MessageState.PENDING) is MessageState.PENDING
        last[entry.number] = MEANS[entry.fault]


def _what_the_server_saw(entries: Sequence[Received]) -> dict[str | None, MessageState]:
    """Say what becomes of each number, from the server's side alone."""
    tries = Counter(entry.number for entry in entries)
    last = {entry.number: MEANS[entry.fault] for entry in entries}
    return {
        to: MessageState.FAILED if state is MessageState.PENDING and tries[to] >= 5 else state
        for to, state in last.items()
    }


def _in_sheet(path: Path) -> dict[str | None, str]:
    book = load_workbook(path, read_only=True)
    header, *rows = book["Results"].iter_rows(values_only=True)
    book.close()
    to, status = header.index("number"), header.index("status")
    return {str(row[to]): str(row[status]) for row in rows}

"""Processes really killed in the middle of a batch: nobody twice, nobody lost."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.models import BatchState, MessageState
from batch_sender.standin import Received, StandIn
from tests.support import number

ROWS = 150


@pytest.fixture
def contact_list(tmp_path: Path) -> Path:
    path = tmp_path / "clientes.csv"
    lines = [f"Cliente {tail},{number(tail)}" for tail in _harmless_tails(ROWS)]
    path.write_text("\n".join(["nome,telefone", *lines]) + "\n", encoding="utf-8")
    return path


def _harmless_tails(many: int) -> list[int]:
    """Endings that choose no fault."""
    return [1000 * (n // 100) + n % 100 for n in range(many)]


def command(*arguments: str, journal: Path, api: StandIn) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "BATCH_SENDER_JOURNAL": str(journal),
        "BATCH_SENDER_URL": api.url,
        "BATCH_SENDER_TOKEN": api.token,
        "BATCH_SENDER_LANG": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "batch_sender", *arguments],
        env=environment,
        cwd=journal.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Trigger:
    """Tells when so many messages have arrived at the server; answers no more before it is let go."""

    def __init__(self, at: int) -> None:
        self.reached, self.let_go = threading.Event(), threading.Event()
        self._left = at

    def __call__(self, request: Received) -> None:
        if request.number:
            self._left -= 1
            if self._left <= 0:
                self.reached.set()
                self.let_go.wait(60)


def send_until(trigger: Trigger, process: subprocess.Popen[str], how: signal.Signals) -> str:
    """Send a signal in the middle of the batch, which cannot come to its end before."""
    assert trigger.reached.wait(60), "the batch never got so far"
    process.send_signal(how)
    trigger.let_go.set()
    _out, err = process.communicate(timeout=60)
    return err


def finish(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("concurrency", [pytest.param(1, marks=pytest.mark.slow), 4])
def test_a_killed_batch_goes_on_where_it_stood(
    tmp_path: Path, contact_list: Path, concurrency: int
) -> None:
    journal = tmp_path / "journal.sqlite3"
    with StandIn(latency=0.005) as api:
        first = Trigger(at=40)
        api.tell(first)
        sending = command(
            "send", str(contact_list), "--text", "Oi {nome}", "--yes", "--rate", "off",
            "--concurrency", str(concurrency), journal=journal, api=api,
        )  # fmt: skip
        send_until(first, sending, signal.SIGKILL)
        second = Trigger(at=40)
        api.tell(second)
        going_on = command("resume", "--yes", journal=journal, api=api)
        send_until(second, going_on, signal.SIGKILL)

        code = finish(command("resume", "--yes", journal=journal, api=api))

        asked = api.arrived()
    with Journal(journal) as book:
        record = book.batches.one(1)
        rows = list(book.messages.rows(1))
    assert record.state is BatchState.FINISHED
    assert record.counts.read == ROWS
    assert max(asked.values()) == 1, "somebody was written to twice"
    accepted = {row.number for row in rows if row.state is MessageState.ACCEPTED}
    unknown = {row.number for row in rows if row.state is MessageState.UNKNOWN}
    assert set(asked) <= accepted | unknown
    assert accepted <= set(asked), "a row is called accepted that never arrived"
    assert len(accepted) + len(unknown) == ROWS, "a row was lost"
    assert len(unknown) <= 2 * concurrency
    assert code == (3 if unknown else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize(
    "how",
    [
        "SIGINT",
        pytest.param("SIGTERM", marks=pytest.mark.slow),
        pytest.param("SIGHUP", marks=pytest.mark.slow),
    ],
)
def test_a_stopped_batch_finishes_what_is_in_flight(
    tmp_path: Path, contact_list: Path, how: str
) -> None:
    journal = tmp_path / "journal.sqlite3"
    with StandIn(latency=0.01) as api:
        trigger = Trigger(at=20)
        api.tell(trigger)
        sending = command(
            "send", str(contact_list), "--text", "Oi {nome}", "--yes", "--rate", "off",
            journal=journal, api=api,
        )  # fmt: skip
        said = send_until(trigger, sending, signal.Signals[how])
        assert sending.returncode == 4
        assert "Traceback" not in said
        with Journal(journal) as book:
            stopped = book.batches.one(1)
        assert (stopped.state, stopped.paused_because) == (BatchState.PAUSED, "interrupted")
        assert stopped.counts.sending == stopped.counts.unknown == 0
        assert stopped.counts.accepted == sum(api.arrived().values())

        assert finish(command("resume", "--yes", journal=journal, api=api)) == 0
        assert api.arrived() == dict.fromkeys(api.arrived(), 1)
        assert len(api.arrived()) == ROWS


def test_a_second_sender_of_the_same_batch_is_refused(tmp_path: Path, contact_list: Path) -> None:
    journal = tmp_path / "journal.sqlite3"
    with StandIn() as api:
        trigger = Trigger(at=5)
        api.tell(trigger)
        first = command(
            "send", str(contact_list), "--text", "Oi {nome}", "--yes", "--rate", "off",
            journal=journal, api=api,
        )  # fmt: skip
        assert trigger.reached.wait(60)
        second = command("resume", "1", journal=journal, api=api)
        _out, err = second.communicate(timeout=60)
        trigger.let_go.set()
        assert second.returncode == 1
        assert str(first.pid) in err
        assert finish(first) == 0
        assert set(api.arrived().values()) == {1}


def test_two_terminals_with_the_same_list_send_it_once(tmp_path: Path, contact_list: Path) -> None:
    journal = tmp_path / "journal.sqlite3"
    with Journal(journal):
        pass
    with StandIn(latency=0.002) as api:
        both = [
            command(
                "send",
                str(contact_list),
                "--text",
                "Oi {nome}",
                "--yes",
                "--rate",
                "off",
                journal=journal,
                api=api,
            )
            for _ in range(2)
        ]
        for process in both:
            finish(process)
        assert len(api.arrived()) == ROWS
        assert set(api.arrived().values()) == {1}
    with Journal(journal) as book:
        totals = [book.batches.counts(number) for number in (1, 2)]
    assert sum(each.accepted for each in totals) == ROWS
    assert sum(each.skipped for each in totals) == ROWS

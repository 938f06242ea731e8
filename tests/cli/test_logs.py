"""The log for programs, and the live line for people."""

import json
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from batch_sender.cli import layout, logs, output, watching
from batch_sender.cli.log_times import LocalTimes
from batch_sender.cli.progress import ProgressBar
from batch_sender.deliver.health import PauseReason
from batch_sender.journal import Journal
from batch_sender.models import Delay, Outcome, Reason
from batch_sender.operations.errors import NothingToWatch
from batch_sender.timing.silence import Silence
from batch_sender.timing.windows import BRAZIL
from tests.journal.desk import ACCEPTED, REFUSED, WHO, Desk, text
from tests.support import MONDAY_NOON, TOKEN, FakeClock, Run

LIST = "nome,telefone\nAna,11 90000-0601\nBia,11 90000-0400\nCaio,11 90000-0505\n"


@pytest.fixture(autouse=True)
def _plain_talk_again() -> Iterator[None]:
    yield
    output.log_as_json(on=False)


def sent(run: Run, folder: Path, *flags: str) -> tuple[list[dict[str, Any]], str]:
    """Send three people, one of each end; the log's lines, and all that was printed."""
    (folder / "l.csv").write_text(LIST, "utf-8")
    asked = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--log-format", "json", *flags)
    _code, out, err = run("send", folder / "l.csv", *asked)
    return [json.loads(line) for line in err.splitlines()], out + err


# ── the log ───────────────────────────────────────────────────────────────────────────────────


def test_each_call_is_a_line_with_batch_row_and_outcome(run: Run, place: Path) -> None:
    lines, _all = sent(run, place)
    calls = {line["row"]: line for line in lines if line["event"] == "call"}
    told = ("batch", "outcome", "state", "reason", "level", "phone", "status")
    assert {row: tuple(line[name] for name in told) for row, line in calls.items()} == {
        2: (1, "accepted", "accepted", None, "info", "…0601", 200),
        3: (1, "rejected", "rejected", "refused", "warning", "…0400", 400),
        4: (1, "unknown", "unknown", "connection_lost", "warning", "…0505", None),
    }
    assert [line["event"] for line in lines if line["event"] != "call"] == [
        "judged", "started", "stopped",
    ]  # fmt: skip
    stopped = next(line for line in lines if line["event"] == "stopped")
    assert (stopped["state"], stopped["counts"]["accepted"]) == ("finished", 1)
    assert all(datetime.fromisoformat(line["at"]).tzinfo for line in lines)


@pytest.fixture
def in_manaus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this computer's clock be four hours behind UTC."""
    if not hasattr(time, "tzset"):
        pytest.skip("Windows has one zone for all processes")
    monkeypatch.setenv("TZ", "America/Manaus")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_manaus")
def test_times_are_those_of_the_wall_and_say_of_which_zone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.log("waiting", until=datetime(2026, 11, 3, 12, 0, tzinfo=UTC))
    told = json.loads(capsys.readouterr().err)
    assert told["until"] == "2026-11-03 08:00:00-04:00"
    assert told["at"].endswith("-04:00")
    record = logging.makeLogRecord({"created": 1793707200.4, "msg": "the round is done"})
    assert LocalTimes("%(asctime)s %(message)s").format(record) == (
        "2026-11-03 08:00:00-04:00 the round is done"
    )


@pytest.mark.parametrize("flags", [(), ("--log-numbers",)])
def test_a_log_holds_no_token_and_whole_numbers_only_if_asked(
    run: Run, place: Path, flags: tuple[str, ...]
) -> None:
    lines, everything = sent(run, place, *flags)
    log = json.dumps(lines)
    assert TOKEN not in everything
    assert ("5511900000601" in log) is bool(flags)
    assert not [told for told in ("Ana", "Oi ", "90000-0601") if told in log]


def test_an_error_is_a_line_too(run: Run, place: Path) -> None:
    asked = ("--text", "Oi", "--yes", "--log-format", "json")
    code, _out, err = run("send", place / "missing.csv", *asked)
    (line,) = [json.loads(each) for each in err.splitlines()]
    assert (code, line["level"], line["event"], line["code"]) == (
        1, "error", "error", "list_not_found",
    )  # fmt: skip


def test_after_a_log_the_program_speaks_again(run: Run, place: Path) -> None:
    sent(run, place)
    err = run("pause", 1)[2]
    assert err.startswith("Error: ")


def test_an_unknown_format_is_refused(run: Run, place: Path) -> None:
    (place / "l.csv").write_text(LIST, "utf-8")
    asked = ("--text", "Oi", "--yes", "--log-format", "xml")
    code, _out, err = run("send", place / "l.csv", *asked)
    assert (code, "--log-format" in err) == (2, True)


# ── the live line ─────────────────────────────────────────────────────────────────────────────


class Clock(FakeClock):
    """While somebody waits, something happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens

    def wait(self, event: threading.Event, seconds: float) -> None:
        super().wait(event, seconds)
        self._happens()


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[tuple[Desk, int]]:
    """A batch of three that is being sent."""
    with Journal(tmp_path / "sender.sqlite3") as journal:
        at = Desk(journal, FakeClock())
        yield at, at.running(text(2), text(3), text(4), gap=2.0)


def test_the_line_lives_until_nobody_sends_any_more(
    sender: tuple[Desk, int], capsys: pytest.CaptureFixture[str]
) -> None:
    at, batch_id = sender
    steps: Iterator[Outcome] = iter([ACCEPTED, REFUSED, ACCEPTED])

    def one_more() -> None:
        ending = next(steps, None)
        if ending is not None:
            at.journal._handle.write(lambda tx: tx.exec_driver_sql("DELETE FROM rate_limits"))
            at.record(at.take(batch_id), ending)
        else:
            at.journal.batches.finish(batch_id, who=WHO)

    with at.journal.batches.holding(batch_id):
        found = watching.watch(at.journal, batch_id, clock=Clock(one_more), as_json=False)
    lines = capsys.readouterr().err.splitlines()
    assert found.state == "finished"
    assert lines[0] == "Batch 1: 0 of 3 · running · about 4 s left"
    assert lines[1].startswith("Batch 1: 1 of 3 · running · 1 accepted")
    assert lines[-1] == "Batch 1: 3 of 3 · finished · 2 accepted, 1 rejected"


def test_after_a_while_the_line_tells_the_pace_that_was_reached(
    sender: tuple[Desk, int],
) -> None:
    at, batch_id = sender
    clock = FakeClock()
    line = watching._Line(began=0.0, at_first=3)
    at.record(at.take(batch_id), ACCEPTED)
    clock.forward(30)
    told = line.told(at.journal.batches.one(batch_id), 2, now=clock.monotonic())
    assert told.endswith("2 a minute · about 60 s left")


def test_ctrl_c_ends_the_looking_and_not_the_sending(sender: tuple[Desk, int]) -> None:
    at, batch_id = sender

    def interrupted() -> None:
        raise KeyboardInterrupt

    with at.journal.batches.holding(batch_id):
        found = watching.watch(at.journal, None, clock=Clock(interrupted), as_json=True)
    assert (found.id, found.state) == (batch_id, "running")


@pytest.mark.usefixtures("place")  # the program looks into a journal of its own
def test_there_may_be_nothing_to_watch(run: Run, sender: tuple[Desk, int]) -> None:
    with pytest.raises(NothingToWatch):
        watching.watch(sender[0].journal, None, clock=FakeClock(), as_json=False)
    code, _out, err = run("status", "--watch")
    assert (code, "No batch is being sent" in err) == (1, True)


def test_a_batch_that_stands_still_is_shown_once(run: Run, place: Path) -> None:
    sent(run, place)
    code, out, _err = run("status", "1", "--watch", "--json")
    assert code == 0
    assert [json.loads(line)["state"] for line in out.splitlines()] == ["finished"]


# ── a server that is gone ─────────────────────────────────────────────────────────────────────


def test_the_live_line_says_that_the_server_is_gone_at_each_try_and_that_it_is_back(
    sender: tuple[Desk, int], capsys: pytest.CaptureFixture[str]
) -> None:
    at, batch_id = sender
    batches, clock = at.journal.batches, FakeClock()

    def gone() -> None:
        until = clock.now() + timedelta(seconds=10)
        delay = Delay(until=until, because=Reason.CONNECTION_REFUSED)
        batches.note_delay(batch_id, delay, who=WHO)

    steps: list[Callable[[], object]] = [
        gone,
        lambda: None,
        gone,
        lambda: batches.note_answering(batch_id, who=WHO),
        lambda: batches.pause(batch_id, because="asked", who=WHO),
    ]

    def one_more() -> None:
        steps.pop(0)()

    clock = Clock(one_more)
    with batches.holding(batch_id):
        watching.watch(at.journal, batch_id, clock=clock, as_json=False)
    lines = capsys.readouterr().err.splitlines()
    why = "(nothing answers at the API's address)."
    assert lines == [
        "Batch 1: 0 of 3 · running · about 4 s left",
        f"CleverChat does not answer; next try at 12:00:11 {why}",
        "Batch 1: 0 of 3 · waiting",
        f"CleverChat does not answer; next try at 12:00:13 {why}",
        "Batch 1: 0 of 3 · waiting",
        "CleverChat answers again.",
        "Batch 1: 0 of 3 · running · about 4 s left",
        "Batch 1: 0 of 3 · paused",
    ]


def test_a_further_try_is_told_in_brief_by_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressBar(total=3, zone=BRAZIL)
    soon = datetime.now(UTC) + timedelta(minutes=5)
    for minutes in (0, 1):
        bar.waiting(soon + timedelta(minutes=minutes), because=Reason.NAME_NOT_FOUND)
    bar.answering()
    bar.waiting(soon, because=Reason.NAME_NOT_FOUND)
    bar.close()
    first, second, answers, anew = capsys.readouterr().err.splitlines()
    assert re.fullmatch(
        r"CleverChat does not answer; next try at \d\d:\d\d:\d\d "
        r"\(the API's address was not found\)\. Ctrl-C stops here\.",
        first,
    )
    assert re.fullmatch(r"CleverChat does not answer; next try at \d\d:\d\d:\d\d\.", second)
    assert (answers, anew) == ("CleverChat answers again.", first)


def test_the_live_line_says_that_a_call_has_no_answer_yet(
    sender: tuple[Desk, int], capsys: pytest.CaptureFixture[str]
) -> None:
    at, batch_id = sender
    on_its_way = at.take(batch_id)
    clock = FakeClock()
    steps: list[Callable[[], object]] = [
        lambda: clock.forward(18.5),
        lambda: None,
        lambda: None,
        lambda: at.record(on_its_way, ACCEPTED),
        lambda: at.journal.batches.pause(batch_id, because="asked", who=WHO),
    ]

    def one_more() -> None:
        steps.pop(0)()

    clock = Clock(one_more)
    clock.forward((datetime.now(UTC) - clock.now()).total_seconds())  # as the journal's own
    with at.journal.batches.holding(batch_id):
        watching.watch(at.journal, batch_id, clock=clock, as_json=False)
    told = [each for each in capsys.readouterr().err.splitlines() if "not answered" in each]
    assert told == ["CleverChat has not answered for 20 s; waiting up to 60 s."]


def test_what_is_told_above_the_bar_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    layout.begin({"COLUMNS": "60"})
    with closing(ProgressBar(total=3, zone=BRAZIL)) as bar:
        bar.waiting(datetime.now(UTC) + timedelta(hours=1), because=Reason.NAME_NOT_FOUND)
        bar.waiting(datetime.now(UTC) + timedelta(hours=9), because=PauseReason.OUTSIDE_WINDOW)
        bar.unanswered(Silence(seconds=20, at_most=60))
    lines = re.split(r"[\r\n]+", capsys.readouterr().err)
    assert any("next try at" in each for each in lines)
    assert any(
        "CleverChat has not answered for 20 s; waiting up to 60 s." in each for each in lines
    )
    assert [each for each in lines if layout.shown_width(each) > 60] == []


def test_the_log_tells_each_try_and_that_it_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    log = logs.JsonLog(1, whole_numbers=False)
    until = datetime.now(UTC)
    log.waiting(until, because=Reason.CONNECTION_REFUSED)
    log.waiting(until, because=Reason.CONNECTION_REFUSED)
    log.answering()
    log.unanswered(Silence(seconds=20.4, at_most=60))
    lines = [json.loads(each) for each in capsys.readouterr().err.splitlines()]
    assert [each["event"] for each in lines] == ["waiting", "answering", "unanswered"]
    assert (lines[2]["seconds"], lines[2]["at_most"], lines[2]["level"]) == (20, 60, "warning")


# ── the times of a log that people read ───────────────────────────────────────────────────────


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the machine's zone cannot be changed here")
@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("America/Manaus", "2026-11-23 11:00:00-04:00"),
        ("Europe/Lisbon", "2026-11-23 12:00:00-03:00"),
        ("UTC", "2026-11-23 12:00:00-03:00"),
    ],
)
def test_a_log_for_people_has_their_own_time(
    zone: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        record = logging.makeLogRecord({"created": MONDAY_NOON.timestamp(), "msg": "It runs."})
        assert LocalTimes("%(asctime)s %(message)s").format(record) == f"{told} It runs."
    finally:
        monkeypatch.undo()
        time.tzset()

"""The service as a process and the commands around it: signals, health, log, schedules, doctor, init."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from batch_sender.journal import Journal
from batch_sender.language import LANGUAGES, _, use
from batch_sender.models import BatchState
from batch_sender.standin import LineState, StandIn, no_faults
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.windows import DEFAULT_WINDOW, parse_window
from tests.automation.servers import Endless
from tests.cli.terminals import Terminal
from tests.proofs.reckoning import PATIENCE, Arrivals, people, write_list
from tests.support import TOKEN, Run

PASSWORD = "senha-que-ninguem-pode-ler"


@pytest.fixture(autouse=True)
def place(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BATCH_SENDER_SMTP_PASSWORD", PASSWORD)
    return place


@pytest.fixture
def api() -> Iterator[StandIn]:
    """A server that is not too quick to be stopped in between."""
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=no_faults, latency=0.05) as running:
        yield running


def batch_file(place: Path, *more: str) -> str:
    lines = (
        'list = "lista.csv"', 'text = "Oi {nome}"', 'rate = "off"', 'window = "always"',
        "at_rest = 0", *more,
    )  # fmt: skip
    (place / "l.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return "l.toml"


def soon() -> str:
    """Return the minute that begins next, as --at takes it."""
    now = SystemClock().now() - timedelta(hours=3)
    return f"{now + timedelta(minutes=1):%Y-%m-%d %H:%M}"


def each_day() -> str:
    """Write the cron expression of a time three minutes ago: no minute turning in mid-test is due."""
    local = SystemClock().now() - timedelta(hours=3, minutes=3)
    return f"{local.minute} {local.hour} * * *"


def make_due(place: Path) -> None:
    """Let the schedules have been looked at last ten minutes ago: what is `each_day` is due now."""
    with Journal(place / "journal.sqlite3") as book:
        ago = (SystemClock().now() - timedelta(minutes=10)).replace(tzinfo=None)
        book._handle.write(
            lambda tx: tx.exec_driver_sql("UPDATE schedules SET looked_until = ?", (str(ago),))
        )


# ── schedule ──────────────────────────────────────────────────────────────────────────────────


def test_a_schedule_is_added_listed_paused_and_removed(run: Run, place: Path) -> None:
    path = batch_file(place)
    code, out, _err = run("schedule", "add", path, "--cron", "0 9 * * 1-5", "--late", "skip")
    assert code == 0
    assert len(re.findall(r"next: \w{3} \d{4}-\d\d-\d\d 09:00", out)) == 3
    _code, out, _err = run("schedule", "list", "--json")
    (listed,) = json.loads(out)["schedules"]
    assert (listed["cron"], listed["late"], listed["zone"]) == (
        "0 9 * * 1-5", "skip", "America/Sao_Paulo",
    )  # fmt: skip
    assert len(listed["next"]) == 3
    assert Path(listed["file"]).is_absolute()
    run("schedule", "pause", "1")
    assert "resting" in run("schedule", "list")[1]
    run("schedule", "resume", "1")
    assert "active" in run("schedule", "list")[1]
    run("schedule", "remove", "1")
    assert "No schedule yet" in run("schedule", "list")[1]
    assert run("schedule", "remove", "1")[0] == 1


@pytest.mark.parametrize(
    ("more", "flags", "says"),
    [
        pytest.param((), (), "either a cron expression or a moment", id="when?"),
        pytest.param((), ("--cron", "0 9 * * *", "--at", "2030-01-01 09:00"), "either", id="both"),
        pytest.param((), ("--at", "2020-01-01 09:00"), "is past", id="in the past"),
        pytest.param((), ("--cron", "0 9 31 2 *"), "is not a cron", id="31 February"),
        pytest.param(('proof = "11 91234-5678"',), ("--cron", "0 9 * * *"), "by itself", id="asks"),
        pytest.param(("limmit = 1",), ("--cron", "0 9 * * *"), "line 6", id="a broken file"),
    ],
)
def test_a_schedule_that_could_not_run_is_refused(
    run: Run, place: Path, more: tuple[str, ...], flags: tuple[str, ...], says: str
) -> None:
    code, _out, err = run("schedule", "add", batch_file(place, *more), *flags)
    assert code in {1, 2}
    assert says in err


NEXT = (
    r".* INFO Nothing to do now\. Next: \w{3} \d{4}-\d\d-\d\d \d\d:\d\d "
    r"\(America/Sao_Paulo\), schedule 1, l\.toml"
)


# ── run-due ───────────────────────────────────────────────────────────────────────────────────


def test_run_due_begins_what_is_due_and_ends_with_it(run: Run, place: Path, api: StandIn) -> None:
    write_list(place / "lista.csv", people(3))
    run("schedule", "add", batch_file(place), "--cron", each_day())
    make_due(place)
    code, _out, err = run("run-due")
    assert code == 0, err
    assert sum(api.arrived().values()) == 3
    assert (place / "lista-results-1.xlsx").is_file()
    assert "Nothing to do" not in err
    code, out, err = run("run-due")
    assert (code, out) == (0, "")
    assert re.fullmatch(NEXT, err.splitlines()[0]), err
    assert sum(api.arrived().values()) == 3


def test_run_due_with_nothing_to_do_says_what_comes_next(run: Run, place: Path) -> None:
    assert "Nothing to do now. No schedule yet. Add one with" in run("run-due")[2]
    path = batch_file(place)
    run("schedule", "add", path, "--cron", "0 9 1 1 *")
    run("schedule", "add", path, "--cron", "0 8 1 1 *")
    run("schedule", "add", path, "--cron", "0 7 1 1 *")
    run("schedule", "pause", "3")
    code, out, err = run("run-due", "--log", str(place / "due.log"))
    assert (code, out, err) == (0, "", "")
    assert re.search(
        r"-01-01 08:00 \(America/Sao_Paulo\), schedule 2, l.toml\n", (place / "due.log").read_text()
    )
    run("schedule", "pause", "2")
    run("schedule", "pause", "1")
    assert "Nothing to do now. No schedule will be due" in run("run-due")[2]


def test_a_clock_that_went_back_is_told_wherever_schedules_are_looked_at(
    run: Run, place: Path, api: StandIn
) -> None:
    write_list(place / "lista.csv", people(1))
    run("schedule", "add", batch_file(place), "--cron", each_day())
    with Journal(place / "journal.sqlite3") as book:
        book._handle.write(
            lambda tx: tx.exec_driver_sql(
                "UPDATE schedules SET looked_until = '2099-01-01 03:00:00.000000'"
            )
        )
    _code, out, _err = run("schedule", "list")
    assert "The clock has gone back: it was looked at until Thu 2099-01-01 00:00" in out
    assert json.loads(run("schedule", "list", "--json")[1])["schedules"][0]["clock_went_back"]
    code, out, _err = run("doctor")
    assert code == 1
    assert "✗ Schedule 1 was looked at until 2099-01-01 00:00, which has not come yet" in out
    code, _out, err = run("run-due")
    assert "Schedule 1: the clock has gone back. It was looked at until 2099-01-01 00:00" in err
    assert "gone back" not in run("schedule", "list")[1]
    make_due(place)
    assert run("run-due")[0] == 0
    assert len(api.arrived()) == 1


def test_run_due_says_by_its_exit_code_what_could_not_start(run: Run, place: Path) -> None:
    run("schedule", "add", batch_file(place), "--cron", each_day())
    make_due(place)
    code, _out, err = run("run-due")  # there is no list
    assert code == 1
    assert "lista.csv" in err
    assert "could not start: There is no file" in run("schedule", "list")[1]


def test_run_due_calls_it_stopped_where_something_left_and_something_could_not_start(
    run: Run, place: Path, api: StandIn
) -> None:
    write_list(place / "lista.csv", people(3))
    run("schedule", "add", batch_file(place), "--cron", each_day())
    path = place / "m.toml"
    path.write_text((place / "l.toml").read_text("utf-8").replace("lista", "outra"), "utf-8")
    run("schedule", "add", path, "--cron", each_day())
    make_due(place)
    code, _out, err = run("run-due")
    assert (code, sum(api.arrived().values())) == (4, 3)
    assert "outra.csv" in err


# ── serve ─────────────────────────────────────────────────────────────────────────────────────


class Served:
    """The service in a process of its own."""

    def __init__(self, place: Path) -> None:
        self.log = place / "logs" / "service.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "batch_sender", "serve", "--no-page", "--log", str(self.log),
             "--port", "0" if os.name == "nt" else str(free_port())],
            cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def url(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.log.exists() and (
                found := re.search(r"http://\S+", self.log.read_text("utf-8"))
            ):
                return found[0]
            assert self.process.poll() is None, self.process.stdout and self.process.stdout.read()
            self.process.poll()
            select_a_moment()
        raise AssertionError("the service never came up")

    def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def select_a_moment() -> None:
    """Let the other process run; only the process itself can say when it is up."""
    threading.Event().wait(0.05)


@pytest.fixture
def served(place: Path) -> Iterator[Callable[[], Served]]:
    started: list[Served] = []

    def serve() -> Served:
        started.append(Served(place))
        return started[-1]

    yield serve
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


def add_due(run: Run, place: Path) -> None:
    """Add a schedule whose one moment came a minute ago."""
    run("schedule", "add", batch_file(place), "--at", soon())
    past = (SystemClock().now() - timedelta(minutes=5)).replace(tzinfo=None)
    at = SystemClock().now() - timedelta(hours=3, minutes=1)
    with Journal(place / "journal.sqlite3") as book:
        book._handle.write(
            lambda tx: tx.exec_driver_sql(
                "UPDATE schedules SET at = ?, looked_until = ?", (f"{at:%Y-%m-%dT%H:%M}", str(past))
            )
        )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_the_service_and_the_next_one_goes_on(
    run: Run, place: Path, api: StandIn, served: Callable[[], Served]
) -> None:
    numbers = people(60)
    write_list(place / "lista.csv", numbers)
    arrivals = Arrivals()
    api.tell(arrivals)
    add_due(run, place)
    first = served()
    assert arrivals.wait_for_more(10)
    began = time.monotonic()
    assert first.end() == 0
    assert time.monotonic() - began < 5
    with Journal(place / "journal.sqlite3") as book:
        batch = book.batches.one(1)
    assert (batch.state, batch.paused_because) == (BatchState.PAUSED, "service_stopped")
    assert batch.counts.sending == batch.counts.unknown == 0
    second = served()
    wait_until((place / "lista-results-1.xlsx").is_file)
    assert second.end() == 0
    assert set(api.arrived()) == set(numbers)
    assert set(api.arrived().values()) == {1}, "nobody twice"
    log = second.log.read_text("utf-8")
    assert TOKEN not in log
    assert PASSWORD not in log


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps open files from being removed")
def test_a_service_whose_journal_goes_sends_nothing_more_nor_does_the_next_one(
    run: Run, place: Path, api: StandIn, served: Callable[[], Served]
) -> None:
    write_list(place / "lista.csv", people(60))
    arrivals = Arrivals()
    api.tell(arrivals)
    add_due(run, place)
    service = served()
    assert arrivals.wait_for_more(10)
    (place / "journal.sqlite3").unlink()
    wait_until(lambda: "removed, moved or replaced" in service.log.read_text("utf-8"))
    assert service.end() == 0, "it was there to the end"
    arrived = len(api.arrived())
    assert arrived < 60
    for command in (("serve", "--no-page"), ("run-due",)):
        code, _out, err = run(*command)
        assert code == 1
        assert "is another one" in err
    assert len(api.arrived()) == arrived


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_a_hook_that_never_ends_holds_up_neither_the_sending_nor_the_end(
    run: Run, place: Path, api: StandIn, served: Callable[[], Served]
) -> None:
    """Each notice waits for it; the batches of later due times are sent, and SIGTERM is heard."""
    with Endless(b"x", slowly=0.02) as hook:
        for name, tail in (("a", 601), ("b", 602)):
            (place / f"{name}.csv").write_text(f"nome,telefone\nAna,11 90000-0{tail}\n", "utf-8")
            path = batch_file(place, "[notify]", f'webhook = "{hook.url}"')
            written = (place / path).read_text("utf-8")
            (place / f"{name}.toml").write_text(written.replace("lista", name), "utf-8")
            run("schedule", "add", f"{name}.toml", "--cron", each_day())
        make_due(place)
        service = served()
        url = service.url()
        wait_until(lambda: len(api.arrived()) == 2)
        assert hook.reached.wait(PATIENCE)
        wait_until(lambda: requests.get(url, timeout=5).json()["sending"] == [])
        assert requests.get(url, timeout=5).json()["state"] == "ok"
        began = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - began < PATIENCE / 2
    log = service.log.read_text("utf-8")
    assert log.count("The notice by webhook was given up") == 2
    assert "hook/secret" not in log
    with Journal(place / "journal.sqlite3") as book:
        assert {book.batches.one(n).state for n in (1, 2)} == {BatchState.FINISHED}
        kinds = [each.kind for n in (1, 2) for each in book.batches.events(n)]
    assert kinds.count("notice_dropped") == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_healthz_says_that_the_service_is_well(served: Callable[[], Served]) -> None:
    service = served()
    url = service.url()
    answer = requests.get(url, timeout=5)
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")
    assert answer.json()["sending"] == []
    assert requests.get(url.replace("healthz", "other"), timeout=5).status_code == 404
    assert service.end() == 0


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        select_a_moment()


def test_a_port_that_is_taken_is_told(run: Run, api: StandIn) -> None:
    code, _out, err = run("serve", "--no-page", "--port", str(api.port))
    assert code == 1
    assert f"Port {api.port}" in err


@pytest.mark.parametrize(
    "flags",
    [
        ("--host", "192.0.2.1"),
        ("--public-name", "a.example"),
        ("--behind-proxy", "127.0.0.1"),
        ("--tls-cert", "cert.pem"),
    ],
)
def test_without_the_page_nothing_is_said_of_where_it_answers(
    run: Run, flags: tuple[str, str]
) -> None:
    """Whoever gives an address believes that somebody can come there."""
    code, _out, err = run("serve", "--no-page", "--port", "0", *flags)
    assert (code, flags[0] in err) == (2, True)


def test_a_log_that_cannot_be_written_is_told(run: Run, place: Path) -> None:
    (place / "file").touch()
    code, _out, err = run("run-due", "--log", "file/service.log")
    assert code == 1
    assert "--log" in err


# ── doctor ────────────────────────────────────────────────────────────────────────────────────


def findings(run: Run) -> tuple[int, dict[str, list[str]]]:
    code, out, _err = run("doctor", "--json")
    found: dict[str, list[str]] = {}
    for each in json.loads(out)["findings"]:
        found.setdefault(each["what"], []).append(each["level"])
    return code, found


def test_doctor_finds_all_in_order(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    if hasattr(time, "tzset"):
        time.tzset()
    write_list(place / "lista.csv", people(1))
    run("schedule", "add", batch_file(place), "--cron", "0 9 * * 1-5")
    code, found = findings(run)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
    assert (code, {level for levels in found.values() for level in levels}) == (0, {"good"}), found
    assert {"journal", "disk", "zone", "connections", "connection", "schedule"} <= set(found)


def test_doctor_says_what_is_wrong_and_looks_on(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("schedule", "add", batch_file(place), "--cron", each_day())
    make_due(place)
    with Journal(place / "journal.sqlite3") as book:
        book._handle.write(
            lambda tx: tx.exec_driver_sql(
                "UPDATE schedules SET looked_until = '2026-01-01 00:00:00.000000'"
            )
        )
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "wrong")
    (place / "connections.toml").write_text("[loja\n", "utf-8")
    (place / "connections.toml").chmod(0o600)
    code, out, _err = run("doctor")
    assert code == 1
    assert out.count("✗ The connections file") == 1
    assert "! l.toml: its list lista.csv is not there now." in out
    assert "✗ A schedule is due since more than 15 minutes" in out
    assert "✓ Journal" in out


def test_doctor_refuses_a_wrong_token(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("status")
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "wrong-token")
    code, out, _err = run("doctor")
    assert code == 1
    assert "refused the token in BATCH_SENDER_TOKEN" in out
    assert "connection add" not in out
    assert "wrong-token" not in out


def test_doctor_without_anything(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "TOKEN"):
        monkeypatch.delenv(f"BATCH_SENDER_{name}")
    code, out, _err = run("doctor")
    assert code == 1
    assert "There is no journal" in out
    assert "No connection is set up yet" in out


def test_doctor_names_the_zone_of_a_server_without_a_warning(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("on Windows TZ sets no zone")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    code, found = findings(run)
    _code, out, _err = run("doctor")
    monkeypatch.undo()
    time.tzset()
    assert (code, found["zone"]) == (3, ["good"])  # there is no journal yet
    assert "(UTC); in America/Sao_Paulo it is" in out
    assert "count in America/Sao_Paulo unless they name another" in out


@pytest.mark.parametrize(
    ("seconds", "level"),
    [
        pytest.param(0, "good", id="right"),
        pytest.param(90, "look", id="a minute and a half"),
        pytest.param(-3600, "bad", id="an hour"),
    ],
)
@pytest.mark.parametrize("status", [400, 401])
def test_doctor_compares_the_clocks_by_the_answer_to_the_token(
    run: Run, monkeypatch: pytest.MonkeyPatch, seconds: int, level: str, status: int
) -> None:
    asked: list[str] = []

    class Api(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.command)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(status)
            self.send_header("Date", formatdate(time.time() + seconds, usegmt=True))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            asked.append(self.command)
            self.send_error(405)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/api/messages/send"
        monkeypatch.setenv("BATCH_SENDER_URL", url)
        _code, found = findings(run)
        server.shutdown()
    assert (found["clock"], asked) == ([level], ["POST"])


# ── init ──────────────────────────────────────────────────────────────────────────────────────


def test_init_writes_a_batch_file_that_runs(run: Run, place: Path, api: StandIn) -> None:
    write_list(place / "lista.csv", people(2))
    (place / "mensagem.txt").write_text("Oi {nome}", "utf-8")
    with Terminal("--lang", "en", "init", "envio", folder=place) as terminal:
        for question, answer in [
            ("The list", "lista.csv"),
            ("message text", ""),
            ("connection", ""),
            ("such as mon-fri 9:00-18:00", "at night"),
            ("That cannot be: at night", "always"),
            ("20%", "y"),
            ("Send without asking", "y"),
            ("by e-mail", "ana@clinica"),
            ("That cannot be: ana@clinica", ""),
        ]:
            terminal.see(question)
            terminal.type(answer)
        terminal.see("Written:")
        assert terminal.end() == 0
    code, _out, err = run("run", "envio.toml", "--rate", "off")
    assert code == 0, err
    assert sum(api.arrived().values()) == 2


def test_init_leaves_a_file_alone_and_needs_somebody(run: Run, place: Path) -> None:
    assert run("init", "x.toml")[0] == 2
    (place / "x.toml").write_text("# mine", "utf-8")
    with Terminal("--lang", "en", "init", "x.toml", folder=place) as terminal:
        terminal.see("exists already")
        assert terminal.end() == 1
    assert (place / "x.toml").read_text("utf-8") == "# mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hours_that_init_proposes_are_hours(language: str) -> None:
    use(language)
    for hours in ("mon-fri 9:00-18:00", DEFAULT_WINDOW):
        assert parse_window(_(hours)) == parse_window(hours)
    use("en")


def test_init_is_left_with_ctrl_c(place: Path) -> None:
    with Terminal("--lang", "en", "init", "x.toml", folder=place) as terminal:
        terminal.see("The list")
        terminal.interrupt()
        assert terminal.end() == 1
    assert not (place / "x.toml").exists()

"""Exit codes tell what became of the batch, whatever surroundings it has left from."""

import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from batch_sender.cli import interruption
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.proofs.reckoning import PATIENCE
from tests.support import AtArrival, Run

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="shells and signals are others there"
)

TEXT = ("--text", "Oi {nome}", "--rate", "off", "--window", "always")
LOST = "What belongs on standard output is not shown"
PERDIDO = "Não é possível mostrar o resultado na saída padrão"


@pytest.fixture(autouse=True)
def contact_list(place: Path) -> Path:
    path = place / "lista.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    lines = (
        'list = "lista.csv"',
        'text = "Oi {nome}"',
        'rate = "off"',
        "yes = true",
        "at_rest = 0",
    )
    (place / "envio.toml").write_text("\n".join(lines) + '\nwindow = "always"\n', "utf-8")
    return path


def in_shell(
    redirection: str, *command: object, before: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run a command as a shell does that closes its streams, or stands somewhere else."""
    return subprocess.run(
        ["sh", "-c", f'{before} exec "$@" {redirection}', "sh", sys.executable, "-m",
         "batch_sender", *map(str, command)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def arrived(api: StandIn) -> int:
    return sum(api.arrived().values())


# ── standard streams ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("closed", "command", "sent"),
    [
        pytest.param(">&-", ("send", "lista.csv", *TEXT, "--yes"), 2, id="send"),
        pytest.param("<&- >&-", ("send", "lista.csv", *TEXT, "--yes", "--json"), 2, id="send-json"),
        pytest.param("<&- >&- 2>&-", ("run", "envio.toml", "--json"), 2, id="run"),
        pytest.param(">&-", ("resume", "1", "--yes"), 2, id="resume"),
        pytest.param(">&-", ("check", "lista.csv", *TEXT), 0, id="check"),
        pytest.param("<&- >&- 2>&-", ("check", "lista.csv", *TEXT, "--json"), 0, id="check-json"),
        pytest.param(">&-", ("report", "1", "--json"), 0, id="report"),
    ],
)
def test_closed_streams_change_no_exit_code(
    run: Run, place: Path, api: StandIn, closed: str, command: tuple[str, ...], sent: int
) -> None:
    if command[0] in {"resume", "report"}:
        run("check", "lista.csv", *TEXT)
    ended = in_shell(closed, *command)
    assert (ended.returncode, arrived(api)) == (0, sent), ended.stderr
    assert (f"{LOST}: it is closed." in ended.stderr) is ("2>" not in closed)
    if sent:
        assert list(place.glob("lista-results-1.xlsx"))


@pytest.mark.parametrize(("lang", "told"), [("en", LOST), ("pt-BR", PERDIDO)])
def test_where_it_cannot_be_printed_it_is_said_once(api: StandIn, lang: str, told: str) -> None:
    command = ("send", "lista.csv", *TEXT, "--yes", "--lang", lang)
    ended = in_shell("> /dev/full", *command)
    assert (ended.returncode, arrived(api)) == (0, 2)
    assert ended.stderr.count(told) == 1


def test_whoever_reads_no_further_is_told_nothing(api: StandIn) -> None:
    ended = in_shell("| true", "send", "lista.csv", *TEXT, "--yes", "--json")
    assert arrived(api) == 2
    assert "lista.csv" in ended.stderr
    assert LOST not in ended.stderr


def test_a_rejected_row_shows_though_nobody_reads(place: Path) -> None:
    (place / "lista.csv").write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0400\n")
    assert in_shell(">&- 2>&-", "send", "lista.csv", *TEXT, "--yes").returncode == 3


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        pytest.param(("send", "lista.csv", *TEXT), 2, "there is no terminal", id="a question"),
        pytest.param(("run", "envio.toml", "--list", "-"), 1, "nothing came", id="a list"),
    ],
)
def test_what_waits_for_a_closed_standard_input_is_told(
    api: StandIn, command: tuple[str, ...], code: int, says: str
) -> None:
    ended = in_shell("<&-", *command)
    assert (ended.returncode, arrived(api)) == (code, 0)
    assert says in ended.stderr


# ── places ────────────────────────────────────────────────────────────────────────────────────

GONE = "mkdir gone && cd gone && rmdir ../gone &&"


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        pytest.param(("send", "lista.csv", *TEXT, "--yes", "--out", "r.xlsx"), 2, id="send"),
        pytest.param(("run", "envio.toml"), 2, id="run"),
        pytest.param(("check", "lista.csv", *TEXT, "--out", "r.xlsx"), 0, id="check"),
        pytest.param(("report", "1", "--out", "r.xlsx"), 0, id="report"),
    ],
)
def test_a_current_folder_that_is_gone_is_not_needed(
    run: Run, place: Path, api: StandIn, command: tuple[str, ...], sent: int
) -> None:
    run("check", "lista.csv", *TEXT)
    whole = [place / word if "." in word[1:] else word for word in command]
    ended = in_shell("", *whole, before=GONE)
    assert (ended.returncode, arrived(api)) == (0, sent), ended.stderr
    assert list(place.glob("*.xlsx"))


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "the current folder was removed"), ("pt-BR", "a pasta atual foi removida")],
)
@pytest.mark.parametrize("command", ["send", "report"])
def test_results_that_would_go_into_it_are_refused_before(
    run: Run, place: Path, api: StandIn, command: str, lang: str, told: str
) -> None:
    folder = place / "da lista"
    folder.mkdir()
    (place / "lista.csv").rename(folder / "lista.csv")
    run("check", folder / "lista.csv", *TEXT)
    shutil.rmtree(folder)  # beside the list there is no place for them either
    more = ("1",) if command == "report" else (folder / "lista.csv", *TEXT, "--yes")
    ended = in_shell("", command, *more, "--lang", lang, before=GONE)
    assert (ended.returncode, arrived(api)) == (1, 0)
    assert told in ended.stderr


@pytest.mark.parametrize("shown", ["--json", "--lang=en"])
def test_a_journal_that_would_lie_in_it_is_told(
    monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", "journal.sqlite3")
    ended = in_shell("", "status", shown, before=GONE)
    assert ended.returncode == 1
    assert "The current folder was removed" in ended.stdout + ended.stderr
    assert (shown == "--json") is ended.stdout.startswith(
        '{"error": {"code": "current_folder_gone"'
    )


class AtTheLastWord(io.StringIO):
    """A standard output that does something when the first of it is printed."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self._then = then

    def write(self, text: str) -> int:
        self._then()
        return super().write(text)


@pytest.fixture
def nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as a user whom the system does not know, with no HOME, as containers do."""

    def unknown(_number: int) -> Any:
        raise KeyError("uid not found")

    pwd = pytest.importorskip("pwd")
    monkeypatch.delenv("HOME", raising=False)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)


@pytest.mark.usefixtures("nobodys")
def test_a_user_without_a_home_sends_where_the_places_are_named(
    run: Run, place: Path, api: StandIn
) -> None:
    (place / "out").mkdir()
    code, _out, err = run("send", "lista.csv", *TEXT, "--yes", "--out", "out/r.xlsx")
    assert (code, arrived(api)) == (0, 2), err


@pytest.mark.usefixtures("nobodys")
@pytest.mark.parametrize("variable", ["JOURNAL", "CONNECTIONS", "STATE"])
@pytest.mark.parametrize(("lang", "told"), [("en", "HOME is not set"), ("pt-BR", "HOME não está")])
def test_else_they_are_told_what_to_name(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch, variable: str, lang: str, told: str
) -> None:
    monkeypatch.delenv(f"BATCH_SENDER_{variable}")
    code, _out, err = run("send", "lista.csv", *TEXT, "--yes", "--lang", lang)
    assert (code, arrived(api)) == (1, 0)
    assert told in err
    assert f"BATCH_SENDER_{variable}" in err


# ── the results ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "could not be made"), ("pt-BR", "gravar os resultados como")]
)
def test_a_clock_before_1980_makes_no_workbook_and_so_a_csv(
    run: Run, place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch, lang: str, told: str
) -> None:
    """A ZIP knows no time before 1980; XlsxWriter gives its files a later one, which must take."""
    set_times = os.utime
    monkeypatch.setattr(os, "utime", lambda path, *_times: set_times(path, (0, 0)))
    code, out, err = run("send", "lista.csv", *TEXT, "--yes", "--json", "--lang", lang)
    assert (code, arrived(api)) == (0, 2)
    assert "1980" in err
    assert told in err
    (written,) = json.loads(out)["results"]
    named = {"en": "results", "pt-BR": "resultados"}[lang]
    assert written == str(place / f"lista-{named}-1.csv")
    assert Path(written).read_text("utf-8-sig").count("\n") == 3


def test_results_that_no_place_takes_are_told_and_the_code_is_the_batchs(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(*_arguments: object, **_more: object) -> Any:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "replace", unwritable)  # the last step of each
    monkeypatch.setattr(Path, "replace", unwritable)
    code, out, err = run("send", "lista.csv", *TEXT, "--yes", "--json")
    assert (code, arrived(api)) == (0, 2)
    assert json.loads(out)["results"] == []
    assert "batch-sender report 1 --out FILE" in err


# ── Ctrl-C ────────────────────────────────────────────────────────────────────────────────────


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("command", [("send", "lista.csv", *TEXT, "--yes"), ("run", "envio.toml")])
def test_a_ctrl_c_after_the_last_message_hides_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdout", AtTheLastWord(interrupt))
    assert run(*command)[0] == 0


def test_a_ctrl_c_before_the_first_one_is_a_1(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", AtTheLastWord(interrupt))
    assert run("check", "lista.csv", *TEXT)[0] == 1
    assert not arrived(api)


def test_whoever_stops_between_two_lists_has_stopped_the_run(
    run: Run, place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, row in (("a", "Ana,11 90000-0601"), ("b", "Bia,11 90000-0602")):
        (place / f"{name}.csv").write_text(f"nome,telefone\n{row}\n", "utf-8")
    (place / "lista.csv").unlink()
    monkeypatch.setattr(sys, "stdout", AtTheLastWord(interrupt))  # of the first list
    assert run("run", "envio.toml", "--list", "*.csv")[0] == 4
    assert arrived(api) == 1
    with Journal(place / "journal.sqlite3") as book:
        assert [batch.state.value for batch in book.batches.recent()] == ["checked", "finished"]


def test_it_says_how_long_it_takes_and_what_a_second_one_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with interruption.stopping(longest=90) as stop:
        interrupt()
        assert stop.is_set()
        first = capsys.readouterr().err
        interrupt()
        second = capsys.readouterr().err
    assert "at most about 90 s" in first
    assert "Pressing Ctrl-C again does not hasten it" in first
    assert "for 90 s at most" in second


# ── what breaks on the way ────────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_nobody_expected_while_messages_left_is_no_1(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine has no room for the second lane's thread, and the first one sends already."""
    begin, has_arrived = threading.Thread.start, threading.Event()
    api.tell(AtArrival(1, has_arrived.set))

    def start(thread: threading.Thread) -> None:
        if thread.name == "lane-1":
            assert has_arrived.wait(PATIENCE)
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    code, out, err = run("send", "lista.csv", *TEXT, "--yes", "--json", "--concurrency", "2")
    summary = json.loads(out)
    assert summary["accepted"] == arrived(api) >= 1
    assert code == (4 if summary["pending"] else 0)
    assert summary["error"]["code"] == "unforeseen"
    assert "RuntimeError" in err
    assert Path(*summary["results"]).is_file()


class BrokenTerminal(Terminal):
    """Takes nothing of the bar, as one whose window was closed does."""

    def write(self, text: str) -> int:
        if "msg" in text:
            raise OSError(errno.EBADF, "bad file")
        return super().write(text)


def test_a_terminal_that_goes_away_holds_nothing_up(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", BrokenTerminal())
    code = run("send", "lista.csv", *TEXT, "--yes")[0]
    sys.stderr.close()  # what has taken its place
    assert (code, arrived(api)) == (0, 2)


class TwoAnswers(Terminal):
    """Yes to the sending; yes to the others, when another program has taken the batch meanwhile."""

    def __init__(self, journal: Path, until: ExitStack) -> None:
        super().__init__("y\ny\n")
        self._journal, self._until, self._asked = journal, until, 0

    def readline(self, *_size: Any) -> Any:
        self._asked += 1
        if self._asked > 1:
            book = self._until.enter_context(Journal(self._journal))
            self._until.enter_context(book.batches.holding(1))
        return super().readline()


def test_a_refusal_after_the_first_few_is_no_1(
    run: Run, place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("check", "lista.csv", *TEXT)
    with ExitStack() as until:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", TwoAnswers(place / "journal.sqlite3", until))
        code, _out, err = run("resume", "1", "--canary", "1")
    assert arrived(api) == 1
    assert "Another program works with batch 1" in err
    assert code == 4

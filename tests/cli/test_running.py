"""`run`: a batch file is run as a person, cron or a pipe runs it; each list of a pattern once."""

import io
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from tests.automation.servers import PATIENCE, Endless
from tests.support import AtArrival, Run


@pytest.fixture(autouse=True)
def envios(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text and one for lists; whoever runs the batch file stands in another."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))  # nobody there
    folder = place / "envios"
    (folder / "inbox").mkdir(parents=True)
    (folder / "texto.txt").write_text("Oi {nome}", "utf-8")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    return folder


def batch_file(envios: Path, **changes: Any) -> Path:
    asked = {"list": "lista.csv", "template": "texto.txt", "rate": "off", "yes": True}
    lines = {**asked, **changes, "at_rest": changes.get("at_rest", 0)}
    notify = lines.pop("notify", "")
    told = [f"{key} = {json.dumps(v)}" for key, v in lines.items() if v is not None]
    path = envios / "lembrete.toml"
    path.write_text("\n".join([*told, notify]) + "\n", "utf-8")
    return path


def a_list(path: Path, *rows: str) -> Path:
    path.write_text("nome,telefone\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


ANA, BIA, CAIO = "Ana,11 90000-0601", "Bia,11 90000-0602", "Caio,11 90000-0603"
BAD = "Davi,0800 000 0611"


def told(api: StandIn) -> list[str | None]:
    return [each.body for each in api.received if each.number]


# ── one list ──────────────────────────────────────────────────────────────────────────────────


def test_paths_count_from_the_file_whoever_starts_it_from_where(
    run: Run, envios: Path, api: StandIn
) -> None:
    a_list(envios / "lista.csv", ANA, BIA)
    code, out, _err = run("run", batch_file(envios))
    assert code == 0, out
    assert told(api) == ["Oi Ana", "Oi Bia"]
    assert (envios / "lista-results-1.xlsx").is_file()


def test_a_flag_wins_over_the_file(run: Run, envios: Path, api: StandIn, tmp_path: Path) -> None:
    a_list(envios / "lista.csv", ANA, BIA)
    other = a_list(tmp_path / "elsewhere" / "outra.csv", CAIO)
    code, _out, err = run(
        "run", batch_file(envios), "--list", other.name, "--text", "Tchau {nome}", "--out", "r.csv"
    )
    assert code == 0, err
    assert told(api) == ["Tchau Caio"]
    assert (tmp_path / "elsewhere" / "r.csv").is_file(), "a flag's path counts from here"


def test_a_flag_that_cannot_be_is_refused_and_not_left_out(
    run: Run, envios: Path, api: StandIn
) -> None:
    a_list(envios / "lista.csv", ANA, BIA)
    code, _out, err = run("run", batch_file(envios), "--limit", "0")
    assert code == 2
    assert "--limit cannot be" in err
    assert not told(api)


def test_the_results_path_is_filled_in(run: Run, envios: Path) -> None:
    a_list(envios / "lista.csv", ANA)
    path = batch_file(envios, out="resultados/{date}/{name} {batch}.csv")
    code, out, _err = run("run", path, "--json")
    assert code == 0
    (written,) = json.loads(out)["results"]
    assert Path(written).parent.parent == envios / "resultados"
    assert Path(written).name == "lista 1.csv"


def test_dry_run_is_check(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "lista.csv", ANA, BAD)
    code, out, _err = run("run", batch_file(envios), "--dry-run")
    assert code == 3
    assert (
        "1  Not a person's number: toll-free, a service or invented.\n             row 3 · " in out
    )
    assert not api.received


def test_nobody_is_there_to_ask(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "lista.csv", ANA)
    code, _out, err = run("run", batch_file(envios, yes=None))
    assert code == 2
    assert "no terminal" in err
    assert not told(api)


def test_a_list_from_standard_input(
    run: Run, envios: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(f"nome;telefone\n{ANA.replace(',', ';')}\n".encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    code, _out, err = run("run", batch_file(envios, list="-"))
    assert code == 0, err
    assert told(api) == ["Oi Ana"]


def test_nothing_from_standard_input(
    run: Run, envios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    code, _out, err = run("run", batch_file(envios, list="-"))
    assert code == 1
    assert "nothing came" in err


@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        pytest.param({"rate": "fast"}, 3, "“fast” is not a rate", id="a value of a flag"),
        pytest.param({"window": "mon"}, 5, "“mon” is not a sending window", id="another"),
        pytest.param({"open_ticket": True}, 5, "without a queue", id="two that belong together"),
        pytest.param({"duplicates": "some"}, 5, "--duplicates cannot be", id="one of a few"),
        pytest.param({"template": "texxto.txt"}, 2, "leads to nothing", id="no such text"),
        pytest.param({"problem_rows": "few"}, 5, "rows with problems", id="no such rule"),
        pytest.param({"phone_colunm": "x"}, 5, "no key", id="no such key"),
        pytest.param({"at_rest": -1}, 5, "no number of seconds", id="less than no time"),
        pytest.param({"out": "{nome}.xlsx"}, 5, "something in braces", id="unknown braces"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(
    run: Run, envios: Path, changes: dict[str, Any], line: int, says: str
) -> None:
    a_list(envios / "lista.csv", ANA)
    code, _out, err = run("run", batch_file(envios, **changes))
    assert code == 1
    assert f"lembrete.toml, line {line}:" in err
    assert says in err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"list": None}, "does not say what list is", id="no list"),
        pytest.param({"template": None}, "does not say what template is", id="no text"),
        pytest.param({"list": "nowhere.csv"}, "There is no file", id="a list that is not there"),
    ],
)
def test_what_is_missing_is_told(
    run: Run, envios: Path, changes: dict[str, Any], says: str, api: StandIn
) -> None:
    a_list(envios / "lista.csv", ANA)
    code, _out, err = run("run", batch_file(envios, **changes))
    assert code in {1, 2}
    assert says in err
    assert not told(api)


@pytest.mark.parametrize(
    ("rule", "sent"),
    [
        pytest.param("skip", True, id="skipped"),
        pytest.param("stop above 1", True, id="one is not above one"),
        pytest.param("stop above 0", False, id="one is above none"),
        pytest.param("stop above 50%", True, id="a third is not above half"),
        pytest.param("stop above 30 %", False, id="a third is above 30 %"),
        pytest.param("parar acima de 30%", False, id="in Portuguese"),
    ],
)
def test_too_many_problems_stop_the_batch(
    run: Run, envios: Path, api: StandIn, rule: str, *, sent: bool
) -> None:
    a_list(envios / "lista.csv", ANA, BIA, BAD)
    code, _out, err = run("run", batch_file(envios, problem_rows=rule))
    assert code == (3 if sent else 1)
    assert bool(told(api)) is sent
    assert ("1 of the 3 rows" in err) is not sent


def test_whom_a_person_left_out_says_nothing_of_the_list(run: Run, envios: Path) -> None:
    """The same list again: all are skipped as already sent, and none of that is a problem of it."""
    a_list(envios / "lista.csv", ANA, BIA)
    path = batch_file(envios, problem_rows="stop above 0")
    assert run("run", path)[0] == 0
    assert run("run", path)[0] == 3


# ── several lists ─────────────────────────────────────────────────────────────────────────────


class Heard(io.StringIO):
    """A standard error that waits, with whoever asked the program to stop, until that was heard."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = threading.Event()

    def write(self, text: str) -> int:
        if "Stopping" in text:
            self._heard.set()
        return super().write(text)

    def ask_to_stop(self) -> None:
        """Press Ctrl-C: the system tells the program when it comes to it, which may take a while."""
        os.kill(os.getpid(), signal.SIGINT)
        assert self._heard.wait(PATIENCE)


def test_whoever_stops_one_list_has_stopped_the_run(
    run: Run, envios: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_list(envios / "inbox" / "a.csv", ANA, BIA)
    a_list(envios / "inbox" / "b.csv", CAIO)
    path = batch_file(envios, **PATTERN)
    heard = Heard()
    monkeypatch.setattr(sys, "stderr", heard)
    api.tell(AtArrival(1, heard.ask_to_stop))
    assert run("run", path)[0] == 4
    assert told(api)[-1] == "Oi Ana", "nothing of the second list"
    assert run("resume", "1", "--yes")[0] == 0
    assert run("run", path)[0] == 0, "which waits, and goes on"
    assert told(api)[-2:] == ["Oi Bia", "Oi Caio"]


def test_one_list_whose_results_have_no_place_does_not_stop_the_others(
    run: Run, envios: Path, api: StandIn
) -> None:
    for name, row in (("a", ANA), ("b", BIA), ("c", CAIO)):
        a_list(envios / "inbox" / f"{name}.csv", row)
    (envios / "out" / "b.xlsx").mkdir(parents=True)
    code, _out, err = run("run", batch_file(envios, out="out/{name}.xlsx", **PATTERN))
    assert code == 4, "that list's batch waits"
    assert "b.xlsx" in err
    assert sorted(filter(None, told(api))) == ["Oi Ana", "Oi Caio"]


# ── the same file twice ───────────────────────────────────────────────────────────────────────

PATTERN: dict[str, Any] = {"list": "inbox/*.csv", "move_to": "enviados"}


def test_each_list_of_a_pattern_is_taken_once_by_its_content(
    run: Run, envios: Path, api: StandIn
) -> None:
    a_list(envios / "inbox" / "a.csv", ANA)
    path = batch_file(envios, list="inbox/*.csv", allow_repeat=True)
    assert run("run", path)[0] == 0
    a_list(envios / "inbox" / "outro nome.csv", ANA)
    code, out, _err = run("run", path)
    assert (code, out) == (0, "No new list: inbox/*.csv\n")
    a_list(envios / "inbox" / "a.csv", BIA)
    run("run", path)
    assert told(api) == ["Oi Ana", "Oi Bia"]


def test_a_list_is_moved_when_its_batch_has_ended(run: Run, envios: Path, api: StandIn) -> None:
    (envios / "enviados").mkdir()
    a_list(envios / "enviados" / "a.csv", CAIO)  # of another day
    a_list(envios / "inbox" / "a.csv", ANA)
    assert run("run", batch_file(envios, **PATTERN))[0] == 0
    assert [each.name for each in sorted((envios / "enviados").iterdir())] == ["a-2.csv", "a.csv"]
    assert not list((envios / "inbox").iterdir())
    assert told(api) == ["Oi Ana"]
    moved = envios / "enviados" / "a-2.csv"
    assert f"the list was moved to {moved}" in run("status", "1")[1]
    code, out, _err = run("purge", "1", "--yes", "--json")
    lists = [each for each in json.loads(out)["files"] if each.endswith(".csv")]
    assert (code, lists) == (0, [str(moved)])


def test_a_crash_between_sending_and_moving(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "inbox" / "a.csv", ANA)
    path = batch_file(envios, **PATTERN)
    run("run", path)
    (envios / "enviados" / "a.csv").rename(
        envios / "inbox" / "a.csv"
    )  # as if it had not been moved
    assert run("run", path)[0] == 0
    assert told(api) == ["Oi Ana"], "nobody twice"
    assert (envios / "enviados" / "a.csv").is_file(), "and it is moved now"


def test_a_crash_between_judging_and_sending(run: Run, envios: Path, api: StandIn) -> None:
    from batch_sender.automation import take_all  # noqa: PLC0415
    from batch_sender.cli import batch_files, in_force  # noqa: PLC0415 - with the language settled
    from batch_sender.timing.clock import SystemClock  # noqa: PLC0415

    a_list(envios / "inbox" / "a.csv", ANA)
    path = batch_file(envios, **PATTERN)
    with in_force.entered(lambda: Workspace.of(os.environ)):
        order = batch_files.order_of(path)
    with Journal(envios.parent / "journal.sqlite3") as book:
        take_all(book, order, [envios / "inbox" / "a.csv"], clock=SystemClock())
    assert run("run", path)[0] == 0
    assert told(api) == ["Oi Ana"]
    with Journal(envios.parent / "journal.sqlite3") as book:
        assert [batch.id for batch in book.batches.recent()] == [1]


def test_a_batch_cut_short_by_a_crash_goes_on_at_the_next_run(
    run: Run, envios: Path, api: StandIn
) -> None:
    a_list(envios / "inbox" / "a.csv", ANA, BIA)
    path = batch_file(envios, **PATTERN, canary=1)
    assert run("run", path)[0] == 4
    with Journal(envios.parent / "journal.sqlite3") as book:
        book.batches.start(1, connection_id=1, who="ana", sender={"pid": 1, "host": "x", "id": "x"})
        # and its process died: nobody holds it
    assert run("run", path)[0] == 0
    assert told(api) == ["Oi Ana", "Oi Bia"]


def test_a_batch_that_a_person_paused_stays_paused(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "inbox" / "a.csv", ANA, BIA)
    path = batch_file(envios, **PATTERN, canary=1)
    assert run("run", path)[0] == 4
    assert run("run", path)[0] == 0
    assert told(api) == ["Oi Ana"]
    with Journal(envios.parent / "journal.sqlite3") as book:
        assert book.batches.state(1) is BatchState.PAUSED
    assert (envios / "inbox" / "a.csv").is_file(), "its list stays until it has ended"


def test_a_list_that_cannot_be_read_keeps_no_other_back(
    run: Run, envios: Path, api: StandIn
) -> None:
    (envios / "inbox" / "a.csv").write_bytes(b"PK\x03\x04 not a workbook")
    a_list(envios / "inbox" / "b.csv", BIA)
    path = batch_file(envios, **PATTERN)
    code, _out, err = run("run", path)
    assert code == 4, "the run stopped before its end, but something has left"
    assert "a.csv" in err
    assert told(api) == ["Oi Bia"]
    assert (envios / "inbox" / "a.csv").is_file()
    assert run("run", path)[0] == 1, "now nothing is there but that one"


def test_what_programs_leave_beside_a_list_is_no_list(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "inbox" / "~$a.csv", ANA)
    a_list(envios / "inbox" / ".b.csv", BIA)
    a_list(envios / "inbox" / "c.csv", CAIO)
    (envios / "inbox" / "~$c.csv").touch()  # c is open in Excel
    code, out, _err = run("run", batch_file(envios, **PATTERN))
    assert (code, out) == (0, "No new list: inbox/*.csv\n")
    assert not told(api)


def test_results_must_not_be_taken_for_lists(run: Run, envios: Path, api: StandIn) -> None:
    a_list(envios / "inbox" / "a.csv", ANA)
    path = batch_file(envios, list="inbox/*", out="inbox/{name}-r.xlsx")
    code, _out, err = run("run", path)
    assert code == 1
    assert "would be taken for a list" in err
    assert not told(api)


def test_a_folder_named_like_a_pattern_is_a_folder(
    run: Run, tmp_path: Path, envios: Path, api: StandIn
) -> None:
    odd = tmp_path / "clientes [2026]"
    envios.rename(odd)
    a_list(odd / "inbox" / "a.csv", ANA)
    assert run("run", batch_file(odd, **PATTERN))[0] == 0
    assert told(api) == ["Oi Ana"]


# ── someone is told ───────────────────────────────────────────────────────────────────────────

TELL = """
[notify]
command = ["{python}", "-c", "import sys; open('told.json', 'a').write(sys.stdin.read() + chr(10))"]
"""


def notifications(envios: Path) -> list[dict[str, Any]]:
    lines = (envios / "told.json").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_somebody_is_told_when_it_ends_pauses_or_cannot_start(run: Run, envios: Path) -> None:
    tell = TELL.format(python=sys.executable.replace("\\", "\\\\"))
    path = batch_file(envios, notify=tell, canary=1, problem_rows="stop above 2")
    a_list(envios / "lista.csv", ANA, BIA)
    run("run", path)
    a_list(envios / "lista.csv", CAIO)
    run("run", path)
    a_list(envios / "lista.csv", BAD, BAD, BAD)
    run("run", path)
    paused, ended, not_started = notifications(envios)
    assert (paused["event"], paused["paused_because"]) == ("paused", "canary")
    assert (ended["event"], ended["accepted"], ended["read"]) == ("ended", 1, 1)
    assert (not_started["event"], not_started["code"]) == ("not_started", "too_many_problems")
    with Journal(envios.parent / "journal.sqlite3") as book:
        assert [each.kind for each in book.batches.events(1)].count("notice_sent") == 1


def test_somebody_is_told_whose_chats_to_look_at_while_it_goes_on(run: Run, envios: Path) -> None:
    tell = TELL.format(python=sys.executable.replace("\\", "\\\\"))
    a_list(envios / "lista.csv", *(f"Ana {n},11 90000-06{n:02d}" for n in range(10, 18)))
    path = batch_file(envios, notify=tell, look_after=6, look_unanswered="go-on")
    assert run("run", path)[0] == 0
    look, ended = notifications(envios)
    assert (look["event"], ended["event"]) == ("look", "ended")
    with Journal(envios.parent / "journal.sqlite3") as book:
        first, last = book.batches.one(1).looks
    assert (look["look_at_rows"], ended["look_at_rows"]) == (list(first.rows), list(last.rows))
    assert "Ana" not in json.dumps([look, ended])


def test_somebody_is_told_of_a_batch_that_a_ctrl_c_has_stopped(
    run: Run, envios: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = TELL.format(python=sys.executable.replace("\\", "\\\\"))
    a_list(envios / "lista.csv", ANA, BIA)
    heard = Heard()
    monkeypatch.setattr(sys, "stderr", heard)
    api.tell(AtArrival(1, heard.ask_to_stop))
    assert run("run", batch_file(envios, notify=tell))[0] == 4
    (paused,) = notifications(envios)
    assert (paused["event"], paused["paused_because"]) == ("paused", "interrupted")


def test_a_notice_that_fails_harms_nothing_and_is_written_down(
    run: Run, envios: Path, api: StandIn
) -> None:
    a_list(envios / "lista.csv", ANA)
    path = batch_file(envios, notify='[notify]\ncommand = ["no-such-program-anywhere"]\n')
    code, _out, err = run("run", path)
    assert code == 0
    assert told(api) == ["Oi Ana"]
    assert "The notice by command was given up: FileNotFoundError" in err
    with Journal(envios.parent / "journal.sqlite3") as book:
        (failed,) = [each for each in book.batches.events(1) if each.kind == "notice_dropped"]
    assert failed.detail["why"] == "FileNotFoundError"


@pytest.mark.parametrize(
    ("rows", "code"), [pytest.param((ANA,), 0, id="all"), pytest.param((ANA, BAD), 3, id="not all")]
)
def test_whoever_does_not_wait_for_a_hook_gets_the_batchs_own_exit_code(
    run: Run, envios: Path, api: StandIn, rows: tuple[str, ...], code: int
) -> None:
    a_list(envios / "lista.csv", *rows)

    def terminate() -> None:
        assert hook.reached.wait(PATIENCE)
        while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            threading.Event().wait(0.01)  # until it waits for the hook alone
        os.kill(os.getpid(), signal.SIGTERM)

    with Endless(b"x", slowly=0.02) as hook:
        notify = f'[notify]\nwebhook = "{hook.url}"\n'
        threading.Thread(target=terminate, daemon=True).start()
        found, _out, err = run("run", batch_file(envios, notify=notify))
    assert found == code, err
    assert told(api) == ["Oi Ana"]
    assert "The notice by webhook was given up" in err


@pytest.mark.slow
def test_a_hook_that_never_ends_is_waited_for_no_longer_than_a_try(run: Run, envios: Path) -> None:
    a_list(envios / "lista.csv", ANA)
    with Endless(b"x", slowly=0.02) as hook:
        notify = f'[notify]\nwebhook = "{hook.url}"\n'
        began = time.monotonic()
        code, _out, err = run("run", batch_file(envios, notify=notify))
        assert time.monotonic() - began < 60
    assert code == 0
    assert "The notice by webhook was given up: not over after 30 s" in err

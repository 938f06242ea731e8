"""`--workers`: the command line hands a batch over, looks on, and may stop looking."""

import io
import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.connections import Connection
from batch_sender.config.tokens import Token
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from tests.support import TOKEN, Run
from tests.worker.processes import Plant, plant_in, wait_until

ROWS = ("Ana,11 90000-0601", "Bia,11 90000-0602", "Caio,11 90000-0603")


@pytest.fixture
def lista(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))  # nobody there
    return a_list(place / "lista.csv", *ROWS)


@pytest.fixture
def plant(
    lista: Path, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plant]:
    assert lista.is_file()  # its fixture comes first: it sets another journal
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", schema)
    folder = tmp_path / "machines"
    folder.mkdir()
    with plant_in(schema, folder) as made:
        yield made


def a_list(path: Path, *rows: str) -> Path:
    path.write_text("nome,telefone\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def many(n: int) -> list[str]:
    return [f"P{i},11 90000-{1000 + i:04d}" for i in range(n)]


def working(plant: Plant, api: StandIn) -> None:
    plant.work(plant.file_of(Connection(name="loja", url=api.url, token=Token(TOKEN))))


def send(run: Run, lista: Path, *more: object) -> tuple[int, str, str]:
    text = ("--text", "Oi {nome}", "--window", "always", "--yes")
    return run("send", lista, *text, "--rate", "off", *more)


def told(api: StandIn) -> list[str]:
    return sorted(each.number for each in api.received if each.number)


class Interrupted:
    """Presses Ctrl-C once something holds; what that found is raised at the end."""

    def __init__(self, holds: Any) -> None:
        self._thread = threading.Thread(target=self._press, args=(holds,))
        self._fault: BaseException | None = None

    def _press(self, holds: Any) -> None:
        try:
            wait_until(holds, "something to interrupt")
        except BaseException as err:  # noqa: BLE001 - raised again below
            self._fault = err
        os.kill(os.getpid(), signal.SIGINT)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._thread.join(60)
        if self._fault is not None:
            raise self._fault


def test_on_a_file_nothing_is_judged_even(run: Run, lista: Path, place: Path, api: StandIn) -> None:
    code, _out, err = send(run, lista, "--workers")
    assert code == 1
    assert "Workers need a journal in PostgreSQL" in err
    assert not told(api)
    with Journal(place / "journal.sqlite3") as book:
        assert not book.batches.numbers()


@pytest.mark.postgres
def test_workers_send_it_and_the_results_are_written_here(
    run: Run, lista: Path, plant: Plant, api: StandIn
) -> None:
    working(plant, api)
    code, out, err = send(run, lista, "--workers", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["state"], found["by_workers"], found["accepted"]) == ("finished", True, 3)
    assert [Path(each).is_file() for each in found["results"]] == [True]
    assert len(told(api)) == 3


@pytest.mark.postgres
def test_ctrl_c_ends_the_looking_on_alone(
    run: Run, lista: Path, plant: Plant, api: StandIn, place: Path
) -> None:
    with Interrupted(plant.journal.batches.resumable):
        code, out, err = send(run, lista, "--workers")
    assert code == 4
    assert "Workers send it; this computer may be switched off meanwhile." in err
    assert "No worker has taken the batch yet: none is running" in err
    assert "The workers go on with batch 1. Pause it with: batch-sender pause 1" in err
    assert "batch-sender resume 1" in out
    assert not list(place.glob("*.xlsx"))
    _code, out, _err = run("status", 1)
    assert "running, sent by workers" in out
    assert run("status", 1, "--json")[1].count('"by_workers": true') == 1

    code, _out, err = run("resume", 1, "--here", "--yes")
    assert code == 1
    assert "Batch 1 is being sent by workers." in err
    assert plant.state(1) is BatchState.RUNNING

    working(plant, api)
    code, out, err = run("resume", 1)
    assert code == 0, err
    assert (place / "lista-results-1.xlsx").is_file()
    assert len(told(api)) == len(set(told(api))) == 3


@pytest.mark.postgres
def test_a_paused_one_goes_on_from_here_where_that_is_said(
    run: Run, lista: Path, plant: Plant, api: StandIn
) -> None:
    with Interrupted(plant.journal.batches.resumable):
        send(run, lista, "--workers")
    assert run("pause", 1)[0] == 0
    code, out, err = run("resume", 1, "--here", "--json")
    assert code == 0, err
    assert json.loads(out)["by_workers"] is False
    assert len(told(api)) == 3


@pytest.mark.postgres
def test_what_did_not_leave_goes_back_to_the_workers(
    run: Run, lista: Path, plant: Plant, api: StandIn
) -> None:
    a_list(lista, *ROWS, *many(200))
    with Interrupted(plant.journal.batches.resumable):
        send(run, lista, "--workers")
    assert run("cancel", 1, "--yes")[0] == 0
    assert plant.state(1) is BatchState.CANCELLED
    working(plant, api)
    code, out, err = run("retry", 1, "--yes", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["by_workers"], found["accepted"]) == (True, 203)
    assert len(told(api)) == len(set(told(api))) == 203


@pytest.mark.postgres
def test_a_batch_file_says_so_too_and_run_again_looks_on_again(
    run: Run, plant: Plant, api: StandIn, place: Path
) -> None:
    text = place / "lembrete.toml"
    text.write_text(
        'list = "*.csv"\ntext = "Oi {nome}"\nrate = "off"\nwindow = "always"\nyes = true\n'
        "workers = true\nat_rest = 0\n",
        "utf-8",
    )
    with Interrupted(plant.journal.batches.resumable):
        code, _out, err = run("run", text)
    assert code == 4, err
    working(plant, api)
    code, _out, err = run("run", text)
    assert code == 0, err
    assert (place / "lista-results-1.xlsx").is_file()
    assert plant.journal.batches.numbers() == [1]
    assert len(told(api)) == 3

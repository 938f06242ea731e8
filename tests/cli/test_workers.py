"""`workers`: a table of them, and what is to be seen to."""

import json
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from tests.operations import worker_scenes
from tests.support import Run


@pytest.mark.postgres
def test_a_line_for_each_and_what_to_do(schema: str, run: Run) -> None:
    with Journal(schema) as book:
        worker_scenes.everything(book)
    code, out, _err = run("workers", "--journal", schema)
    heading, living, dead, *remarks = out.splitlines()
    assert code == 0
    assert heading.split()[:3] == ["machine", "process", "lanes"]
    assert living.split()[:4] == ["srv-a.example", "4711", "1/20", "51.5"]
    assert "(dead)" in dead
    assert len(remarks) == 4


@pytest.mark.postgres
def test_a_journal_that_nobody_sends_from(schema: str, run: Run) -> None:
    code, out, _err = run("workers", "--journal", schema)
    assert code == 0
    assert out.startswith(
        "No worker runs. Start one on each machine that is to send: batch-sender worker --journal "
    )
    code, out, _err = run("workers", "--json", "--journal", schema)
    assert (code, json.loads(out)) == (0, {"workers": [], "waiting": [], "left_behind": []})


@pytest.mark.usefixtures("place")
def test_a_file_is_told_to_be_one(run: Run) -> None:
    code, _out, err = run("workers")
    assert code == 1
    assert "Workers need a journal in PostgreSQL; this one is a file" in err
    assert json.loads(run("workers", "--json")[1])["error"]["code"] == "workers_need_server"


@pytest.mark.usefixtures("place")
def test_it_is_found_by_its_portuguese_name(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("trabalhadores", "--lang", "pt-BR")
    assert code == 1
    assert str(tmp_path) in err

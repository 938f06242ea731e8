"""Names that no editor would give: not UTF-8, or as long as the system takes; lists are read all the same."""

import json
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from batch_sender.journal import Journal
from batch_sender.models.file_names import LONGEST, fitting, shortened
from batch_sender.models.printable import all_printable, printable
from batch_sender.standin import StandIn
from tests.support import Run

TEXT = ("--text", "Oi {nome}")
ROWS = "nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n"
NOT_UTF8 = os.fsdecode(b"clientes-jos\xe9.csv")
LONG = "a" * 250 + ".csv"

pytestmark = pytest.mark.usefixtures("place")


def named(folder: Path, name: str) -> Path:
    path = folder / name
    try:
        path.write_text(ROWS, "utf-8")
    except OSError:
        pytest.skip("no file of this name can be here")
    return path


@pytest.fixture(params=[NOT_UTF8, LONG], ids=["not UTF-8", "254 bytes"])
def odd(request: pytest.FixtureRequest, place: Path) -> Path:
    return named(place, request.param)


def test_a_list_of_such_a_name_is_checked(run: Run, odd: Path) -> None:
    code, out, err = run("check", odd, *TEXT)
    assert code == 0, err
    assert printable(odd.name) in out
    code, out, err = run("check", odd, "--json", *TEXT)
    assert (code, json.loads(out)["read"]) == (0, 2), err
    out.encode("utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "html", "csv", "jsonl"])
def test_it_is_sent_and_its_results_are_written(
    run: Run, odd: Path, place: Path, ending: str
) -> None:
    code, out, err = run(
        "send", odd, "--yes", "--window", "always", "--rate", "off", *TEXT, "--json"
    )
    assert code == 0, err
    (results,) = json.loads(out)["results"]
    assert Path(results).is_file()
    assert len(os.fsencode(Path(results).name)) <= LONGEST
    Path(results).name.encode("utf-8")
    with ZipFile(results) as book:
        assert book.testzip() is None
    again = place / f"de-novo.{ending}"
    code, _, err = run("report", "1", "--out", again)
    assert code == 0, err
    written = again.read_bytes()
    assert ending == "xlsx" or written.decode("utf-8")
    assert odd.read_text("utf-8") == ROWS


def test_everything_that_names_it_is_text(run: Run, odd: Path) -> None:
    run("send", odd, "--yes", "--window", "always", "--rate", "off", *TEXT)
    for told in (("status",), ("status", "1"), ("status", "--json"), ("status", "1", "--json")):
        code, out, err = run(*told)
        assert code in {0, 3}, err
        out.encode("utf-8")
    code, out, err = run("history", "11 90000-0601", "--json")
    out.encode("utf-8")


def test_a_program_gets_the_name_as_it_is(run: Run, place: Path) -> None:
    path = named(place, NOT_UTF8)
    run("check", path, *TEXT)
    _, out, _ = run("status", "1", "--json")
    assert json.loads(out)["list"] == str(path.absolute())


def test_the_journal_knows_which_file_it_was(run: Run, place: Path) -> None:
    path = named(place, NOT_UTF8)
    run("check", path, *TEXT)
    with Journal(place / "journal.sqlite3") as journal:
        assert journal.batches.one(1).list_path == path.absolute()


def test_a_sentence_about_it_is_text(run: Run, place: Path) -> None:
    path = place / os.fsdecode(b"n\xe3o-existe.csv")
    code, out, err = run("check", path, *TEXT)
    assert (code, out) == (1, "")
    assert "n\ufffdo-existe.csv" in err
    code, out, _ = run("check", path, "--json", *TEXT)
    assert "n\ufffdo-existe.csv" in json.loads(out)["error"]["message"]


@pytest.mark.parametrize("way", ["beside the list", "a folder", "one file"])
def test_files_in_such_a_folder_go_with_their_messages(
    run: Run, place: Path, api: StandIn, way: str
) -> None:
    folder = place / os.fsdecode(b"jos\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no folder of this name can be here")
    odd = os.fsdecode(b"fot\xf3.png")
    for name in ("Ana.png", "Bia.png", odd):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
    media = {
        "beside the list": ("--media", "{nome}.png"),
        "a folder": ("--media", "{nome}.png", "--media-folder", folder),
        "one file": ("--media", folder / odd),
    }[way]
    contact_list = named(folder if way == "beside the list" else place, "lista.csv")
    code, _, err = run(
        "send", contact_list, *TEXT, *media, "--yes", "--window", "always", "--rate", "off"
    )
    assert code == 0, err
    assert [len(each.files) for each in api.received if each.kind == "file"] == [1, 1]
    assert run("report", "1", "--out", place / "r.html")[0] == 0
    assert run("history", "11 90000-0601", "--json")[0] == 0


def test_a_batch_file_of_such_a_name_is_run_and_scheduled(
    run: Run, place: Path, api: StandIn
) -> None:
    folder = place / os.fsdecode(b"jos\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no folder of this name can be here")
    named(folder, "lista.csv")
    named(folder, os.fsdecode(b"opt\xe7.csv"))
    batch_file = folder / os.fsdecode(b"lembran\xe7a.toml")
    batch_file.write_text(
        'list = "lista.csv"\ntext = "Oi {nome}"\nwindow = "always"\nrate = "off"\n', "utf-8"
    )
    code, _, err = run("run", batch_file, "--yes")
    assert code == 0, err
    assert len([each for each in api.received if each.number]) == 2
    assert run("schedule", "add", batch_file, "--cron", "0 9 * * *")[0] == 0
    code, out, err = run("schedule", "list", "--json")
    assert code == 0, err
    assert json.loads(out)["schedules"][0]["file"] == str(batch_file.resolve())
    assert run("run-due")[0] == 0
    assert run("doctor")[0] in {0, 1, 3}
    assert run("journal", "backup", folder / os.fsdecode(b"c\xf3pia.sqlite3"))[0] == 0
    assert run("optout", "import", folder / os.fsdecode(b"opt\xe7.csv"))[0] == 0
    assert "opt\ufffd.csv" in run("optout", "list")[1]


def test_words_that_are_no_text_are_complained_about(run: Run, place: Path) -> None:
    path = named(place, "lista.csv")
    code, _, err = run("check", path, "--text", os.fsdecode(b"Oi {nome}, voc\xea"))
    assert (code, "--text must be text in UTF-8." in err) == (2, True)
    code, out, _ = run("check", path, *TEXT, "--sheet", os.fsdecode(b"\xe9"), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "usage")


def test_a_long_name_is_cut_between_characters() -> None:
    assert fitting("é" * 200, "-2.csv") == "é" * 124 + "-2.csv"
    assert len(fitting("é" * 200, "-2.csv").encode()) <= LONGEST
    assert fitting("lista", "-2.csv") == "lista-2.csv"
    assert shortened("abc", -1) == ""
    assert os.fsencode(shortened(os.fsdecode(b"\xe9" * 9), 3)) == b"\xe9" * 3


def test_what_is_no_text_is_a_sign_wherever_it_stands() -> None:
    odd = {"list": NOT_UTF8, "of": [1, None, (NOT_UTF8, "é")]}
    told = json.dumps(all_printable(odd), ensure_ascii=False)
    assert json.loads(told) == {
        "list": "clientes-jos\ufffd.csv",
        "of": [1, None, ["clientes-jos\ufffd.csv", "é"]],
    }
    told.encode("utf-8")

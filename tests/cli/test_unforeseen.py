"""What nobody thought of is one sentence, JSON if asked, and the code of what has left; its trace is in the log."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.cli import debug, ending
from batch_sender.judge import prepare
from batch_sender.standin import StandIn
from tests.load.mutations import FILES, mutants
from tests.support import Run

TEXT = ("--text", "Oi {nome}")
SEND = (*TEXT, "--yes", "--window", "always", "--rate", "off")

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    debug.begin(on=False)


@pytest.fixture
def contact_list(place: Path) -> Path:
    path = place / "clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    return path


def breaks(*_args: object, **_more: object) -> None:
    """A mistake of the program's own; what it says holds somebody's number."""
    raise TypeError("5511900000601")


@pytest.fixture
def broken_judging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "open_list", breaks)


@pytest.fixture
def broken_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "conclude", breaks)


@pytest.mark.usefixtures("broken_judging")
@pytest.mark.parametrize("command", [("check", *TEXT), ("send", *SEND)], ids=["check", "send"])
def test_before_anything_left_it_is_a_sentence_and_exit_1(
    run: Run, contact_list: Path, command: tuple[str, ...], api: StandIn
) -> None:
    name, *flags = command
    code, out, err = run(name, contact_list, *flags)
    assert (code, out) == (1, "")
    assert "Something happened that nobody thought of: TypeError." in err
    assert "Nothing of a list was sent" in err
    assert "--debug" in err
    assert "Traceback" not in err
    code, out, err = run(name, contact_list, *flags, "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"], set(error)) == (1, "unforeseen", {"code", "message", "next"})
    assert not [each for each in api.received if each.number]


@pytest.mark.usefixtures("broken_judging")
def test_its_trace_is_shown_with_debug_and_nobodys_number(run: Run, contact_list: Path) -> None:
    code, _, err = run("check", contact_list, *TEXT, "--debug")
    assert code == 1
    assert "Traceback" in err
    assert "TypeError: …0601" in err


@pytest.mark.usefixtures("broken_ending")
def test_once_something_left_it_says_how_the_batch_stands(
    run: Run, contact_list: Path, api: StandIn
) -> None:
    code, out, _ = run("send", contact_list, *SEND, "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"]) == (0, "unforeseen"), "what is told is what became of the batch"
    assert "Batch 1 is finished: 2 accepted" in error["message"]
    assert "status 1" in error["next"]
    assert len([each for each in api.received if each.number]) == 2


@pytest.mark.usefixtures("broken_ending")
def test_of_several_lists_of_a_run_the_others_go_on(run: Run, place: Path, api: StandIn) -> None:
    for name, tail in (("a", "0601"), ("b", "0602")):
        path = place / "inbox" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"nome,telefone\n{name},11 90000-{tail}\n", "utf-8")
    batch_file = place / "l.toml"
    batch_file.write_text(
        'list = "inbox/*.csv"\ntext = "Oi {nome}"\nrate = "off"\nwindow = "always"\nat_rest = 0\n'
        'out = "r/{name}.csv"\n',
        "utf-8",
    )
    code, _, err = run("run", batch_file, "--yes")
    assert code == 0, err
    assert err.count("nobody thought of") == 2
    assert sorted(str(each.body) for each in api.received if each.number) == ["Oi a", "Oi b"]


def test_a_damaged_workbook_is_told_by_every_command(run: Run, place: Path) -> None:
    """A table of contents before the file's beginning: `OSError`, and no disk said that."""
    content = bytearray((FILES / "same.ods").read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (0x7FFF).to_bytes(4, "little")
    path = place / "lista.ods"
    path.write_bytes(content)
    for command in (("check", path, *TEXT), ("send", path, *SEND)):
        code, out, _ = run(*command, "--json")
        assert (code, json.loads(out)["error"]["code"]) == (1, "list_damaged")


@pytest.mark.slow
def test_a_damaged_list_never_ends_a_command_in_a_traceback(run: Run, place: Path) -> None:
    """Whatever is in the file, `--json` says one thing on standard output."""
    path = place / "lista"
    for mutant in mutants(20_261_125, 60):
        path.write_bytes(mutant.content)
        code, out, err = run("check", path, "--text", "Oi", "--json")
        said = json.loads(out)
        assert code in {0, 1, 3}, (mutant.name, err)
        assert said.get("error", {}).get("code") != "unforeseen", mutant.name

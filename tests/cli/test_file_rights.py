"""`doctor` finds files with people in them that everybody may read, and says what closes them."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody on this machine comes to, as none of pytest's own is."""
    with TemporaryDirectory(prefix="batch-sender-test-") as folder:
        place = Path(os.path.realpath(folder)) / "os envios"
        place.mkdir()
        for each in (place.parent, place):
            each.chmod(0o755)
        yield place


@pytest.fixture
def written(run: Run, place: Path, open_place: Path) -> list[Path]:
    """The results of a batch, and a list written back in two files; an umask of 022."""
    before = os.umask(0o022)
    contacts = place / "lista.csv"
    contacts.write_text("nome,telefone\nAna,11 90000-0601\nBia,12\n", "utf-8")
    text = ("--text", "Oi {nome}", "--rate", "off", "--window", "always")
    paths = [open_place / name for name in ("r.xlsx", "l.csv", "l-to-mend.csv")]
    assert run("send", contacts, *text, "--yes", "--out", paths[0])[0] == 3
    assert run("check", contacts, *text, "--out", paths[1])[0] == 3
    os.umask(before)
    return paths


def test_doctor_finds_nothing_open_in_what_was_written(run: Run, written: list[Path]) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert "people in them" not in run("doctor")[1]


@pytest.mark.parametrize(
    ("lang", "told", "close"),
    [
        ("en", "Everybody on this machine may read files with people in them: 3", "with: (.*)"),
        ("pt-BR", "Qualquer usuário deste computador pode abrir", "com: (chmod.*)"),
    ],
)
def test_what_it_says_closes_them(
    run: Run, written: list[Path], lang: str, told: str, close: str
) -> None:
    for path in written:
        path.chmod(0o644)
    code, out, _err = run("doctor", "--lang", lang)
    assert code == 3
    assert told in out
    (line,) = [each for each in out.splitlines() if "chmod" in each]
    found = re.search(close, line)
    assert found is not None
    subprocess.run(["sh", "-c", found[1]], check=True)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert "chmod" not in run("doctor", "--lang", lang)[1]


def test_whoever_removes_people_is_told_of_the_list_that_was_written_back(
    run: Run, written: list[Path]
) -> None:
    assert "the list was written to" in run("status", "2")[1]
    _code, out, _err = run("forget", "11 90000-0601", "--yes", "--json")
    assert {str(path) for path in written[1:]} <= set(json.loads(out)["files"])

"""`stand-in`: the lines that a person pastes to rehearse, which keep the rehearsal out of the real journal."""

import os

import pytest

from batch_sender.cli import standin
from batch_sender.config import places
from batch_sender.standin import StandIn

TYPOGRAPHIC = "C:\\Users\\D\u2019Ana\\e.sqlite3"


def test_a_rehearsal_gets_a_journal_of_its_own(
    api: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    standin._ready(api)
    lines = capsys.readouterr().err.splitlines()
    real = str(places.journal_location(None, {}))
    rehearsal = real.replace("journal.sqlite3", "rehearsal.sqlite3")
    assert lines[1:4] == [
        f"  {standin.assignment(variable, value, windows=os.name == 'nt')}"
        for variable, value in (
            ("BATCH_SENDER_URL", api.url),
            ("BATCH_SENDER_TOKEN", api.token),
            ("BATCH_SENDER_JOURNAL", rehearsal),
        )
    ]


@pytest.mark.parametrize(
    ("value", "posix", "windows"),
    [
        (
            "http://127.0.0.1:1/a",
            "export X=http://127.0.0.1:1/a",
            '$env:X = "http://127.0.0.1:1/a"',
        ),
        ("/a b/e.sqlite3", "export X='/a b/e.sqlite3'", '$env:X = "/a b/e.sqlite3"'),
        ("C:\\a $b\\e", "export X='C:\\a $b\\e'", "$env:X = 'C:\\a $b\\e'"),
        (TYPOGRAPHIC, f"export X='{TYPOGRAPHIC}'", f'$env:X = "{TYPOGRAPHIC}"'),
    ],
)
def test_a_path_comes_through_the_shell_it_is_pasted_into(
    value: str, posix: str, windows: str
) -> None:
    assert standin.assignment("X", value, windows=False) == posix
    assert standin.assignment("X", value, windows=True) == windows

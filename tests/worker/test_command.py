"""`worker` at the command line: what it refuses, and says instead of working."""

from pathlib import Path

import pytest

from tests.support import Run


def test_a_journal_in_a_file_is_refused_and_not_made(run: Run, place: Path) -> None:
    code, _out, err = run("worker")
    assert code == 1
    assert "Workers need a journal in PostgreSQL; this one is a file" in err
    assert not (place / "journal.sqlite3").exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--lanes", "0"), "--lanes"),
        (("--stay", "tomorrow"), "--stay"),
        (("--stay", "1s"), "--stay"),
        (("--metrics", "nowhere"), "--metrics"),
    ],
)
def test_flags_that_make_no_sense_are_named(
    run: Run,
    place: Path,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, str],
    told: str,
) -> None:
    assert place.is_dir()
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", schema)
    code, _out, err = run("worker", *flags)
    assert code == 2
    assert told in err
    assert flags[1] in err


def test_it_has_its_portuguese_name(run: Run, place: Path) -> None:
    assert place.is_dir()
    code, out, _err = run("--lang", "pt-BR", "trabalhador", "--help")
    assert code == 0
    assert "--lanes" in out

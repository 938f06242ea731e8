"""A batch file read: its values, and each mistake with its file, its line and the nearest right key."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.cli.commands import main
from batch_sender.config import batch_file, options
from batch_sender.config.batch_file import Keys
from batch_sender.config.errors import (
    BatchFileBroken,
    BatchFileError,
    BatchFileKeyUnknown,
    BatchFileKeyUnknownNear,
    BatchFileMissing,
    BatchFileUnreadable,
    BatchFileValueWrong,
)
from batch_sender.config.options import Kind
from batch_sender.config.settings import Settings

KEYS: Keys = {
    "list": Kind.TEXT,
    "phone_column": Kind.TEXT,
    "template": Kind.PATH,
    "text": Kind.TEXT,
    "limit": Kind.NUMBER,
    "open_ticket": Kind.YES_OR_NO,
    "not_in": Kind.TEXTS,
    "expires": Kind.TEXT,
    "notify": {"webhook": Kind.TEXT, "mail_to": Kind.TEXTS},
}


def written(folder: Path, content: str) -> Path:
    path = folder / "lembrete.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "values"),
    [
        pytest.param('list = "a.csv"', {"list": "a.csv"}, id="a text"),
        pytest.param('phone-column = "Fone"', {"phone_column": "Fone"}, id="named as the flag is"),
        pytest.param("limit = 10", {"limit": 10}, id="a number"),
        pytest.param("open_ticket = true", {"open_ticket": True}, id="a switch"),
        pytest.param("not_in = [7, 9]", {"not_in": ["7", "9"]}, id="numbers of batches"),
        pytest.param("not_in = 7", {"not_in": ["7"]}, id="one where several may stand"),
        pytest.param(
            "expires = 2026-12-31 18:00:00", {"expires": "2026-12-31 18:00"}, id="TOML's own moment"
        ),
        pytest.param("expires = 2026-12-31", {"expires": "2026-12-31"}, id="TOML's own date"),
        pytest.param(
            '[notify]\nmail-to = "a@b.c"', {"notify.mail_to": ["a@b.c"]}, id="in a section"
        ),
        pytest.param("\ufefflist = 'C:\\listas\\a.csv'", {"list": "C:\\listas\\a.csv"}, id="BOM"),
        pytest.param("# nothing", {}, id="nothing"),
    ],
)
def test_what_a_file_says(tmp_path: Path, content: str, values: dict[str, object]) -> None:
    assert batch_file.read(written(tmp_path, content), KEYS).values == values


LONG = '''text = """
limit = "not a key
open_ticket = nor this
"""
# limit = "nor this, nor its quotes: """
limit = "ten"
'''


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        pytest.param('list = "a"\nlimt = 3', BatchFileKeyUnknownNear, 2, id="a slip"),
        pytest.param("\n\nabracadabra = 3", BatchFileKeyUnknown, 3, id="nothing like it"),
        pytest.param('list = "a"\nlimit = "10"', BatchFileValueWrong, 2, id="a number in quotes"),
        pytest.param("limit = true", BatchFileValueWrong, 1, id="true is no number"),
        pytest.param("list = 5", BatchFileValueWrong, 1, id="a number for a text"),
        pytest.param('open_ticket = "yes"', BatchFileValueWrong, 1, id="yes is not true"),
        pytest.param("list = ['a', 'b']", BatchFileValueWrong, 1, id="several for one"),
        pytest.param("not_in = [true]", BatchFileValueWrong, 1, id="one of several is wrong"),
        pytest.param('\nnotify = "a@b.c"', BatchFileValueWrong, 2, id="a section as a value"),
        pytest.param('[notify]\nmial_to = "a"', BatchFileKeyUnknownNear, 2, id="in a section"),
        pytest.param("[other]\nx = 1", BatchFileKeyUnknown, 1, id="no such section"),
        pytest.param(LONG, BatchFileValueWrong, 6, id="behind a long text that looks like keys"),
        pytest.param('list = "a"\nlist', BatchFileBroken, 2, id="no TOML"),
        pytest.param('list = "C:\\listas"', BatchFileBroken, 1, id="a backslash in double quotes"),
        pytest.param('list = "a', BatchFileBroken, 1, id="a quote that never closes"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, content: str, error: type[BatchFileError], line: int
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(error) as raised:
        batch_file.read(path, KEYS)
    assert type(raised.value) is error
    assert f"lembrete.toml, line {line}:" in raised.value.message


def test_a_slip_is_answered_with_the_nearest_key(tmp_path: Path) -> None:
    with pytest.raises(BatchFileKeyUnknownNear) as raised:
        batch_file.read(written(tmp_path, 'Phone_Colunm = "x"'), KEYS)
    assert "phone_column" in raised.value.next


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BatchFileMissing):
        batch_file.read(tmp_path / "nowhere.toml", KEYS)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('list = "situação.csv"'.encode("cp1252"))
    with pytest.raises(BatchFileUnreadable):
        batch_file.read(latin, KEYS)
    with pytest.raises(BatchFileUnreadable):
        batch_file.read(tmp_path, KEYS)


def test_read_leniently_a_file_keeps_what_is_right(tmp_path: Path) -> None:
    path = written(tmp_path, 'limt = 3\nlist = 4\n[notify]\nwebhook = "http://x"\nmail = 1\n')
    assert batch_file.read(path, KEYS, leniently=True).values == {"notify.webhook": "http://x"}


@given(st.text(max_size=200))
def test_whatever_stands_there_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(content, encoding="utf-8", errors="surrogatepass", newline="")
    with contextlib.suppress(BatchFileError):
        found = batch_file.read(path, KEYS)
        assert all(1 <= line <= len(content) + 1 for line in found.lines.values())


# ── the keys ──────────────────────────────────────────────────────────────────────────────────


def flags_of(command: str) -> set[str]:
    """The flags of a command, as a batch file would write them."""
    found = {flag for each in main.commands[command].params for flag in each.opts}
    return {flag[2:].replace("-", "_") for flag in found if flag.startswith("--")}


def test_every_flag_of_run_has_its_key() -> None:
    assert flags_of("run") - {"dry_run"} == set(options.BATCH_FILE_KEYS)
    assert flags_of("send") == flags_of("run") - {
        "list",
        "problem_rows",
        "move_to",
        "at_rest",
        "dry_run",
    }


def test_what_check_takes_send_takes_too() -> None:
    assert flags_of("check") <= flags_of("send")


@pytest.mark.parametrize("option", options.BATCH_FILE_KEYS.values(), ids=lambda each: each.key)
def test_a_key_says_its_kind_and_what_a_form_calls_it(option: options.Option) -> None:
    assert batch_file.IN_WORDS[option.kind]
    assert option.label
    assert option.is_switch or option.metavar


def test_an_option_is_called_as_the_setting_it_becomes() -> None:
    judged = {option.name for option in options.JUDGING}
    others = {"template", "text", "rate", "repeat_after"}  # read, and kept in other words
    assert judged - others <= set(Settings.model_fields)
    assert set(Settings.model_fields) - judged <= {
        "canary",
        "gap",
        "look_after",
        "look_unanswered",
        "repeat_hours",
    }

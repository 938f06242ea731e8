"""A batch file read: its values, and each mistake with its file, its line and the nearest right key."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender import batchfile
from batch_sender.batchfile import Keys, Kind
from batch_sender.cli.app import check, send
from batch_sender.cli.options import filed
from batch_sender.errors import (
    BatchFileBroken,
    BatchFileError,
    BatchFileKeyUnknown,
    BatchFileKeyUnknownNear,
    BatchFileMissing,
    BatchFileUnreadable,
    BatchFileValueWrong,
)

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
    assert batchfile.read(written(tmp_path, content), KEYS).values == values


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
        batchfile.read(path, KEYS)
    assert type(raised.value) is error
    assert f"lembrete.toml, line {line}:" in raised.value.message


def test_a_slip_is_answered_with_the_nearest_key(tmp_path: Path) -> None:
    with pytest.raises(BatchFileKeyUnknownNear) as raised:
        batchfile.read(written(tmp_path, 'Phone_Colunm = "x"'), KEYS)
    assert "phone_column" in raised.value.next


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BatchFileMissing):
        batchfile.read(tmp_path / "nowhere.toml", KEYS)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('list = "situação.csv"'.encode("cp1252"))
    with pytest.raises(BatchFileUnreadable):
        batchfile.read(latin, KEYS)
    with pytest.raises(BatchFileUnreadable):
        batchfile.read(tmp_path, KEYS)


def test_read_leniently_a_file_keeps_what_is_right(tmp_path: Path) -> None:
    path = written(tmp_path, 'limt = 3\nlist = 4\n[notify]\nwebhook = "http://x"\nmail = 1\n')
    assert batchfile.read(path, KEYS, leniently=True).values == {"notify.webhook": "http://x"}


@given(st.text(max_size=200))
def test_whatever_stands_there_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(content, encoding="utf-8", errors="surrogatepass", newline="")
    with contextlib.suppress(BatchFileError):
        found = batchfile.read(path, KEYS)
        assert all(1 <= line <= len(content) + 1 for line in found.lines.values())


# ── the keys ──────────────────────────────────────────────────────────────────────────────────


def test_every_flag_of_send_has_its_key() -> None:
    keys = filed.kinds_of(send)
    flags = set(filed.options_of(send))
    assert set(filed.keys_of(send).values()) == flags
    assert set(filed.keys_of(send)) <= set(keys)
    assert {"template", "text", "journal", "json", "yes", "out", "canary", "rate"} <= set(keys)
    assert {"list", "problem_rows", "move_to", "notify"} <= set(keys)


def test_what_check_takes_send_takes_too() -> None:
    assert set(filed.keys_of(check)) <= set(filed.keys_of(send))

"""The keys of programs: a file that is broken lets nobody in, and is its owner's alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from batch_sender.web.access_errors import KeysBroken
from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[1]",
        '{"crm": {}}',
        '{"crm": {"role": "owner", "sha256": "", "added_at": "2026-11-24"}}',
    ],
)
def test_a_broken_file_is_told_and_lets_nobody_in(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content, "utf-8")
    with pytest.raises(KeysBroken):
        Keys(folder=tmp_path).known("bsk_x")


def test_the_file_is_its_owners_alone_and_holds_no_key(tmp_path: Path) -> None:
    keys = Keys(folder=tmp_path / "page")
    key = keys.add("crm", Role.LOOK, now=NOW)
    file = tmp_path / "page" / "keys.json"
    modes = [each.stat().st_mode & 0o077 for each in (file, file.parent)]
    assert os.name == "nt" or modes == [0, 0]
    assert key not in file.read_text("utf-8")
    known = keys.known(key)
    assert known is not None
    assert (known.name, known.digest in repr(known)) == ("crm", False)

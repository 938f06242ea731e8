"""Damaged lists of every format, made of real ones: read or refused, within bounds, never a traceback."""

import contextlib
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.load import open_list
from batch_sender.load.errors import ListDamaged, ListError
from batch_sender.load.files.archives import ArchiveDamaged, archive_checked
from batch_sender.load.files.kinds import FileKind, file_kind
from batch_sender.load.files.limits import LIMITS
from batch_sender.load.workbooks.ods import read_ods
from batch_sender.load.workbooks.prescan import prescan
from batch_sender.load.workbooks.unreadable import SheetsDamaged
from batch_sender.load.workbooks.xls import read_xls
from tests.load.mutations import FILES, mutants
from tests.load.xlsx_files import HEADER, sheet_xml, write_xlsx

SEED = int(os.environ.get("BATCH_SENDER_PROOF_SEED", "20261124"))
LONGEST = 30.0
"""Seconds: a damaged list is no longer read than a whole one, on a loaded machine either."""


def read(path: Path) -> None:
    """Read a list to its end, or have it refused with a sentence."""
    try:
        with open_list(path) as opened:
            for row in opened.rows():
                assert len(row.cells) == len(opened.header)
                "".join(row.cells).encode("utf-8")
    except ListError as err:
        told = err.message
    else:
        told = "read"
    assert told


def look(path: Path) -> None:
    """Look a list over as far as this process itself does."""
    with contextlib.suppress(ListError):
        if file_kind(path, LIMITS) is FileKind.XLSX:
            prescan(path, None, LIMITS)


def found_by(reader: Callable[[Path], object], path: Path, name: str) -> None:
    before = time.monotonic()
    try:
        reader(path)
    except Exception as err:  # noqa: BLE001 - any is the finding
        pytest.fail(f"{name}: {type(err).__name__}: {err}")
    assert time.monotonic() - before < LONGEST, name


def test_a_damaged_archive_is_refused_before_its_reader_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "lista"
    for mutant in mutants(1, 800):
        path.write_bytes(mutant.content)
        found_by(look, path, mutant.name)


@pytest.mark.slow
def test_a_damaged_list_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "lista"
    for mutant in mutants(SEED, 400):
        path.write_bytes(mutant.content)
        found_by(read, path, mutant.name)


@pytest.mark.slow
def test_many_damaged_archives_are_refused_before_their_reader_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "lista"
    for mutant in mutants(SEED + 1, 8_000):
        path.write_bytes(mutant.content)
        found_by(look, path, mutant.name)


def test_a_directory_before_the_beginning_of_the_file_is_damage(tmp_path: Path) -> None:
    content = bytearray((FILES / "same.ods").read_bytes())
    end = content.rindex(b"PK\x05\x06")
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    content[end + 12 : end + 16] = (size + 5_000).to_bytes(4, "little")
    path = tmp_path / "lista.ods"
    path.write_bytes(content)
    with pytest.raises(ListDamaged):
        file_kind(path, LIMITS)
    with pytest.raises(SheetsDamaged):
        read_ods(path, area=1_000_000)


def test_short_sectors_that_come_round_are_damage(tmp_path: Path) -> None:
    """The workbook lies in short sectors, one of which is followed by one that came before."""
    content = bytearray((FILES / "same.xls").read_bytes())
    table = 512 * (1 + int.from_bytes(content[60:64], "little"))
    content[table + 4 * 20 : table + 4 * 21] = (5).to_bytes(4, "little")
    path = tmp_path / "lista.xls"
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(SheetsDamaged):
        read_xls(path)
    assert time.monotonic() - began < LONGEST / 6


def test_a_disk_that_fails_is_no_damage_of_the_list() -> None:
    def failing(code: int) -> None:
        with archive_checked():
            raise OSError(code, os.strerror(code))

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        failing(errno.EIO)
    with pytest.raises(ArchiveDamaged):
        failing(errno.EINVAL)


@pytest.mark.parametrize("row", ["99999999999", "-5", "0"])
def test_a_hidden_row_that_no_sheet_has_is_refused(tmp_path: Path, row: str) -> None:
    sheet = sheet_xml(f'{HEADER}<row r="{row}" hidden="1"></row>')
    with pytest.raises(ListDamaged):
        prescan(write_xlsx(tmp_path / "lista.xlsx", sheet), None, LIMITS)

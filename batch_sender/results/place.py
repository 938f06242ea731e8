"""Put a file in its place whole, or say why it cannot be there."""

import errno
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from batch_sender.models.file_names import fitting
from batch_sender.models.system_words import said_of
from batch_sender.results import rights
from batch_sender.results.errors import (
    ResultsCurrentFolderGone,
    ResultsDiskFull,
    ResultsEndingUnknown,
    ResultsError,
    ResultsFolderMissing,
    ResultsFolderReadOnly,
    ResultsNotWritten,
    ResultsPathNotAFile,
    ResultsWouldReplaceList,
)

ENDINGS: Final = (".xlsx", ".csv", ".jsonl", ".html")
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PROTECTED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def check_results_path(path: Path, *, list_path: Path | None = None) -> None:
    """Refuse a path that can never take results; worth asking before the first message leaves.

    Raises:
        ResultsError: its ending, its folder or what stands there now makes it unusable.
    """
    with _faults_told(path):
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise ResultsPathNotAFile(path=path)
        if path.suffix.lower() not in ENDINGS:
            raise ResultsEndingUnknown(path=path)
        if not path.parent.is_dir():
            raise ResultsFolderMissing(path=path, folder=path.parent)
        if list_path and path.exists() and list_path.exists() and path.samefile(list_path):
            raise ResultsWouldReplaceList(path=path)
    _try_the_folder(path)


def _try_the_folder(path: Path) -> None:
    """Write nothing there and take it away again: what a folder allows shows only so."""
    trial = _beside(path)
    with _faults_told(path):
        try:
            trial.touch(exist_ok=False)
            trial.unlink()
        except FileNotFoundError as err:  # the current folder can be looked at, though removed
            raise _folder_gone(path) from err


def _folder_gone(path: Path) -> ResultsError:
    if path.parent == Path():
        return ResultsCurrentFolderGone(path=path)
    return ResultsFolderMissing(path=path, folder=path.parent)


def _beside(path: Path) -> Path:
    return path.with_name(f".batch-sender-{secrets.token_hex(6)}.part")


def put_in_place(
    path: Path,
    write: Callable[[Path], None],
    *,
    batch: int | str,
    replace: Callable[[Path, Path], Path] = Path.replace,
) -> Path:
    """Let `write` fill a temporary file beside `path`, `replace` `path` by it, say where it went.

    Nobody but its owner reads in it meanwhile.
    """
    temporary = _beside(path)
    with _faults_told(path, batch):
        try:
            rights.create(temporary)
            write(temporary)
            rights.settle(temporary, target=path)
            return _move(temporary, path, replace)
        finally:
            # A file that cannot be removed must not hide why the results could not be written.
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _move(temporary: Path, path: Path, replace: Callable[[Path, Path], Path]) -> Path:
    """Windows refuses to replace a workbook that Excel holds open: a free name is used then."""
    try:
        return replace(temporary, path)
    except PermissionError:
        if not path.exists():
            raise
        return replace(temporary, _free_name(path))


def _free_name(path: Path) -> Path:
    names = (path.with_name(fitting(path.stem, f"-{n}{path.suffix}")) for n in count(2))
    return next(name for name in names if not name.exists())


@contextmanager
def _faults_told(path: Path, batch: int | str = "N") -> Iterator[None]:
    try:
        yield
    except OSError as err:
        if err.errno in _NO_ROOM:
            raise ResultsDiskFull(path=path, temporary=tempfile.gettempdir(), batch=batch) from err
        if err.errno in _PROTECTED:
            raise ResultsFolderReadOnly(path=path, folder=path.parent) from err
        raise ResultsNotWritten(path=path, why=said_of(err)) from err

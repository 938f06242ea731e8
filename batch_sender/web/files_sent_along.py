"""Keep the files that go with a draft's messages: one for all, or one for each person by a column."""

import shutil
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from starlette.datastructures import UploadFile

from batch_sender.compose.errors import MediaError, MediaTypeNotAllowed
from batch_sender.compose.media import CONTENT_TYPES, check_whole_list_file, safe_name
from batch_sender.web.drafts import Draft
from batch_sender.web.errors import NoFileChosen

_FOR_ALL, _OF_EACH = "file", "files"
_LONGEST_NAME: Final = 200
"""Bytes of a name: systems take 255, and a path has a length, too."""


NONE: Final[Mapping[str, Any]] = {"media": None, "media_folder": None, "no_media": True}
"""What is chosen, by the names of options, where no file goes along."""


def one_for_all(folder: Path, sent: Sequence[UploadFile], draft: Draft) -> dict[str, Any]:
    """Return what is chosen where one file goes to everybody: the one that was sent, else the one before.

    Raises:
        MediaError: no such file can be sent.
    """
    before = draft.values.get("media")
    if not sent and not before:
        raise NoFileChosen
    path = _keep_for_all(folder, sent[0]) if sent else before
    return {"media": str(path), "media_folder": None, "no_media": None}


def of_each(folder: Path) -> dict[str, Any]:
    """Return what is chosen where a column names each person's file, and make the place of these files."""
    place = folder / _OF_EACH
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {"media": None, "media_folder": str(place), "no_media": None}


def keep_of_each(folder: Path, sent: Iterable[UploadFile]) -> None:
    """Keep files that a column of the list names, under their own names: by these they are found.

    Raises:
        MediaTypeNotAllowed: some cannot be sent; the others are kept.
    """
    refused = []
    for each in sent:
        name = _own_name(each)
        if name.startswith(".") or PurePosixPath(name).suffix.lower() not in CONTENT_TYPES:
            refused.append(name)
        else:
            _write(each, folder / _OF_EACH / name)
    if refused:
        raise MediaTypeNotAllowed(path=", ".join(refused[:5]), allowed=" ".join(CONTENT_TYPES))


def names_of_each(folder: Path) -> list[str]:
    """Return the names of those that are there."""
    return sorted(file.name for file in (folder / _OF_EACH).glob("*") if file.is_file())


def _keep_for_all(folder: Path, sent: UploadFile) -> Path:
    """Keep the one file that goes to everybody; the one before is removed once this one is sound."""
    name = _own_name(sent)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in CONTENT_TYPES:
        raise MediaTypeNotAllowed(path=name, allowed=" ".join(CONTENT_TYPES))
    arriving = folder / "arriving"
    shutil.rmtree(arriving, ignore_errors=True)
    path = arriving / safe_name(PurePosixPath(name).stem, extension=suffix)
    _write(sent, path)
    try:
        check_whole_list_file(path)
    except MediaError as err:
        shutil.rmtree(arriving)
        raise type(err)(**{**err.details, "path": name}) from err
    shutil.rmtree(folder / _FOR_ALL, ignore_errors=True)
    arriving.rename(folder / _FOR_ALL)
    return folder / _FOR_ALL / path.name


def _own_name(sent: UploadFile) -> str:
    """Return a file's name without any folder, and without signs that nobody sees."""
    name = unicodedata.normalize("NFC", (sent.filename or "").replace("\\", "/"))
    shown = "".join(sign for sign in name.rpartition("/")[2] if sign.isprintable())
    return shown.strip().encode()[-_LONGEST_NAME:].decode(errors="ignore")


def _write(sent: UploadFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        shutil.copyfileobj(sent.file, file, 1 << 20)

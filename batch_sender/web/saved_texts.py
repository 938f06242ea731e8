"""Message texts that are kept under a name, to be taken again: the client's own, or the page's."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender.compose.errors import TemplateError
from batch_sender.compose.media.names import is_device
from batch_sender.operations import text_files
from batch_sender.web.errors import TextGone, TextInUse, TextNameTaken, TextNameUnusable
from batch_sender.web.roles import Role, allows
from batch_sender.web.site import Site

_SUFFIX: Final = ".txt"
_NAME: Final = re.compile(r"[\w(][\w ().,&+-]{0,59}")
"""Nothing that leads to another folder, and what every system takes as a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedText:
    """A text that was kept. `name`: as the person calls it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedTexts:
    """The texts in one folder, a file each: the command line reads them from there, too.

    `may_change`: those that are there; batch files of a client name its texts, and run by themselves.
    """

    folder: Path
    may_change: bool = True

    def every(self) -> list[SavedText]:
        """Return all that can be read, by their names."""
        files = sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stem.casefold())
        found = (_read(file) for file in files)
        return [each for each in found if each is not None]

    def one(self, name: str) -> SavedText:
        """Return the text of a name.

        Raises:
            TextGone: there is none any more.
        """
        found = _read(self._file(name))
        if found is None:
            raise TextGone(name=name)
        return found

    def save(self, name: str, text: str, *, replace: bool = False) -> SavedText:
        """Keep a text under a name; another text of that name only gives way where that is said.

        Raises:
            TextNameUnusable: no file can be called so.
            TextNameTaken: there is one of that name.
            TextInUse: it takes another role to change one.
        """
        file = self._file(name)
        if file.exists() and replace and not self.may_change:
            raise TextInUse
        if file.exists() and not replace:
            raise TextNameTaken(name=file.stem)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_suffix(".new")
        new.write_text(text, "utf-8", newline="\n")
        new.replace(file)
        return SavedText(name=file.stem, text=text)

    def remove(self, name: str) -> None:
        """Remove a text; that it is gone already is as good.

        Raises:
            TextInUse: it takes another role to remove one.
        """
        if not self.may_change:
            raise TextInUse
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        plain = unicodedata.normalize("NFC", " ".join(name.split()))
        if not _NAME.fullmatch(plain) or plain.endswith(".") or is_device(plain):
            raise TextNameUnusable(name=name)
        return self.folder / f"{plain.removesuffix(_SUFFIX)}{_SUFFIX}"


def saved_texts(site: Site) -> SavedTexts:
    """Return the texts of the profile in force or, without one, of this page."""
    of_client = site.workspace.templates
    if of_client is None:
        return SavedTexts(folder=site.drafts.folder.parent / "texts")
    return SavedTexts(folder=of_client, may_change=allows(site.role, Role.SEND))


def _read(file: Path) -> SavedText | None:
    """Read a text; None where it is none that could be sent."""
    try:
        return SavedText(name=file.stem, text=text_files.read(file).text)
    except TemplateError:
        return None

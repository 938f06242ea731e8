"""Find each row's file: one for all, a column of paths, or a path pattern filled for each row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from batch_sender.compose.errors import MediaPatternIsAddress
from batch_sender.compose.media import MediaChecker, check_whole_list_file, safe_name
from batch_sender.compose.templates import Template, compile_template
from batch_sender.config.settings import Settings
from batch_sender.config.store_addresses import read_address
from batch_sender.models import MediaFile, Problem
from batch_sender.models.errors import OptionName
from batch_sender.models.places import is_address

Rows = Sequence[Sequence[str]]
"""The cells of several rows."""


class Attachments(Protocol):
    """Finds the files of rows."""

    @property
    def path_columns(self) -> Collection[int] | None:
        """The columns that say which file is the row's own; None where none has one of its own."""

    @property
    def columns(self) -> Collection[int]:
        """The columns that say which file it is, or under what name it is sent."""

    @property
    def file(self) -> MediaFile | None:
        """The file that all rows send; None where none does, or each has its own."""

    def of(self, rows: Rows) -> Sequence[MediaFile | Problem | None]:
        """Return each row's checked file, its problem, or None where it has no file."""


def plan_attachments(
    settings: Settings,
    *,
    header: Sequence[str],
    written: Sequence[str],
    column: int | None,
    list_folder: Path,
    checked: MediaFile | None = None,
) -> Attachments:
    """Settle what the media setting means for this list; `checked`: the file for all, if it was checked before.

    What holds a `{` is a pattern, what names a column (`column` says which) is that column, anything
    else is one file for all. Paths of columns and patterns lie inside the media folder, the list's
    own unless said.

    Raises:
        MediaError, SettingsError, TemplateError: the file for all, or the pattern, cannot be used.
    """
    media = settings.media
    if media is None:
        return _Nothing()
    checker = MediaChecker(settings.media_folder or list_folder)

    def compiled(text: str, flag: str) -> Template:
        return compile_template(text, header, written=written, origin=flag)

    name = compiled(settings.media_name, OptionName("media_name")) if settings.media_name else None
    if "{" in media:
        if column is None and is_address(media):
            raise MediaPatternIsAddress
        return _FromList(checker=checker, name=name, pattern=compiled(media, OptionName("media")))
    if column is not None:
        return _FromList(checker=checker, name=name, column=column, title=header[column])
    if checked is None:
        place = read_address(media) if is_address(media) else Path(media)
        checked = check_whole_list_file(place)
    return _OneForAll(file=checked, name=name)


class _Nothing:
    """No media in this batch."""

    path_columns = None
    columns = ()
    file = None

    def of(self, rows: Rows) -> Sequence[None]:
        """Return None for each."""
        return [None] * len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneForAll:
    """The same file for every row; its name may differ."""

    file: MediaFile
    name: Template | None

    @property
    def path_columns(self) -> None:
        """Return None: it is nobody's own."""

    @property
    def columns(self) -> Collection[int]:
        """Return the columns of its name."""
        return () if self.name is None else self.name.columns

    def of(self, rows: Rows) -> Sequence[MediaFile | Problem]:
        """Return the file, under each row's name."""
        if self.name is None:
            return [self.file] * len(rows)
        return [
            name if isinstance(name, Problem) else self._called(name)
            for name in self.name.fill(rows)
        ]

    def _called(self, name: str) -> MediaFile:
        return replace(self.file, name=safe_name(name, extension=self.file.path.suffix))


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromList:
    """A path of the row's own: what the pattern gives, or what stands in the column."""

    checker: MediaChecker
    name: Template | None
    pattern: Template | None = None
    column: int | None = None
    title: str | None = None

    @property
    def path_columns(self) -> Collection[int]:
        """Return the columns behind the pattern, or the one that holds the paths."""
        if self.pattern is not None:
            return self.pattern.columns
        return () if self.column is None else (self.column,)

    @property
    def file(self) -> None:
        """Return None: each row has its own."""

    @property
    def columns(self) -> Collection[int]:
        """Return the columns of the path, and those of the name."""
        return (*self.path_columns, *(() if self.name is None else self.name.columns))

    def of(self, rows: Rows) -> Sequence[MediaFile | Problem | None]:
        """Return the rows' files; an empty cell in a media column means that there is none."""
        names = [None] * len(rows) if self.name is None else self.name.fill(rows)
        paths = self._paths(rows)
        self.checker.look_ahead(path for path in paths if isinstance(path, str))
        return list(map(self._found, paths, names))

    def _found(self, path: str | Problem, name: str | Problem | None) -> MediaFile | Problem | None:
        if isinstance(path, Problem) or not path:
            return path or None
        if isinstance(name, Problem):
            return name
        found = self.checker.check(path, name=name)
        return replace(found, column=self.title) if isinstance(found, Problem) else found

    def _paths(self, rows: Rows) -> Sequence[str | Problem]:
        if self.pattern is not None:
            return self.pattern.fill(rows)
        column = self.column
        return ["" if column is None else cells[column].strip() for cells in rows]

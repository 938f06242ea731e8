"""Where a file lies: on a disk, a shared one included, or in an object store."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]+:/")
"""Two letters at least before the colon: one is a drive of Windows."""


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a folder or a file lies in an object store: s3://bucket/folder/file.pdf."""

    url: str

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, relative: PurePosixPath | str) -> "StoreAddress":
        return StoreAddress(f"{self.url}/{relative}")

    @property
    def bucket(self) -> str:
        """Which bucket it is."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def key(self) -> str:
        """What it is called in its bucket; empty for the bucket itself."""
        return self.url.partition("://")[2].partition("/")[2]

    @property
    def name(self) -> str:
        """What stands behind the last slash."""
        return PurePosixPath(self.key).name

    @property
    def suffix(self) -> str:
        """Its ending: ".pdf"."""
        return PurePosixPath(self.key).suffix

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.key).stem

    @property
    def parent(self) -> "StoreAddress":
        """The folder it lies in."""
        return StoreAddress(self.url.rpartition("/")[0])


Place = Path | StoreAddress
"""Where a folder or a file lies."""


def is_address(text: str) -> bool:
    """Tell whether a text is an address of some kind, no path: s3://bucket, also as s3:/bucket."""
    return _ADDRESS.match(text.strip()) is not None


def place_of(text: str) -> Place:
    """Return the place that the journal has kept as text."""
    return StoreAddress(text) if "://" in text and is_address(text) else Path(text)

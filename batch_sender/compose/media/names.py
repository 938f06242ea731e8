"""The media types the API sends on, and file names that it does not garble."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CONTENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".mp3": "audio/mpeg",
        ".ogg": "audio/ogg",
        ".m4a": "audio/mp4",
        ".aac": "audio/aac",
        ".amr": "audio/amr",
        ".wav": "audio/wav",
        ".mp4": "video/mp4",
        ".3gp": "video/3gpp",
        ".pdf": "application/pdf",
        ".doc": "application/msword",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xls": "application/vnd.ms-excel",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".ppt": "application/vnd.ms-powerpoint",
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".odt": "application/vnd.oasis.opendocument.text",
        ".ods": "application/vnd.oasis.opendocument.spreadsheet",
        ".odp": "application/vnd.oasis.opendocument.presentation",
        ".zip": "application/zip",
    }
)
"""What may be sent, by its ending. No text file is among them: the server turns those into a broken
picture; without an ending the file is lost (docs/api-contract.md)."""

_LONGEST_NAME: Final = 100  # characters, ending included
_NAMELESS: Final = "arquivo"
_DEVICES: Final = re.compile(
    r"(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³]|conin\$|conout\$)", re.IGNORECASE
)


def safe_name(name: str, *, extension: str) -> str:
    """Return `name` as the API takes it unharmed: ASCII, no blanks, ending in `extension`.

    The server garbles accents, and its audio conversion breaks on blanks and shell characters
    (docs/api-contract.md). An ending that `name` brings along is replaced.
    """
    stem, dot, ending = name.strip().rpartition(".")
    if not dot or f".{ending.lower()}" not in {*CONTENT_TYPES, extension.lower()}:
        stem = name
    decomposed = unicodedata.normalize("NFKD", stem)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", plain)
    plain = plain[: _LONGEST_NAME - len(extension) - len(_NAMELESS) - 1].strip("_-") or _NAMELESS
    if is_device(plain):
        plain = f"{_NAMELESS}_{plain}"
    return plain + extension.lower()


def is_device(name: str) -> bool:
    """Tell the names that Windows keeps for devices; it ends them at the first dot ("NUL.pdf")."""
    return _DEVICES.fullmatch(name.partition(".")[0].rstrip()) is not None

"""Check media files: they lie in the allowed folder, and the API takes their type and name."""

from batch_sender.compose.media.checks import (
    MAX_BYTES,
    MediaChecker,
    check_media,
    check_whole_list_file,
)
from batch_sender.compose.media.contents import MediaContents, NotRead, Trouble
from batch_sender.compose.media.names import CONTENT_TYPES, safe_name

__all__ = [
    "CONTENT_TYPES",
    "MAX_BYTES",
    "MediaChecker",
    "MediaContents",
    "NotRead",
    "Trouble",
    "check_media",
    "check_whole_list_file",
    "safe_name",
]

"""Say in the reader's language what the system says of a file or a port that it does not give."""

import errno
import os
from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_, _

_KNOWN: Final[Mapping[int, str]] = {
    errno.EPERM: N_("Operation not permitted"),
    errno.ENOENT: N_("No such file or directory"),
    errno.EIO: N_("Input/output error"),
    errno.EAGAIN: N_("Resource temporarily unavailable"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.EACCES: N_("Permission denied"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EEXIST: N_("File exists"),
    errno.EXDEV: N_("Invalid cross-device link"),
    errno.ENODEV: N_("No such device"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EISDIR: N_("Is a directory"),
    errno.EINVAL: N_("Invalid argument"),
    errno.ENFILE: N_("Too many open files in system"),
    errno.EMFILE: N_("Too many open files"),
    errno.EFBIG: N_("File too large"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EROFS: N_("Read-only file system"),
    errno.EPIPE: N_("Broken pipe"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EADDRINUSE: N_("Address already in use"),
    errno.EADDRNOTAVAIL: N_("Cannot assign requested address"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.ETIMEDOUT: N_("Connection timed out"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.EHOSTUNREACH: N_("No route to host"),
    errno.ESTALE: N_("Stale file handle"),
    errno.EDQUOT: N_("Disk quota exceeded"),
}
"""What the system says, by its number: Python hands it over in English, whatever the machine speaks."""

_OPEN_ELSEWHERE: Final = frozenset({32, 33})
"""Windows: another program, such as Excel, has the file open."""


def said_of(err: OSError) -> str:
    """Say why, in a few words; an error with words of its own keeps them, one without is named."""
    if getattr(err, "winerror", None) in _OPEN_ELSEWHERE:
        return _("another program has it open")
    number = err.errno or 0
    if number in _KNOWN and err.strerror == os.strerror(number):
        return _(_KNOWN[number])
    return err.strerror or type(err).__name__

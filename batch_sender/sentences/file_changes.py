"""Say what became of a file that a batch was judged from."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_, _, ngettext
from batch_sender.models import FileChange, FileRole
from batch_sender.models.printable import printable
from batch_sender.sentences.moments import moment_there

_CHANGED: Final[Mapping[FileRole, str]] = {
    FileRole.LIST: N_(
        "The list {path} is not what was judged: last written on {moment}, {difference}."
    ),
    FileRole.TEXT: N_(
        "The text {path} is not what was judged: last written on {moment}, {difference}."
    ),
}
_GONE: Final[Mapping[FileRole, str]] = {
    FileRole.LIST: N_("The list {path} is gone."),
    FileRole.TEXT: N_("The text {path} is gone."),
}
_UNREADABLE: Final[Mapping[FileRole, str]] = {
    FileRole.LIST: N_("The list {path} cannot be compared with what was judged: {why}."),
    FileRole.TEXT: N_("The text {path} cannot be compared with what was judged: {why}."),
}


def describe_change(change: FileChange) -> str:
    """Say whether it was written to or is gone, when, and by how much it grew or shrank."""
    role, path = change.file.role, printable(str(change.file.path))
    if change.reason is not None:
        return _(_UNREADABLE[role]).format(path=path, why=change.reason)
    if change.now is None or change.written is None:
        return _(_GONE[role]).format(path=path)
    return _(_CHANGED[role]).format(
        path=path,
        moment=moment_there(change.written),
        difference=_difference(change.now.size - change.file.content.size),
    )


def _difference(more: int) -> str:
    if not more:
        return _("of the same size")
    if more > 0:
        return ngettext("{n} byte more", "{n} bytes more", more).format(n=more)
    return ngettext("{n} byte less", "{n} bytes less", -more).format(n=-more)

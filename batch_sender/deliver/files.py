"""Read a claimed message's file right before it leaves, and say what becomes of the message if that fails.

A row is taken out only for what is known of its own file. Where nothing of the batch's files is seen, this
machine does not see their folder (it is not mounted, or the store is away): every row stays.
"""

import platform
from typing import Final

from batch_sender.compose.media import NotRead, Trouble
from batch_sender.deliver.session import DeliverySession
from batch_sender.journal import Claimed, FileAway, Withdrawn
from batch_sender.language import _
from batch_sender.models import MediaFile, ProblemCode, Reason
from batch_sender.models.printable import printable

_TOO_LONG: Final = 4.0
"""Seconds of reading after which the mark is too old, or as good as: it may be five of them."""

_ASKED: Final = 20
"""Files of rows nearby that are looked for, before and behind, when one is missing."""


def content_for(
    session: DeliverySession, claimed: Claimed, file: MediaFile
) -> bytes | Withdrawn | FileAway:
    """Return the file's bytes as they were judged, or what becomes of the message without a call."""
    began = session.clock.monotonic()
    found = session.contents.of(file)
    if isinstance(found, NotRead):
        return _without(session, claimed, file, found)
    took = session.clock.monotonic() - began
    if took > _TOO_LONG:
        # The mark is too old by now. Once more, from memory; a folder that stays as slow is out of reach.
        said = _("it took {n} s to read").format(n=round(took))
        return _away(file, Reason.MEDIA_AWAY, said)
    session.monitor.file_was_read()
    return found


def _without(
    session: DeliverySession, claimed: Claimed, file: MediaFile, found: NotRead
) -> Withdrawn | FileAway:
    match found.trouble:
        case Trouble.CHANGED:
            return _changed(file)
        case Trouble.MISSING if _others_are_seen(session, claimed, file):
            return _changed(file)
        case Trouble.DENIED:
            return _away(file, Reason.MEDIA_DENIED, found.said)
        case _:
            return _away(file, Reason.MEDIA_AWAY, found.said or _("it is not there"))


def _others_are_seen(session: DeliverySession, claimed: Claimed, file: MediaFile) -> bool:
    """Say whether another file of the batch is there: only then is a missing one known to be gone.

    A folder that is not mounted is there as a rule, and empty.
    """
    others = session.journal.messages.other_files(
        claimed.batch_id, claimed.row, path=str(file.path), most=_ASKED
    )
    beside = [place for place in others if place.parent == file.path.parent]
    return any(map(session.contents.is_there, beside or others))


def _changed(file: MediaFile) -> Withdrawn:
    return Withdrawn(code=ProblemCode.MEDIA_CHANGED, detail=printable(str(file.path)))


def _away(file: MediaFile, reason: Reason, said: str) -> FileAway:
    told = _("{file}, on the machine {machine}: {what}").format(
        file=file.path, machine=platform.node(), what=said
    )
    return FileAway(reason=reason, answer=printable(told))

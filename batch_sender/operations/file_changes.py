"""Files that do not hold any more what a batch was judged from: whoever goes on with it is told, and asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from batch_sender import sentences
from batch_sender.journal import Journal
from batch_sender.load.files.versions import content_of
from batch_sender.models import FileChange, FileRole, JudgedFile
from batch_sender.models.system_words import said_of
from batch_sender.operations.errors import FilesChanged
from batch_sender.operations.questions import Answer, AnswerNeeded, SendAsJudged, answer_to

_NOTED: Final = "sent_as_judged"
"""The event of a batch that went on although its files had changed."""


def changed_files(journal: Journal, batch_id: int) -> tuple[FileChange, ...]:
    """Return the files of a batch that are not what was judged; one that was only touched still is.

    A list that this program has moved is looked for where it lies now.
    """
    moved = _moved_to(journal, batch_id)
    looked_at = (
        _change_of(each, moved if moved and each.role is FileRole.LIST else each.path)
        for each in journal.batches.files(batch_id)
    )
    return tuple(change for change in looked_at if change is not None)


def refuse_changed(journal: Journal, batch_id: int) -> None:
    """See that a batch can go on without anybody's word.

    Raises:
        FilesChanged: its list or a text is not what was judged.
    """
    if changes := changed_files(journal, batch_id):
        raise refusal(batch_id, changes)


def refusal(batch_id: int, changes: Sequence[FileChange]) -> FilesChanged:
    """Return the error of a batch that nobody can be asked about."""
    told = " ".join(map(sentences.describe_change, changes))
    return FilesChanged(batch=batch_id, changes=told)


def settle_changed(
    journal: Journal, batch_id: int, answers: Sequence[Answer], *, as_judged: bool, who: str
) -> AnswerNeeded | bool:
    """Ask whether a batch goes on as it was judged, where files have changed; False: a person said no.

    `as_judged`: that was said beforehand.
    """
    changes = changed_files(journal, batch_id)
    if not changes:
        return True
    if not as_judged:
        question = SendAsJudged(batch=batch_id, changes=changes)
        answer = answer_to(question, answers)
        if answer is None:
            return AnswerNeeded(question=question)
        if not answer.yes:
            return False
    note_as_judged(journal, batch_id, changes, who=who)
    return True


def note_as_judged(
    journal: Journal, batch_id: int, changes: Sequence[FileChange], *, who: str
) -> None:
    """Write down, once for what stands there now, that a batch goes on although files have changed."""
    detail = {
        "files": ", ".join(str(each.file.path) for each in changes),
        "now": [each.now.sha256 if each.now else None for each in changes],
    }
    known = (each.detail for each in journal.batches.events(batch_id) if each.kind == _NOTED)
    if detail not in known:
        journal.batches.note(batch_id, _NOTED, who=who, detail=detail)


def _moved_to(journal: Journal, batch_id: int) -> Path | None:
    moves = [each.detail for each in journal.batches.events(batch_id) if each.kind == "list_moved"]
    return Path(moves[-1]["path"]) if moves else None


def _change_of(file: JudgedFile, path: Path) -> FileChange | None:
    """Compare a file with what was judged; None: it is the same."""
    try:
        now = content_of(path)
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (FileNotFoundError, NotADirectoryError):
        return FileChange(file=file)
    except OSError as err:
        return FileChange(file=file, reason=said_of(err))
    return None if now == file.content else FileChange(file=file, now=now, written=written)

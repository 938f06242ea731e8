"""See at once whether a list and a text can be used, before the whole list is judged."""

from datetime import datetime

from batch_sender.judge.prepare import opened
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge


def refuse_unusable(request: Request, *, now: datetime) -> tuple[str, ...]:
    """See that a list can be read, and its text filled from its columns; return their names.

    Nothing is written down, and no row is looked at but to tell the columns.

    Raises:
        ListError, TemplateError, MediaError, ConditionError, SettingsError: nothing could be judged.
    """
    with opened(request) as contacts:
        RowJudge.of(JudgingContext.of(contacts, request, key=b"", now=now))
        return tuple(contacts.header)

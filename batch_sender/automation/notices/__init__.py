"""Tell people what happened to a batch, by a command of theirs, a web hook or mail.

None of it may harm the batch or hold it up, and no secret is told.
"""

from batch_sender.automation.notices.command import command_of
from batch_sender.automation.notices.notification import (
    Mail,
    Notification,
    NotificationSettings,
    Occasion,
    Told,
)
from batch_sender.automation.notices.queue import NotificationQueue
from batch_sender.automation.notices.records import NoticeRecords

__all__ = [
    "Mail",
    "NoticeRecords",
    "Notification",
    "NotificationQueue",
    "NotificationSettings",
    "Occasion",
    "Told",
    "command_of",
]

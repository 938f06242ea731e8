"""What to do at a command line about the errors of `operations`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "RetryAfterRestore": N_(
        "Look on the phone of the connection first: are they in those chats? If not, add "
        "--after-restore to the retry."
    ),
    "FilesChanged": N_(
        "Judge it again, with the options it was judged with: batch-sender check LIST. To send what "
        "was judged all the same, add --as-judged."
    ),
    "BadLookAnswer": N_(
        "Write each as a row and what was seen: two_ticks, one_tick, clock, absent or not_looked, such as "
        "--seen 7=two_ticks."
    ),
    "NothingSeen": N_("Say it with --seen, or go on without a look with --skip."),
    "TextOrTemplate": N_(
        "For example: --template message.txt. There are ready texts: batch-sender templates"
    ),
    "ReadyTextUnknown": N_("See which there are with: batch-sender templates"),
    "BadProofNumber": N_('Write your own number with its DDD, such as --proof "11 91234-5678".'),
    "NothingToResume": N_("Start one with: batch-sender send LIST --template FILE"),
    "NothingToWatch": N_("See how the newest ones stand with: batch-sender status"),
    "OnlyCheckedToResume": N_("Send one of them, for example: batch-sender resume {first}"),
    "SeveralToResume": N_("Name one, for example: batch-sender resume {first}"),
    "OptOutRemovalUnconfirmed": N_("If they asked for it, add --yes."),
    "RemovalUnconfirmed": N_("If it is, add --yes."),
    "NothingToPurgeNamed": N_(
        "Say it with: batch-sender purge --older-than 90d, or: batch-sender purge BATCH"
    ),
    "DueMomentPassed": N_("Give a later moment, or send it now with: batch-sender run FILE.toml"),
    "CronOrMoment": N_('For example: --cron "0 9 * * 1-5"'),
    "NoOtherPart": N_(
        "Go on through the same connection, once it is well: batch-sender resume {batch}"
    ),
    "MoveNamesOthers": N_("Leave out --connection, or --move-from."),
}
"""By the name of the error's class."""

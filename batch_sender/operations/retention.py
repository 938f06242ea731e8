"""The retention rule: at the end of a batch, people of older batches are removed by themselves."""

import contextlib

from batch_sender.journal import Journal, Purged
from batch_sender.journal.errors import BatchBusy

PROGRAM = "batch-sender"
"""Who did it: nobody asked for it just now."""


def apply(journal: Journal) -> list[Purged]:
    """Remove the people of batches that ended longer ago than the rule keeps them; return which.

    Without a rule nothing is removed. A batch that somebody holds just now has its turn next time.
    """
    age = journal.people.retention()
    if age is None:
        return []
    done = []
    for batch_id in journal.people.older_than(age).ended:
        with contextlib.suppress(BatchBusy):
            done.append(journal.people.purge(batch_id, who=PROGRAM))
    journal.people.rewrite()
    return done

"""Why workers cannot work with a journal."""

from batch_sender.journal.errors import JournalError
from batch_sender.language import N_


class WorkersNeedServer(JournalError):
    """The journal is a file: no two machines share one."""

    code = "workers_need_server"
    sentence = N_("Workers need a journal in PostgreSQL; this one is a file: {location}.")
    remedy = N_("Copy it there, or send from this machine alone.")


class PoolerInBetween(JournalError):
    """A pooler hands each transaction to another session: advisory locks and LISTEN mean nothing there."""

    code = "pooler_in_between"
    sentence = N_(
        "Between this program and PostgreSQL stands a pooler in transaction mode ({location})."
    )
    remedy = N_("Workers need a direct connection to PostgreSQL, or a pooler in session mode.")

"""Why workers cannot work with a journal."""

from batch_sender.journal.errors import JournalError
from batch_sender.language import N_


class WorkersNeedServer(JournalError):
    """The journal is a file: no two machines share one."""

    code = "workers_need_server"
    sentence = N_("Workers need a journal in PostgreSQL; this one is a file: {location}.")
    remedy = N_("Copy it there, or send from this machine alone.")

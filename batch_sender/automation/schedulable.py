"""Whether a batch file could run with nobody there, as far as that shows before it is due."""

from datetime import datetime

from batch_sender.automation import Order, refuse_results_among_lists
from batch_sender.automation.orders import STANDARD_INPUT
from batch_sender.language import _
from batch_sender.operations.errors import ScheduleNotPossible


def refuse_what_needs_a_person(order: Order, *, proof: str | None, now: datetime) -> None:
    """See that nothing in a batch file waits for somebody.

    Raises:
        ScheduleNotPossible: its list is typed in, or its test message waits for a yes.
        ResultsWouldBeTaken: its results would be found as lists at the next run.
    """
    name = order.batch_file.name
    if order.wanted == STANDARD_INPUT:
        raise ScheduleNotPossible(path=name, why=_("its list comes from standard input"))
    if proof is not None:
        raise ScheduleNotPossible(path=name, why=_("its proof waits for a yes"))
    refuse_results_among_lists(order, now=now)

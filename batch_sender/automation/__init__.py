"""Send batches without anyone at the keyboard: from batch files, on schedules, as a service."""

from batch_sender.automation.orders import Order, ProblemRows, refuse_unknown_braces
from batch_sender.automation.service import Service
from batch_sender.automation.taking import (
    Taken,
    judged,
    lists_at_rest,
    lists_of,
    refuse_results_among_lists,
    take_all,
)

__all__ = [
    "Order",
    "ProblemRows",
    "Service",
    "Taken",
    "judged",
    "lists_at_rest",
    "lists_of",
    "refuse_results_among_lists",
    "refuse_unknown_braces",
    "take_all",
]

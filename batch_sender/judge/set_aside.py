"""Take down why rows stay out of a batch whatever else is found of them, and what was mended in their cells."""

from collections.abc import Mapping

from batch_sender.models import Contacts, JudgedRows, Problem


def add_repairs(rows: JudgedRows, contacts: Contacts) -> None:
    """Put what was mended in a row's cells before what was mended in its number."""
    if contacts.repairs:
        each = zip(rows.row, rows.repairs, strict=True)
        rows.repairs = [(*contacts.repairs.get(row, ()), *repairs) for row, repairs in each]


def set_aside(rows: JudgedRows, faults: Mapping[int, Problem]) -> None:
    """Let nothing be said of rows whose cells cannot be trusted but why they do not go."""
    why = {place: faults[row] for place, row in enumerate(rows.row) if row in faults}
    _say_alone(rows, why)
    for place in why:
        rows.number[place] = rows.person[place] = None


def leave_out(rows: JudgedRows, why: Mapping[int, Problem]) -> None:
    """Say of rows that are not chosen whom they are for, and nothing else but why they are left out."""
    _say_alone(rows, why)
    for place in why:
        rows.person[place] = rows.number[place]


def _say_alone(rows: JudgedRows, why: Mapping[int, Problem]) -> None:
    for place, problem in why.items():
        rows.problem[place], rows.further[place] = problem, ()
        rows.idempotency_key[place] = rows.text[place] = rows.variant[place] = None
        rows.take_out(place)
    rows.repairs = [() if place in why else repairs for place, repairs in enumerate(rows.repairs)]

"""Leave out the rows that a batch's conditions do not choose, before anything else is said of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from batch_sender.compose.conditions import Conditions, ListColumns
from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping, TemplateView
from batch_sender.load.columns.value_columns import ValueColumns
from batch_sender.models import Contacts, Problem, ProblemCode

Rows = Sequence[Sequence[str]]
Found = TypeVar("Found")


def conditions_of(settings: Settings, mapping: ColumnMapping, now: datetime) -> Conditions:
    """Compile the conditions of a batch against its list.

    Raises:
        ConditionError: one cannot be understood, asks about no column of the list, or can never hold.
    """
    if not settings.where:  # nearly every list: nobody has to look what its columns hold
        return Conditions()
    return Conditions.of(settings.where, list_columns(settings, mapping, now))


def list_columns(settings: Settings, mapping: ColumnMapping, now: datetime) -> ListColumns:
    """Return the columns of a list as conditions see them; "hoje" is the day in the zone of its calendar."""
    view, sample = mapping.template_view, mapping.table.many
    values = ValueColumns.of(mapping.header, texts=mapping.of_texts)
    values.look(sample)
    notations = values.notations()
    places = view.places_of(range(len(view.header)))
    return ListColumns(
        header=view.header,
        written=view.written,
        sample=view.rows(sample),
        notations=[notations[place] for place in places],
        today=now.astimezone(settings.calendar.zone).date(),
    )


def not_chosen_of(choices: Sequence[Problem | None]) -> Iterator[tuple[int, Problem]]:
    """Yield the places of the rows that are not chosen, and why each is left out."""
    for place, problem in enumerate(choices):
        if problem is not None and problem.code is ProblemCode.NOT_CHOSEN:
            yield place, problem


def why_left_out(
    choices: Sequence[Problem | None], contacts: Contacts, view: TemplateView
) -> Mapping[int, Problem]:
    """Return why rows are left out, by their places; of a row that cannot be trusted nobody can say so."""
    return {
        place: view.in_list(problem)
        for place, problem in not_chosen_of(choices)
        if contacts.rows[place] not in contacts.faults
    }


def of_chosen(
    find: Callable[[Rows], Sequence[Found]], rows: Rows, choices: Sequence[Problem | None]
) -> Sequence[Found | None]:
    """Ask about the rows that are chosen alone: files are slow to read."""
    left_out = {place for place, _problem in not_chosen_of(choices)}
    if not left_out:
        return find(rows)
    chosen = [place for place in range(len(rows)) if place not in left_out]
    found: list[Found | None] = [None] * len(rows)
    for place, each in zip(chosen, find([rows[place] for place in chosen]), strict=True):
        found[place] = each
    return found

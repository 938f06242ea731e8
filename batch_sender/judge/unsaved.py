"""Set aside the rows in which a formula takes part whose result was never saved."""

from collections.abc import Collection, Mapping
from typing import Final

from batch_sender.compose.attachments import Attachments
from batch_sender.compose.variants import CompiledVariants
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.models import Contacts, Problem, ProblemCode

_NO_RESULT: Final = "= ?"


def taking_part(
    mapping: ColumnMapping, variants: CompiledVariants, attachments: Attachments
) -> frozenset[int]:
    """Return the places of cells that decide whether, to whom, what and until when a row is sent."""
    asked = {*mapping.recipients.places, mapping.key, mapping.expiry, mapping.known}
    asked.add(mapping.payment)
    asked.update(mapping.consents.places if mapping.consents else ())
    shown = {*variants.columns, *attachments.columns}
    asked.update(mapping.template_view.places_of(shown))
    return frozenset(place for place in asked if place is not None)


def with_unsaved(contacts: Contacts, places: Collection[int], mapping: ColumnMapping) -> Contacts:
    """Return contacts with a fault for each row that lacks a result in one of `places`."""
    if not contacts.unsaved:
        return contacts
    found: Mapping[int, list[str]] = {
        row: [mapping.header[place] for place in unsaved if place in places]
        for row, unsaved in contacts.unsaved.items()
    }
    faults = {row: _problem(columns) for row, columns in found.items() if columns}
    return contacts._replace(faults={**faults, **contacts.faults})


def _problem(columns: list[str]) -> Problem:
    """Name the first column, and all where there are several; the cell is not empty to whoever opens the list."""
    found = ", ".join(columns) if len(columns) > 1 else _NO_RESULT
    return Problem(code=ProblemCode.FORMULA_WITHOUT_VALUE, column=columns[0], detail=found)

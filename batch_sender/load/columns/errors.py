"""Columns that are not there, or cannot be told."""

from batch_sender.language import N_
from batch_sender.load.errors import ListError


class PhoneColumnMissing(ListError):
    """No column of the list is named like one that holds the numbers."""

    code = "phone_column_missing"
    sentence = N_("No column is named like a phone number. The columns are: {columns}.")
    remedy = N_("Say which one holds the numbers with {option}, by its name or its letter.")


class PhoneColumnInNoSheet(PhoneColumnMissing):
    """No column of the sheet is named like one that holds the numbers, and there are other sheets."""

    sentence = N_(
        'No column of the sheet "{sheet}" is named like a phone number. The columns are: {columns}. '
        "The workbook also has: {sheets}."
    )


class PhoneColumnOnly(PhoneColumnMissing):
    """The list has one column alone, in which another sign may separate the columns that were meant."""

    sentence = N_("Everything stands in one column: {columns}.")


class PhoneColumnDoubtful(ListError):
    """A column is named like the numbers, but its values are something else."""

    code = "phone_column_doubtful"
    sentence = N_(
        "Named like a phone number, but the values do not look like numbers: {candidates}."
    )
    remedy = N_(
        "Say which column holds the numbers with {option}, by its name or its letter. "
        "The columns are: {columns}."
    )


class PhoneColumnAmbiguous(ListError):
    """Several columns may hold the numbers, and none stands out."""

    code = "phone_column_ambiguous"
    sentence = N_("Several columns may hold the numbers: {candidates}.")
    remedy = N_("Say which one with {option}, by its name or its letter.")


class ColumnUnknown(ListError):
    """An option names a column that the list does not have."""

    code = "column_unknown"
    sentence = N_('The list has no column "{wanted}". The columns are: {columns}.')
    remedy = N_("Give {option} one of these names, or a letter.")


class ColumnUnknownNear(ColumnUnknown):
    """An option names a column that the list does not have, but nearly."""

    remedy = N_('Did you mean "{nearest}"? Give {option} a name as it stands in the list.')


class ColumnAmbiguous(ListError):
    """One name means several columns of the list."""

    code = "column_ambiguous"
    sentence = N_('"{wanted}" means several columns: {candidates}.')
    remedy = N_("Rename one of them in the list.")

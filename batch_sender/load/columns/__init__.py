"""Find the column for each purpose, by the names in the header and the first rows' values."""

from batch_sender.load.columns.fields import (
    Mark,
    find_consent_columns,
    find_media_column,
    find_name_column,
    find_optout_columns,
    read_mark,
)
from batch_sender.load.columns.naming import (
    MAP_OPTION,
    PHONE_OPTION,
    column_list,
    find_column,
    nearest,
    wanted_column,
)
from batch_sender.load.columns.number_parts import (
    column_beside,
    find_country_columns,
    find_ddd_columns,
    find_nation_columns,
    possible_ddd_column,
)
from batch_sender.load.columns.payment_columns import (
    find_amount_columns,
    find_due_columns,
    find_payment_columns,
)
from batch_sender.load.columns.phone_columns import find_label_column, find_phone_columns
from batch_sender.load.columns.table import Table

__all__ = [
    "MAP_OPTION",
    "PHONE_OPTION",
    "Mark",
    "Table",
    "column_beside",
    "column_list",
    "find_amount_columns",
    "find_column",
    "find_consent_columns",
    "find_country_columns",
    "find_ddd_columns",
    "find_due_columns",
    "find_label_column",
    "find_media_column",
    "find_name_column",
    "find_nation_columns",
    "find_optout_columns",
    "find_payment_columns",
    "find_phone_columns",
    "nearest",
    "possible_ddd_column",
    "read_mark",
    "wanted_column",
]

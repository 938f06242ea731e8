"""Find the column for each purpose, by the names in the header and the first rows' values."""

from batch_sender.load.columns.fields import (
    Mark,
    find_consent_columns,
    find_country_columns,
    find_ddd_columns,
    find_media_column,
    find_name_column,
    find_optout_columns,
    read_mark,
)
from batch_sender.load.columns.naming import (
    PHONE_OPTION,
    column_list,
    find_column,
    nearest,
    wanted_column,
)
from batch_sender.load.columns.phone_columns import find_phone_columns
from batch_sender.load.columns.table import Table

__all__ = [
    "PHONE_OPTION",
    "Mark",
    "Table",
    "column_list",
    "find_column",
    "find_consent_columns",
    "find_country_columns",
    "find_ddd_columns",
    "find_media_column",
    "find_name_column",
    "find_optout_columns",
    "find_phone_columns",
    "nearest",
    "read_mark",
    "wanted_column",
]

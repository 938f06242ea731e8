"""Read contact lists: every row as its sheet shows it, whatever the format of the file."""

from typing import TYPE_CHECKING, Final

from batch_sender.models.on_demand import loader

if TYPE_CHECKING:
    from batch_sender.load.contact_list import ContactList, open_list
    from batch_sender.load.in_memory import Rows, open_rows

__all__ = ["ContactList", "Rows", "open_list", "open_rows"]

_HOMES: Final = {".contact_list": ("ContactList", "open_list"), ".in_memory": ("Rows", "open_rows")}

if not TYPE_CHECKING:  # a checker would take every name for one that there is
    __getattr__ = loader(__name__, _HOMES)

"""Read contact lists: every row as its sheet shows it, whatever the format of the file."""

from batch_sender.load.contact_list import ContactList, open_list
from batch_sender.load.in_memory import Rows, open_rows

__all__ = ["ContactList", "Rows", "open_list", "open_rows"]

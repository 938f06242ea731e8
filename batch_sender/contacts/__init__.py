"""The stage that reads a contact list: a file goes in, its rows come out as the sheet shows them."""

from batch_sender.contacts.contact_list import ContactList, open_list

__all__ = ["ContactList", "open_list"]

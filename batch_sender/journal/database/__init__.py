"""The database behind a journal: how it is opened, written, locked, and what its errors mean."""

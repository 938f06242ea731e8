"""A row becomes its text and its file."""

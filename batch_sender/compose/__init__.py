"""Compose a row's message: its text and its file."""

"""Kept for importers until they take it from `operations.text_file`."""

from batch_sender.operations.text_file import read

__all__ = ["read"]

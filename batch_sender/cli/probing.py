"""Kept for `doctor` until it stands on `operations.probing`."""

from batch_sender.operations.probing import Clocks

__all__ = ["Clocks"]

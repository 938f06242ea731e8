"""Batches: made, judged, started, ended, decided over, and read."""

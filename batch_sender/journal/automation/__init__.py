"""Batches without anyone at the keyboard: schedules, and what lists were taken."""

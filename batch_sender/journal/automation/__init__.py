"""Batches without anyone at the keyboard: their schedules and due times."""

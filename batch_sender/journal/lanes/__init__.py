"""Lanes that move between machines, and the workers that hold them."""

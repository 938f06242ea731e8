"""Batches as a whole: add, judge, start, pause, end and read them."""

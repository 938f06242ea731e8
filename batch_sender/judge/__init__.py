"""The first half: every row of a list is judged into the journal."""

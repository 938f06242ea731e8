"""Pieces of a list that workers judge, while whoever judges the list judges the rest."""

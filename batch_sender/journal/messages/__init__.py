"""The rows of a batch: read, chosen for a look, and summed up."""

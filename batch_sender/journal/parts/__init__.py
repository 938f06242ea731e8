"""The connections of a batch that has several: which rows leave through which, and which part stands still."""

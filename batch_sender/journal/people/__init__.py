"""The people in a journal: who must not be written to, what is kept of one, how they go out of it."""

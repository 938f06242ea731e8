"""The catalogues of translated sentences, and the command that keeps them up to date."""

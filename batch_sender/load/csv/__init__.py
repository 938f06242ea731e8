"""Contact lists in text files: encodings, separators, records."""

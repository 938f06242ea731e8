"""Lists of text: encodings, separators, records."""

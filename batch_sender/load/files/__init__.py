"""What a file is, before it is read: its kind, its guards, its limits."""

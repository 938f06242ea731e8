"""The journal itself: checks, backups, and copies that were brought back."""

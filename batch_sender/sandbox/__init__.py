"""Readers of strangers' files run in a child process, bounded in memory and time."""

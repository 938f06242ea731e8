"""The second half: one message at a time is claimed, sent and recorded."""

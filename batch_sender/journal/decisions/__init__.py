"""What a person decides over rows: send again, settle what is in doubt, let in second messages."""

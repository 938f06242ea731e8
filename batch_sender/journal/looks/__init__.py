"""Draw new people for a look at the phone, and keep what was seen there."""

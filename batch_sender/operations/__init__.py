"""What a person can ask for, whatever the door: one module a verb, values in, values out."""

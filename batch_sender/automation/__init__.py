"""What runs with nobody at the keyboard: due schedules, inbox patterns, notices, the service."""

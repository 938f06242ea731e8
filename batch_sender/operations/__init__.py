"""What a person can ask for, one module a verb; every door calls these, and shows what they return."""

"""The options of the commands: their names and their help, by what they settle."""

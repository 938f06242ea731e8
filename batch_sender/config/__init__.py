"""Settings, the table of options, connections, addresses, profiles and batch files."""

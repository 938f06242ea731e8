"""What the journal is made of: tables, the conditions that its indexes are asked by, versions."""

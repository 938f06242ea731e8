"""What a cell shows: number and date formats."""

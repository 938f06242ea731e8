"""Number and date formats of workbooks: the text that a cell shows."""

"""Workbooks: XLSX, ODS and XLS, read in a bounded child process."""

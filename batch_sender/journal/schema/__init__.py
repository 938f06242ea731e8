"""The journal's tables; `metadata` knows all of them as soon as one is imported."""

from batch_sender.journal.schema import automation_tables, tables, worker_tables

__all__ = ["automation_tables", "tables", "worker_tables"]

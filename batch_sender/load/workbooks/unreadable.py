"""The error for a workbook that no reader can make sense of, or that is locked."""


class SheetsDamaged(Exception):
    """Cut short, altered, or holding what no real sheet holds: an entity, a far cell."""


class SheetsProtected(Exception):
    """Encrypted with a password."""

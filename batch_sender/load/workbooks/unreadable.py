"""What a reader of sheets raises: the file holds what no program writes, or is locked."""


class SheetsDamaged(Exception):
    """Cut short, altered, or holding what no real sheet holds: an entity, a far cell."""


class SheetsProtected(Exception):
    """Encrypted with a password."""

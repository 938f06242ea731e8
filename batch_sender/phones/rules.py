"""What a number is read by, besides its own text: the DDD it may lack, and whether lines will do."""

from dataclasses import dataclass
from typing import Final

from batch_sender.models import RepairRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRules:
    """`ddd`: the two digits for a number that has none, put in visibly by the rule `ddd_by`.

    `fixed_lines`: whether one is usable; if so it carries a note.
    """

    ddd: str | None = None
    ddd_by: RepairRule = RepairRule.DDD_ADDED
    fixed_lines: bool = True


AS_WRITTEN: Final = PhoneRules()
"""Nothing is known besides the text."""

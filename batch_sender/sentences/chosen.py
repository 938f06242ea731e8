"""Which rows of a list were chosen, in words."""

from collections.abc import Mapping
from typing import Any

from batch_sender.language import _, number


def describe_chosen(judged: Mapping[str, Any], read: int) -> str | None:
    """Say by what conditions rows were chosen, and how many of those read are left out; None: by none."""
    conditions = judged.get("where")
    if not conditions:
        return None
    told = _("Chosen by: {conditions}; {left_out} of {n} rows are left out.")
    return told.format(
        conditions=", ".join(f"“{each}”" for each in conditions),
        left_out=number(judged["left_out"]),
        n=number(read),
    )

"""Write a part of a whole in percent, as people read it."""

from batch_sender.language import number


def percent(n: int, of: int) -> str:
    """Return the share to one decimal; 100% are all and 0% is none, whatever rounding would say."""
    if not 0 < n < of:
        return "100%" if n else "0%"
    tenths = min(max(round(1000 * n / of), 1), 999)
    return f"{number(tenths / 10)}%"

"""Read numbers with phonenumbers alone: parse, is_valid, format.

python -m tests.benchmarks.baselines.phone_numbers FILE     a number a line; prints the seconds it took
"""

import sys
import time
from pathlib import Path

import phonenumbers


def read(text: str) -> str | None:
    """Return the digits of a number; None for what is none."""
    try:
        parsed = phonenumbers.parse(text, "BR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]


if __name__ == "__main__":
    texts = Path(sys.argv[1]).read_text("utf-8").split("\n")
    read(texts[0])  # what is loaded with the first one
    began = time.perf_counter()
    found = [read(text) for text in texts]
    print(time.perf_counter() - began)

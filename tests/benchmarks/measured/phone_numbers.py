"""Read numbers as batch-sender does, and compare each answer with the library's.

python -m tests.benchmarks.measured.phone_numbers FILE     a number a line; prints the seconds it took
"""

import sys
import time
from pathlib import Path

from batch_sender.models import Phone
from batch_sender.phones import parse_phone
from tests.benchmarks.baselines import phone_numbers as library

if __name__ == "__main__":
    texts = Path(sys.argv[1]).read_text("utf-8").split("\n")
    parse_phone(texts[0])
    began = time.perf_counter()
    found = [parse_phone(text) for text in texts]
    seconds = time.perf_counter() - began
    for text, phone in zip(texts, found, strict=True):
        expected = library.read(text)
        if (phone.number if isinstance(phone, Phone) else None) != expected:
            sys.exit(f"{text!r}: {phone}, and the library says {expected}")
    print(seconds)

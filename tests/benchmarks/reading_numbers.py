"""Numbers alone: as batch-sender reads them, beside phonenumbers' own parse, is_valid and format."""

import random
from collections.abc import Iterator

from tests.benchmarks import lists
from tests.benchmarks.measuring import Asked, script, side_by_side
from tests.benchmarks.table import Line, rated


def measure(asked: Asked) -> Iterator[Line]:
    """Read numbers in the notations that both read alike: whole ones, with the ninth digit."""
    many = asked.many(100_000)
    chance = random.Random(11)
    texts = [lists.whole_number(chance) for _each in range(many)]
    file = asked.folder / "numbers.txt"
    file.write_text("\n".join(texts), encoding="utf-8")
    theirs, ours = side_by_side(
        asked.runs,
        script("baselines/phone_numbers.py", file, tells=True),
        script("measured/phone_numbers.py", file, tells=True),
    )
    yield rated(f"{many:,} numbers alone", theirs, ours, many=many, least=8)

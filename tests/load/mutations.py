"""Real lists, changed as a bad disk, a broken download or a hostile hand changes them."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TESTS: Final = Path(__file__).parent.parent
_SAMPLES: Final = _TESTS.parent / "samples"
FILES: Final = _TESTS / "corpus" / "files"
REAL: Final = (
    *sorted(FILES.iterdir()),
    *(
        _SAMPLES / name
        for name in ("clinica.xlsx", "demo.xlsx", "bagunca.csv", "clientes-excel.csv")
    ),
)
_TELLING: Final = (0, 1, 0x7F, 0x80, 0xFF)
"""Bytes that mean something to a length, an offset, a sign or an encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A real list that was changed: what it was, and what is in it now."""

    name: str
    content: bytes


def mutants(seed: int, many: int) -> Iterator[Mutant]:
    """Yield so many changed lists, for the same seed the same ones."""
    chance = random.Random(seed)
    real = {path.name: path.read_bytes() for path in REAL}
    for number in range(many):
        name = chance.choice(sorted(real))
        ways = _OF_AN_ARCHIVE if zipfile.is_zipfile(io.BytesIO(real[name])) else _OF_BYTES
        way = chance.choice(ways)
        content = way(real[name], chance)
        yield Mutant(name=f"{number} {name} {way.__name__}", content=content)


def some_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def bytes_near_the_end(content: bytes, chance: random.Random) -> bytes:
    """Where an archive has its table of contents, and an old workbook much of its structure."""
    changed = bytearray(content)
    first = max(0, len(changed) - chance.choice((22, 100, 600, 3_000)))
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(first, len(changed))] = chance.choice(_TELLING)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def a_piece_missing(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randint(1, 200) :]


def a_piece_twice(content: bytes, chance: random.Random) -> bytes:
    at, other = chance.randrange(len(content)), chance.randrange(len(content))
    size = chance.randint(1, 300)
    return content[:at] + content[other : other + size] + content[at + size :]


def two_parts_swapped(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    one, other = chance.sample(sorted(parts), 2)
    return _packed({**parts, one: parts[other], other: parts[one]})


def a_part_of_another_list(content: bytes, chance: random.Random) -> bytes:
    parts, others = _parts(content), _parts(chance.choice(_ARCHIVES).read_bytes())
    return _packed({**parts, chance.choice(sorted(parts)): others[chance.choice(sorted(others))]})


def a_part_missing(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    del parts[chance.choice(sorted(parts))]
    return _packed(parts)


def a_part_changed(content: bytes, chance: random.Random) -> bytes:
    """Whole to the archive's own sums: what is wrong shows to whoever reads the part."""
    parts = _parts(content)
    filled = [name for name in sorted(parts) if parts[name]]
    one = chance.choice(filled)
    return _packed({**parts, one: chance.choice(_OF_BYTES)(parts[one], chance)})


_Way = Callable[[bytes, random.Random], bytes]
_OF_BYTES: Final[tuple[_Way, ...]] = (
    some_bytes,
    bytes_near_the_end,
    cut,
    a_piece_missing,
    a_piece_twice,
)
_OF_AN_ARCHIVE: Final[tuple[_Way, ...]] = (
    *_OF_BYTES,
    two_parts_swapped,
    a_part_of_another_list,
    a_part_missing,
    a_part_changed,
    a_part_changed,
)
_ARCHIVES: Final = tuple(path for path in REAL if path.suffix in {".xlsx", ".ods"})


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()

"""A seed goes in; a contact list comes out, as front desks keep them: five columns, mixed notations.

python -m tests.benchmarks.lists FILE ROWS      .csv or .xlsx
"""

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

HEADER = ("nome", "telefone", "cidade", "valor", "data")

_NAMES = ("Ana", "João", "Márcia", "Luís", "Beatriz", "Antônio", "Cláudia", "Zé Carlos")
_FAMILIES = ("Silva", "Souza", "Conceição", "Araújo", "D'Ávila", "Müller", "Gonçalves")
_CITIES = ("São Paulo", "Florianópolis", "Belém", "Cuiabá", "Porto Alegre", "Natal")
_DDDS = (11, 21, 31, 41, 47, 48, 51, 61, 71, 81, 85, 91, 92, 98)
_NOTATIONS = (
    "({ddd}) 9{first}-{last}",
    "{ddd} 9{first}-{last}",
    "{ddd}9{first}{last}",
    "+55 {ddd} 9{first}-{last}",
    "+55{ddd}9{first}{last}",
    "55{ddd}9{first}{last}",
    "0{ddd} 9{first} {last}",
    "{ddd} {first}-{last}",  # from before the ninth digit
)
_WHOLE = 7
"""The first so many of these are whole numbers as they stand."""

_ONE_IN_BAD = 200
"""So rarely is a number none at all."""


def rows(many: int, *, seed: int = 7) -> Iterator[tuple[str, str, str, str, str]]:
    """Make so many rows; the same for the same seed."""
    chance = random.Random(seed)
    for _row in range(many):
        yield (
            f"{chance.choice(_NAMES)} {chance.choice(_FAMILIES)}",
            number(chance),
            chance.choice(_CITIES),
            f"R$ {chance.randrange(1, 5000)},{chance.randrange(100):02d}",
            f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/2027",
        )


def whole_number(chance: random.Random) -> str:
    """Make a number in a notation that leaves nothing to mend."""
    return _written(chance, chance.choice(_NOTATIONS[:_WHOLE]))


def number(chance: random.Random) -> str:
    """Make a number as somebody typed it; one in many is none."""
    if not chance.randrange(_ONE_IN_BAD):
        return "não tem"
    return _written(chance, chance.choice(_NOTATIONS))


def _written(chance: random.Random, notation: str) -> str:
    return notation.format(
        ddd=chance.choice(_DDDS),
        first=f"{chance.randrange(8000, 10000)}",
        last=f"{chance.randrange(10000):04d}",
    )


def write_csv(path: Path, many: int) -> Path:
    """Write a list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(rows(many))
    return path


def write_xlsx(path: Path, many: int) -> Path:
    """Write a list as a workbook."""
    import openpyxl  # noqa: PLC0415 - who measures stays small: its size would count as theirs

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Clientes")
    sheet.append(HEADER)
    for row in rows(many):
        sheet.append(row)
    book.save(path)
    return path


if __name__ == "__main__":
    write = write_xlsx if sys.argv[1].endswith(".xlsx") else write_csv
    write(Path(sys.argv[1]), int(sys.argv[2]))

"""Make contact lists from a seed, as front desks keep them: five columns, mixed notations.

python -m tests.benchmarks.lists FILE ROWS      .csv or .xlsx
    --problems          every sixth row has one
    --international     numbers as the whole world writes them, under `phone number`; with commas
"""

import argparse
import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HEADER = ("nome", "telefone", "cidade", "valor", "data")
_INTERNATIONAL_HEADER = ("nome", "phone number", *HEADER[2:])

Row = tuple[str, str, str, str, str]

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

_WORLDWIDE = _NOTATIONS[3]

_ONE_IN_BAD = 200
"""So rarely is a number none at all."""

_NUMBERS_THAT_ARE_NONE = (
    "",
    "não tem",
    "98765-4321",
    "5,51E+12",
    "(11) 91234-567",
    "0800 123 4567",
)
"""Empty, a word, without its area code, damaged, too short, free of charge."""

_SPOILT = 6
"""Where a list has problems, every sixth row does."""


def rows(many: int, *, seed: int = 7) -> Iterator[Row]:
    """Make so many rows; the same for the same seed."""
    chance = random.Random(seed)
    for _row in range(many):
        yield _row_with(number(chance), chance)


def rows_with_problems(many: int) -> Iterator[Row]:
    """Make so many rows, of which every sixth is spoilt, in each of three ways as often."""
    chance = random.Random(13)
    before: list[Row] = []
    for index, row in enumerate(rows(many), 1):
        if index % _SPOILT:
            before = [*before[1 - _SPOILT :], row]
            yield row
        else:
            yield _spoilt(row, before, chance)


def _spoilt(row: Row, before: list[Row], chance: random.Random) -> Row:
    """Spoil a row: a number that is none, an empty cell behind a placeholder, a row once more."""
    name, phone, city, amount, date = row
    match chance.randrange(3):
        case 0:
            return name, chance.choice(_NUMBERS_THAT_ARE_NONE), city, amount, date
        case 1:
            return chance.choice((("", *row[1:]), (name, phone, city, "", date), (*row[:4], "")))
        case _:
            return chance.choice(before)


def international_rows(many: int) -> Iterator[Row]:
    """Make so many rows with whole numbers, each written in the one way that every country reads."""
    chance = random.Random(7)
    for _row in range(many):
        yield _row_with(_written(chance, _WORLDWIDE), chance)


def _row_with(phone: str, chance: random.Random) -> Row:
    return (
        f"{chance.choice(_NAMES)} {chance.choice(_FAMILIES)}",
        phone,
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
    return _write_csv(path, rows(many), header=HEADER, delimiter=";")


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


def _write_csv(path: Path, made: Iterable[Row], *, header: Sequence[str], delimiter: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(made)
    return path


def main() -> None:
    """Write the list that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lists")
    parser.add_argument("file", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--problems", action="store_true")
    parser.add_argument("--international", action="store_true")
    asked = parser.parse_args()
    if asked.international:
        made = international_rows(asked.rows)
        _write_csv(asked.file, made, header=_INTERNATIONAL_HEADER, delimiter=",")
    elif asked.problems:
        _write_csv(asked.file, rows_with_problems(asked.rows), header=HEADER, delimiter=";")
    else:
        (write_xlsx if asked.file.suffix == ".xlsx" else write_csv)(asked.file, asked.rows)


if __name__ == "__main__":
    main()

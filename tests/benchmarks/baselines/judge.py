"""Read a list, read its numbers, fill its texts, and store nothing: pandas, phonenumbers, Jinja2.

python -m tests.benchmarks.baselines.judge LIST TEMPLATE     prints how many rows there are, and how many could be sent
"""

import sys
from pathlib import Path

import pandas as pd
import phonenumbers
from jinja2 import Environment


def number_of(text: str) -> str | None:
    """Return the number written in a text; None for what is none."""
    try:
        parsed = phonenumbers.parse(text, "BR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def read(path: Path) -> pd.DataFrame:
    """Read a workbook or a CSV."""
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, engine="openpyxl")
    return pd.read_csv(path, sep=";", dtype=str)


def main(path: Path, template_path: Path) -> None:
    """Judge all rows."""
    template = Environment(autoescape=False).from_string(template_path.read_text("utf-8"))  # noqa: S701 - plain text
    seen: set[str] = set()
    rows = 0
    for row in read(path).itertuples(index=False):
        rows += 1
        number = number_of(str(row.telefone))
        if number is None or number in seen:
            continue
        seen.add(number)
        template.render(nome=row.nome, cidade=row.cidade, valor=row.valor, data=row.data)
    print(rows, len(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

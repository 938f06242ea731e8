"""Which column holds the mail addresses, by its name and by what stands in it."""

import pytest

from batch_sender.load.columns.mail_columns import find_mail_column

ANA, BIA = "ana@exemplo.com.br", "bia.lima+lista@mail.exemplo.com"


@pytest.mark.parametrize(
    ("header", "rows", "found", "_why"),
    [
        ("Nome|E-mail", [f"Ana|{ANA}", f"Bia|{BIA}"], 1, "by both"),
        ("Nome|Correio eletrônico", [f"Ana|{ANA}"], 1, "as Portuguese has it"),
        ("Nome|Endereço de e-mail", [f"Ana|{ANA}"], 1, "in more words"),
        ("Nome|Contato", [f"Ana|{ANA}", "Bia|"], 1, "by its values alone"),
        ("Nome|Contato", [f"Ana|{ANA}", f"Bia|{BIA}", "Caio|nao tem"], 1, "most of them are"),
        ("Nome|Contato", [f"Ana|{ANA}", "Bia|Rua A", "Caio|Rua B"], None, "one is an accident"),
        ("Nome|E-mail", ["Ana|", "Bia|"], 1, "empty, and called so"),
        ("Nome|Prefere e-mail?", ["Ana|sim", "Bia|não"], None, "answers are no addresses"),
        ("Nome|Prefere e-mail?", ["Ana|", "Bia|"], None, "nor is an empty column of answers"),
        ("Prefere e-mail?|Contato", [f"sim|{ANA}"], 1, "what stands there goes before the name"),
        ("E-mail|Contato", [f"|{ANA}"], 1, "an empty one is none beside one that is filled"),
        ("E-mail do gerente|E-mail", [f"{BIA}|{ANA}"], 1, "the plain name before another's"),
        ("E-mail 1|E-mail 2", [f"{ANA}|{BIA}", f"{BIA}|"], 0, "the one with more of them"),
        ("A|B", [f"{ANA}|{BIA}"], 0, "of two alike the first"),
        ("Nome|E-mail", [f"Ana|{ANA}; {BIA}"], 1, "two in a cell"),
        ("WhatsApp|Nome", ["5511987654321@c.us|Ana"], None, "WhatsApp's notation of a number"),
        ("WhatsApp|Nome", ["5511987654321@s.whatsapp.net|Ana"], None, "the same of phones"),
        ("Instagram|Nome", ["@ana|Ana"], None, "a name in a network"),
        ("Nome|Telefone", ["Ana|11 98765-4321"], None, "a list without any"),
        ("Nome|E-mail", ["Ana", f"Bia|{BIA}"], 1, "rows that end early"),
        ("", [], None, "no column at all"),
    ],
)
def test_the_column_of_addresses(
    header: str, rows: list[str], found: int | None, _why: str
) -> None:
    names = header.split("|") if header else []
    assert find_mail_column(names, [row.split("|") for row in rows]) == found

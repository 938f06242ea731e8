"""Sending hours, as people say them."""

import pytest

from batch_sender import language
from batch_sender.sentences.hours import hours_in_words

TOLD = [
    ("mon-sat 8:00-20:00", "Monday to Saturday, 8:00 to 20:00", "segunda a sábado, das 8h às 20h"),
    ("seg-sex 8:30-18", "Monday to Friday, 8:30 to 18:00", "segunda a sexta, das 8h30 às 18h"),
    ("9-18", "every day, 9:00 to 18:00", "todos os dias, das 9h às 18h"),
    ("sat 9-13", "Saturday, 9:00 to 13:00", "sábado, das 9h às 13h"),
    ("sat-mon 9-13", "Saturday to Monday, 9:00 to 13:00", "sábado a segunda, das 9h às 13h"),
    ("1:00-13:05", "every day, 1:00 to 13:05", "todos os dias, da 1h às 13h05"),
    ("0-24", "every day, 0:00 to 24:00", "todos os dias, da meia-noite à meia-noite"),
    ("0:30-1", "every day, 0:30 to 1:00", "todos os dias, da 0h30 à 1h"),
    (
        "qua 9-18 america/manaus",
        "Wednesday, 9:00 to 18:00 (America/Manaus)",
        "quarta, das 9h às 18h (America/Manaus)",
    ),
    ("always", "at any time", "a qualquer hora"),
    ("when it rains", "when it rains", "when it rains"),
]


@pytest.mark.parametrize(("window", "english", "portuguese"), TOLD, ids=[each[0] for each in TOLD])
def test_hours_are_told_as_people_say_them(window: str, english: str, portuguese: str) -> None:
    told = []
    for spoken in ("en", "pt-BR"):
        language.use(spoken)
        told.append(hours_in_words(window))
    assert told == [english, portuguese]

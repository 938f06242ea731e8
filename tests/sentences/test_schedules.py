"""When schedules are due, as people say it."""

import pytest

from batch_sender import language
from batch_sender.sentences.schedules import cron_in_words, late_in_words

TOLD = [
    ("0 9 * * 1-5", "Monday to Friday at 9:00", "segunda a sexta às 9h"),
    ("0 9 * * 1,2,3,4,5", "Monday to Friday at 9:00", "segunda a sexta às 9h"),
    ("30 14 * * 1,3", "Monday and Wednesday at 14:30", "segunda e quarta às 14h30"),
    ("5 8 * * 0", "Sunday at 8:05", "domingo às 8h05"),
    ("5 8 * * 7", "Sunday at 8:05", "domingo às 8h05"),
    ("0 9 * * *", "every day at 9:00", "todos os dias às 9h"),
    ("0 9 5 * *", "on day 5 of each month at 9:00", "no dia 5 de cada mês às 9h"),
    ("0 9 L * *", "on the last day of each month at 9:00", "no último dia de cada mês às 9h"),
    # Either of both is due: no sentence of ours says that.
    ("0 9 5 * 1", "by the expression 0 9 5 * 1", "pela expressão 0 9 5 * 1"),
    ("*/5 * * * *", "by the expression */5 * * * *", "pela expressão */5 * * * *"),
    ("0 9 * * 5-1", "by the expression 0 9 * * 5-1", "pela expressão 0 9 * * 5-1"),
]


@pytest.mark.parametrize(("cron", "english", "portuguese"), TOLD, ids=[each[0] for each in TOLD])
def test_a_cron_expression_is_told_as_people_say_it(
    cron: str, english: str, portuguese: str
) -> None:
    told = []
    for spoken in ("en", "pt-BR"):
        language.use(spoken)
        told.append(cron_in_words(cron))
    assert told == [english, portuguese]


@pytest.mark.parametrize(
    ("late", "told"),
    [
        ("skip", "left out"),
        ("run", "however late"),
        ("run-if-within 2h", "up to 2 hours later"),
        ("run-if-within 1 d", "up to 1 day later"),
        ("run-if-within 30min", "up to 30 minutes later"),
    ],
)
def test_a_late_policy_is_told(late: str, told: str) -> None:
    assert told in late_in_words(late)

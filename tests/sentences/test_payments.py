"""Every fault of a payment line has its sentence, whatever parameters it was told with."""

from collections.abc import Iterator

import pytest

from batch_sender import language, sentences
from batch_sender.compose.payments import Damage, read_payment
from batch_sender.models import ProblemCode
from batch_sender.models.payments import PaymentFault, PaymentKind
from tests.compose.payments.corpus import LINES

DETAILS = sorted(
    {
        found.detail
        for cell, *_rest in LINES
        if isinstance(found := read_payment(cell), Damage)
        and found.fault is not PaymentFault.BAR_CODE
    }
)


@pytest.fixture(autouse=True, params=language.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.mark.parametrize("detail", [*DETAILS, "too_long 60 47", "too_short 12 47", "pix_no_key"])
def test_each_fault_is_told_in_words(detail: str) -> None:
    told = sentences.detail_in_words(ProblemCode.PAYMENT_DAMAGED, detail)
    fault, *found = detail.split()
    assert fault != told.split(" ")[0]
    assert "{" not in told
    assert all(parameter in told for parameter in found)


def test_the_corpus_and_these_name_every_fault() -> None:
    named = {detail.partition(" ")[0] for detail in DETAILS} | {"pix_no_key"}
    assert named == {*PaymentFault} - {PaymentFault.BAR_CODE}


def test_each_kind_is_counted_in_words(spoken: str) -> None:
    told = list(sentences.counted_payments(dict.fromkeys(PaymentKind, 2)))
    assert len(told) == len(PaymentKind)
    assert told[0] == "2 boletos"
    assert told[2] == {"en": "2 PIX codes", "pt-BR": "2 códigos PIX"}[spoken]
    assert list(sentences.counted_payments({})) == []


@pytest.mark.parametrize(
    ("code", "detail", "english", "portuguese"),
    [
        (ProblemCode.PAYMENT_OVERDUE, "2026-11-10", "due 2026-11-10", "venceu em 10/11/2026"),
        (
            ProblemCode.PAYMENT_AMOUNT_DIFFERS,
            "1150.5 · valor: 90,00",
            "R$1,150.50 · valor: 90,00",
            "R$ 1.150,50 · valor: 90,00",
        ),
        (
            ProblemCode.PAYMENT_DUE_DIFFERS,
            "2026-12-10 · vence: 09/12/2026",
            "2026-12-10 · vence: 09/12/2026",
            "10/12/2026 · vence: 09/12/2026",
        ),
        (ProblemCode.PAYMENT_SHARED, "7", "row 7", "linha 7"),
        (ProblemCode.PAYMENT_OVERDUE, "", "", ""),
    ],
)
def test_what_the_line_says_is_told_as_people_write_it(
    spoken: str, code: str, detail: str, english: str, portuguese: str
) -> None:
    told = {"en": english, "pt-BR": portuguese}[spoken]
    assert sentences.detail_in_words(code, detail) == told

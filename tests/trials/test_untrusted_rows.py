"""Text files whose rows cannot be trusted: what each row says, or why it does not go."""

from pathlib import Path
from typing import Final

import pytest

from batch_sender.config.settings import Settings, from_options
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load.errors import QuotesStray
from batch_sender.models import MessageRecord
from tests.support import MONDAY_NOON

FILES: Final = Path(__file__).parent / "files"
VIDA: Final = 'Clínica "Vida" Centro'


def judged(
    journal: Journal, name: str, text: str, settings: Settings | None = None
) -> list[MessageRecord]:
    request = Request(
        list_path=FILES / name,
        text=text,
        origin="--text",
        settings=settings or Settings(),
        who="ana",
    )
    return list(journal.messages.rows(prepare(journal, request, now=MONDAY_NOON)))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param(
            "linha_curta.csv",
            "Olá, {{ nome }}, de {{ cidade }}!",
            ["Olá, Ana, de Santos!", "row_shifted"],
            id="an opt-out that slid: the other row has all of its separators",
        ),
        pytest.param(
            "decimal_sem_aspas.csv",
            "R$ {{ valor }}",
            ["row_shifted", "row_shifted", "R$ 150,00"],
            id="most rows have a cell too many: cents, and no column without a name",
        ),
        pytest.param(
            "valor_com_virgula.csv",
            "R$ {{ valor }}, vence {{ vencimento }}",
            [*["R$ 150, vence 12/03/2027"] * 3, "row_shifted", *["R$ 150, vence 12/03/2027"] * 4],
            id="a comma in the middle moves all that follows",
        ),
        pytest.param(
            "aspas_depois_de_espaco.csv",
            "{{ clinica }}",
            ["Clínica Vida, Centro"] * 8,
            id="a mark behind a blank opens a cell",
        ),
        pytest.param(
            "aspas_que_engolem.csv",
            "{{ obs }}",
            ["obs", *["row_unreadable"] * 6, "obs"],
            id="nobody is swallowed, and nobody is written to in doubt",
        ),
        pytest.param(
            "data_com_virgula.csv",
            "{{ data }}: {{ status }}",
            ["April 15, 2026: ok", "April 14, 2026: ok", "April 9, 2026: ok"],
            id="the header is parted by semicolons",
        ),
        pytest.param(
            "etiquetas_com_ponto_e_virgula.csv",
            "{{ etiquetas }}",
            ["cliente;vip;"] * 8,
            id="no semicolon parts cells in quotation marks; all rows end early",
        ),
        pytest.param(
            "linha_inteira_entre_aspas.csv",
            "{{ nome }}, {{ cidade }}",
            ["Ana, Santos", "Beto, Niterói"],
            id="each line is one cell, and the row stands in it",
        ),
    ],
)
def test_a_list_says_what_it_must(journal: Journal, name: str, text: str, said: list[str]) -> None:
    rows = judged(journal, name, text)
    assert [row.reason or row.text for row in rows] == said
    assert [row.row for row in rows] == list(range(2, len(said) + 2))


def test_a_row_that_slid_shows_all_of_its_cells(journal: Journal) -> None:
    [davi] = [row for row in judged(journal, "valor_com_virgula.csv", "Oi") if row.reason]
    assert davi.detail == "Davi Melo | (11) 98111-1359 | 150 | 00 | 12/03/2027"
    assert davi.cells == ("Davi Melo", "(11) 98111-1359", "150", "00,12/03/2027")


def test_where_all_rows_have_stray_marks_they_may_be_letters(journal: Journal) -> None:
    name, text = "aspas_soltas_em_todas.csv", "{{ clinica }}"
    with pytest.raises(QuotesStray, match=r"all of its 8 rows: lines 2, 3, .*--quotes letters"):
        judged(journal, name, text)
    letters = from_options({"quotes": "letters"})
    assert [row.text for row in judged(journal, name, text, letters)] == [VIDA] * 8

"""The payment line of a row: which cell it is, what keeps it back, and which calls it makes of a message."""

from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load.columns.errors import ColumnUnknown
from batch_sender.models import Form, MessageRecord, Part
from tests.journal.desk import Desk

LINE = "23793.38128 60007.827136 95000.063305 1 00000000015000"
OTHER = "23793.38128 60007.827136 95000.063305 4 00000000025000"
TICKET = {"open_ticket": True, "queue_id": 7}
PDF = b"%PDF-1.4\n%%EOF\n"


class Office:
    """Judges lists with a column of payment lines, and sends them."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder = desk, folder

    def judge(self, *lines: str, people: int = 1, **settings: Any) -> int:
        """Judge a row for each line: all for one person, or each for one of `people`."""
        path = self.folder / "lista.csv"
        rows = [f'Ana;11 98765-432{at % people};"{line}"' for at, line in enumerate(lines)]
        path.write_text("\n".join(["nome;telefone;linha", *rows]) + "\n", encoding="utf-8")
        values = {"gap": 0, "payment_column": "linha", **settings}
        if "media" in settings:
            values["media"] = str(self.folder / settings["media"])
        request = Request(
            list_path=path,
            text="Olá, {nome}!",
            origin="--text",
            settings=Settings.model_validate(values),
            who="ana",
        )
        return prepare(self.desk.journal, request, now=self.desk.clock.now())

    def rows(self, batch_id: int) -> list[MessageRecord]:
        return list(self.desk.journal.messages.rows(batch_id))

    def reasons(self, batch_id: int) -> list[str | None]:
        return [row.reason for row in self.rows(batch_id)]


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Office:
    (tmp_path / "boleto.pdf").write_bytes(PDF)
    return Office(desk, tmp_path)


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        pytest.param({}, Form.TEXT_THEN_PAYMENT, id="a text alone"),
        pytest.param(TICKET, Form.TEXT_THEN_PAYMENT, id="a text alone, with a ticket"),
        pytest.param({"media": "boleto.pdf"}, Form.TEXT_THEN_FILE_THEN_PAYMENT, id="with a file"),
        pytest.param(
            {"media": "boleto.pdf", **TICKET},
            Form.FILE_WITH_CAPTION_THEN_PAYMENT,
            id="with a file and a ticket",
        ),
        pytest.param({"payment_column": None}, Form.TEXT, id="not asked for"),
    ],
)
def test_the_line_is_the_last_call_of_its_message(
    office: Office, settings: dict[str, Any], form: Form
) -> None:
    batch_id = office.judge(f"  {LINE} ", **settings)
    kept: Any = office.desk.everything(batch_id)[0]
    assert kept.form == form
    assert kept.payment_line == (LINE if Part.PAYMENT in form.parts else None)
    assert office.desk.journal.batches.calls_left(batch_id).calls == len(form.parts)


@pytest.mark.parametrize(
    ("cell", "settings", "reason", "detail"),
    [
        pytest.param("", {}, "value_missing", "", id="empty"),
        pytest.param(" \u00a0\u200b ", {}, "value_missing", "", id="blank"),
        pytest.param("1" * 4_096, {}, "payment_damaged", "no_line", id="no line"),
        pytest.param("1" * 4_097, {}, "message_too_long", "4097", id="longer"),
        pytest.param(
            "{{nome}}", TICKET, "text_not_allowed", "{{", id="the server would replace it"
        ),
        pytest.param("{{nome}}", {}, "payment_damaged", "no_line", id="without a ticket"),
    ],
)
def test_what_cannot_be_sent_is_a_problem_of_its_row(
    office: Office, cell: str, settings: dict[str, Any], reason: str | None, detail: str
) -> None:
    row, other = office.rows(office.judge(cell, LINE, people=2, **settings))
    assert (row.reason, row.column, row.detail) == (reason, reason and "linha", detail)
    assert row.payment_line == (None if reason else cell)
    assert (other.reason, other.payment_line) == (None, LINE), "the others go on"


def test_another_line_is_another_message(office: Office) -> None:
    batch_id = office.judge(LINE)
    office.desk.start(batch_id)
    assert office.desk.rows_taken(batch_id) == [2, 2]
    assert office.reasons(office.judge(LINE)) == ["already_sent"]
    assert office.reasons(office.judge(OTHER)) == [None]
    assert office.reasons(office.judge(LINE, payment_column=None)) == [None], "text alone is other"
    assert office.reasons(office.judge(LINE, OTHER, LINE, allow_repeat=True)) == [
        None, "duplicate_other_message", "duplicate",
    ]  # fmt: skip


def test_by_a_key_the_line_does_not_count(office: Office) -> None:
    """A PIX code is made anew each time: who names what tells messages apart means that."""
    batch_id = office.judge(LINE, key="nome")
    office.desk.start(batch_id)
    office.desk.rows_taken(batch_id)
    assert office.reasons(office.judge(OTHER, key="nome")) == ["already_sent"]


def test_the_column_has_to_be_there(office: Office) -> None:
    with pytest.raises(ColumnUnknown):
        office.judge(LINE, payment_column="pix")

"""What people read is in their language: numbers, counts, and what the parser says by itself."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from batch_sender import language, sentences
from batch_sender.automation import telling
from batch_sender.cli import main
from batch_sender.journal import Journal
from batch_sender.models import MessageState
from batch_sender.models.table_rows import table_row
from tests.journal.desk import ACCEPTED, WHO, Desk, new_batch, text
from tests.support import FakeClock


@pytest.mark.parametrize(
    ("value", "english", "portuguese"),
    [
        pytest.param(3.5, "3.5", "3,5", id="decimals"),
        pytest.param(0.25, "0.25", "0,25", id="less than one"),
        pytest.param(60 / 17, "3.53", "3,53", id="two decimals at most"),
        pytest.param(20, "20", "20", id="the nought of a whole number stays"),
        pytest.param(1048576, "1,048,576", "1.048.576", id="thousands"),
        pytest.param(2000.0, "2,000", "2.000", id="whole, as a float"),
    ],
)
def test_numbers_are_written_as_people_write_them(
    value: float, english: str, portuguese: str
) -> None:
    language.use("en")
    assert language.number(value) == english
    language.use("pt-BR")
    assert language.number(value) == portuguese


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_no_sentence_stays_none(code: str) -> None:
    language.use(code)
    assert language._("") == ""


@pytest.mark.parametrize("state", MessageState)
def test_a_count_names_its_state_and_keeps_its_column(state: MessageState) -> None:
    language.use("en")
    assert sentences.counted(state, 3) == f"3 {state}"
    language.use("pt-BR")
    assert sentences.counted(state, 12, width=7).startswith("     12  ")


def test_a_count_agrees_with_its_number() -> None:
    language.use("pt-BR")
    assert sentences.counted(MessageState.ACCEPTED, 1) == "1 aceita pelo CleverChat"
    assert sentences.counted(MessageState.FAILED, 2) == "2 não saíram"


def test_a_notification_counts_as_people_do(tmp_path: Path) -> None:
    language.use("pt-BR")
    clock = FakeClock(datetime(2026, 11, 3, 15, tzinfo=UTC))
    with Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal:
        desk, batch_id = Desk(journal, clock), journal.batches.add(new_batch())
        journal.batches.add_messages(batch_id, list(map(table_row, [text(2), text(3)])))
        journal.batches.mark_checked(batch_id, who=WHO, repairs={})
        desk.start(batch_id)
        for _row in range(2):
            desk.record(desk.take(batch_id), ACCEPTED)
        journal.batches.finish(batch_id, who=WHO)
        told = telling.of_batch(
            journal.batches.one(batch_id), batch_file=Path("l.toml"), results=None
        )
    assert told.subject.endswith("terminado: 2 aceitas pelo CleverChat")
    assert "      2  aceitas pelo CleverChat" in told.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pause"], "Falta "),
        (["pause", "um"], "precisa ser um número inteiro."),
        (["stand-in", "--latency", "x"], "--latency precisa ser um número."),
        (["pause", "1", "2"], "Sobrou na linha de comando: 2"),
        (["pause", "--foo"], "Não existe a opção --foo."),
        (["pause", "1", "--jurnal", "x"], "Não existe a opção --jurnal. Quis dizer --journal?"),
        (["frobnicate"], "Não existe o comando frobnicate."),
        (["stats"], "Não existe o comando stats. Quis dizer status?"),
        (["pause", "1", "--journal"], "--journal precisa de um valor."),
        (["status", "--json=1"], "--json não leva valor."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_parser_complains_in_portuguese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["--lang", "pt-BR", *arguments]) == 2
    assert said in "".join(capsys.readouterr())


def test_help_holds_no_english_word_of_the_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "batch_sender", "--lang", "pt-BR", "check", "--help"],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("Uso: batch-sender check [OPÇÕES]")
    for word in ("Usage", "Options", "Arguments", "required", "Show this"):
        assert word not in done.stdout


def test_nothing_typed_shows_help_and_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    _out, err = capsys.readouterr()
    assert "Error" not in err
    assert "send" in err


@pytest.mark.parametrize("command", ["check", "status", "resolve", "optout add", "connection add"])
def test_help_names_no_type_of_python(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*command.split(), "--help"])
    assert not re.search(r"<(?:list\[)?(?:int|str|path|float)", capsys.readouterr().out)

"""Every code has its sentence, in both languages."""

from collections.abc import Iterator

import pytest

from batch_sender import language, sentences
from batch_sender.models import (
    BatchState,
    MessageState,
    NoticeCode,
    ProblemCode,
    Reason,
    RepairRule,
)

PAUSE_CODES = (
    "asked",
    "interrupted",
    "ten_not_left",
    "ten_refused",
    "young_refused",
    "three_not_understood",
    "half_failed",
    "canary",
    "look_due",
    "look_done",
    "not_delivered",
    "outside_window",
    "cap_reached",
    "proof_declined",
    Reason.TOKEN_REFUSED,
    Reason.NOT_CONNECTED,
    Reason.NO_DEFAULT_CONNECTION,
    Reason.API_NOT_IN_PLAN,
    Reason.WRONG_ADDRESS,
    Reason.CERTIFICATE_REFUSED,
)


@pytest.fixture(autouse=True, params=language.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


def test_every_code_of_the_models_has_its_sentence() -> None:
    assert set(sentences.PROBLEMS) == set(ProblemCode)
    assert set(sentences.REASONS) == set(Reason)
    assert set(sentences.NOTICES) == set(NoticeCode)
    assert set(sentences.REPAIRS) == set(RepairRule)
    assert set(sentences.STATES) == {*MessageState, *BatchState}


@pytest.mark.parametrize("code", sorted({*ProblemCode, *Reason}))
def test_each_code_says_what_it_means_and_what_to_do(code: str) -> None:
    assert sentences.describe(code) not in ("", code)
    assert sentences.remedy_for(code).endswith(".")


@pytest.mark.parametrize("code", sorted(NoticeCode))
def test_each_notice_says_what_to_look_at(code: str) -> None:
    assert sentences.describe_notice(code) not in ("", code)
    assert sentences.remedy_for(code).endswith(".")


def test_a_file_under_another_name_is_suggested(spoken: str) -> None:
    detail = "joao.pdf ≈ João.pdf"
    assert "João.pdf" in sentences.remedy_for(ProblemCode.MEDIA_MISSING, detail)
    assert sentences.remedy_for(ProblemCode.MEDIA_MISSING, "joao.pdf") == sentences.remedy_for(
        ProblemCode.MEDIA_MISSING
    )
    there = {"en": "there is João.pdf", "pt-BR": "existe João.pdf"}[spoken]
    assert there in sentences.describe(ProblemCode.MEDIA_MISSING, "boleto", detail)


def test_nothing_is_left_in_english_for_a_brazilian(spoken: str) -> None:
    if spoken == "en":
        return
    tables = (sentences.PROBLEMS, sentences.REASONS, sentences.NOTICES, sentences.PAUSES)
    texts = [text for table in tables for advice in table.values() for text in advice]
    texts += [*sentences.REPAIRS.values(), *sentences.STATES.values(), *sentences.COLUMNS.values()]
    assert [text for text in texts if text and language._(text) == text] == []


@pytest.mark.parametrize("code", PAUSE_CODES)
def test_a_pause_says_why_and_how_to_go_on(code: str) -> None:
    told = sentences.describe_pause(code, batch=12)
    assert told.endswith(language.command("resume", 12))
    assert code not in told.split()
    assert told[0].isupper()
    assert sentences.describe_pause(code).endswith(language.command("resume"))


def test_what_was_found_and_where_stands_behind_the_sentence() -> None:
    told = sentences.describe_problem("phone_invalid", "Telefone", "123 {x}")
    assert told.endswith(" (Telefone: 123 {x})")
    assert sentences.describe_problem("phone_missing", "Telefone").endswith(" (Telefone)")
    assert "(" not in sentences.describe_problem("phone_missing")


def test_a_duplicate_names_the_row_that_stays(spoken: str) -> None:
    row = {"en": "(row 12)", "pt-BR": "(linha 12)"}[spoken]
    assert sentences.describe_problem("duplicate", None, "12").endswith(row)
    assert sentences.describe_problem("duplicate", "Nome", "as found").endswith("(Nome: as found)")


def test_details_that_the_journal_writes_short_are_told_in_words(spoken: str) -> None:
    too_long = sentences.describe_problem("message_too_long", None, ">4096")
    # 1:30 in the morning by UTC is still the evening before in Brazil.
    said = sentences.describe_problem("already_sent", None, "7 12 2026-05-04T01:30Z")
    if spoken == "en":
        assert too_long.endswith("(>4096 characters)")
        assert said.endswith("(batch 7, row 12, 2026-05-03)")
    else:
        assert too_long.endswith("(>4096 caracteres)")
        assert said.endswith("(envio 7, linha 12, 03/05/2026)")


def test_a_code_from_a_newer_version_is_shown_as_it_is() -> None:
    assert sentences.describe("new_code") == "new_code"
    assert sentences.remedy_for("new_code") == ""
    assert sentences.describe_repair("new_rule") == "new_rule"
    assert language.command("resume", 3) in sentences.describe_pause("new_pause", batch=3)


def test_states_and_columns_are_named_as_the_reader_knows_them(spoken: str) -> None:
    names = [sentences.state_name(state) for state in MessageState]
    assert len(set(names)) == len(names)  # the results sheet colours and filters by these names
    titles = [sentences.column_title(code) for code in sentences.COLUMNS]
    if spoken == "en":
        assert names == list(MessageState)
        assert titles == [*list(sentences.COLUMNS)[:-1], "repairs and notes"]
    else:
        assert sentences.state_name(MessageState.UNKNOWN) == "em dúvida (pode ter saído)"
        assert titles == [
            "situação", "motivo", "número", "mensagem", "arquivo", "horário", "tentativas",
            "retorno_cleverchat", "variante", "conexão", "ajustes e observações",
        ]  # fmt: skip

"""Nothing that a Brazilian reads is left in English: each command, sheet and page, with every state in it."""

import errno
import os
import re
from typing import Final

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
from batch_sender.models.system_words import said_of
from tests.catalogue import PACKAGE, extract
from tests.portuguese import english
from tests.portuguese.desk_of_all import PAUSES
from tests.support import TOKEN

CODES: Final = frozenset(
    code for kind in (ProblemCode, Reason, NoticeCode, RepairRule) for code in kind if "_" in code
)
NOT_OURS: Final = (
    "JSON Lines",
    "Numbers",  # Apple's
    "Validation error",  # what CleverChat answers
    "Request Entity Too Large",  # and what its proxy does
)
KEYS: Final = re.compile(
    r"(?:\w+, ){9,}\w+"  # what a batch file or a placeholder may name
    r"|\bou command, ou mail_to"
    r"|\b(?:send|skip)\b(?=\s+(?:envia|deixa)\b)"  # what an option takes, and what that does
    r"|\bif\b(?=, set| em volta|; tire)"  # of a template
)


def left_in(text: str) -> list[str]:
    return english.english_words(KEYS.sub("·", text), known=NOT_OURS)


@pytest.fixture
def brazilian() -> None:
    language.use("pt-BR")


@pytest.fixture(scope="session")
def corpus(shown: dict[str, str]) -> str:
    return "\n".join(english.folded(text) for text in shown.values())


# ── what is shown ─────────────────────────────────────────────────────────────────────────────


def test_no_word_that_is_shown_is_english(shown: dict[str, str]) -> None:
    left = {name: found for name, text in shown.items() if (found := left_in(text))}
    assert left == {}


def test_no_sentence_of_the_catalogue_is_shown_in_english(
    shown: dict[str, str], corpus: str
) -> None:
    ours = english.folded("\n".join(portuguese for _english, portuguese in english.sentences()))
    left = [
        (part, [name for name, text in shown.items() if part in english.folded(text)])
        for each, portuguese in english.sentences()
        for part in english.telling_parts(each)
        if each != portuguese and part not in ours and part in corpus
        if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", corpus)
    ]
    assert left == []


@pytest.mark.usefixtures("brazilian")
def test_every_state_problem_reason_and_pause_was_shown(corpus: str) -> None:
    """Else what was looked at says little: each of them stands in some sheet, page or answer."""
    texts = corpus.casefold()
    meanings = [
        *(language._(table[code].meaning) for table in (sentences.PROBLEMS, sentences.REASONS,
          sentences.NOTICES) for code in table),
        *(sentences.why_paused(code) for code in PAUSES),
        *(sentences.state_name(state) for state in (*MessageState, *BatchState)
          if state is not BatchState.JUDGING),
        *(sentences.describe_repair(rule) for rule in RepairRule),
    ]  # fmt: skip
    assert [each for each in meanings if english.folded(each).casefold() not in texts] == []


@pytest.mark.usefixtures("brazilian")
def test_most_of_the_catalogue_was_shown(corpus: str) -> None:
    """A change that keeps commands from running must not make these tests say less and less."""
    of_page = {  # its own tests walk it
        form for message in extract(PACKAGE / "web") for form in english.forms(message.id)
    }
    told = [
        p
        for e, p in english.sentences()
        if e not in of_page and english.fixed_parts(language._commands_named(p))
    ]
    seen = [
        each
        for each in told
        if all(part in corpus for part in english.fixed_parts(language._commands_named(each)))
    ]
    assert len(seen) / len(told) > 0.45


def test_sheets_and_pages_tell_no_codes(shown: dict[str, str]) -> None:
    for name in ("tudo.xlsx", "tudo.html", "sem-pessoas.html", "somas.html", "somas.xlsx"):
        assert CODES.isdisjoint(re.findall(r"\w+", shown[name])), name


def test_nothing_shows_the_token(corpus: str) -> None:
    assert TOKEN not in corpus


# ── what may be shown ─────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("brazilian")
def test_no_sentence_of_the_catalogue_holds_english() -> None:
    told = {
        each: re.sub(r"(?<!\{)\{[^{}]*\}", "·", language._commands_named(portuguese))
        for each, portuguese in english.sentences()
    }
    assert {each: found for each, text in told.items() if (found := left_in(text))} == {}


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT, errno.EROFS, errno.EADDRINUSE])
@pytest.mark.usefixtures("brazilian")
def test_what_the_system_says_is_told_in_portuguese(number: int) -> None:
    told = said_of(OSError(number, os.strerror(number)))
    assert told != os.strerror(number)
    assert left_in(told) == []


@pytest.mark.usefixtures("brazilian")
def test_who_has_words_of_their_own_keeps_them() -> None:
    assert said_of(OSError(errno.EPERM, "certificado vencido")) == "certificado vencido"
    assert said_of(TimeoutError()) == "TimeoutError"


def test_english_is_found_where_it_is() -> None:
    """The tests above would say nothing, if their own eyes were shut."""
    assert left_in("Erro: Permission denied, linha 3")
    assert left_in("envio 3: 4 rows, in doubt")
    assert not left_in("batch-sender enviar lista.csv --duplicates send --out r.xlsx phone_missing")
    assert not left_in("Veja https://example.com/the/list e {{ name }}, ou BATCH_SENDER_URL")


def test_a_system_that_says_no_is_told_so_on_the_way(shown: dict[str, str]) -> None:
    assert "é uma pasta" in shown["serve --no-page --log samples"]

"""The language people read: chosen by flag, environment and system, in that order."""

import asyncio
import locale
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from batch_sender import language
from batch_sender.journal import Journal
from batch_sender.journal.errors import StateConflict
from batch_sender.timing.errors import BadRate
from tests.support import checked_batch


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("en_US.UTF-8", "en"),
        ("pt-BR", "pt-BR"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("pt_BR@euro", "pt-BR"),
        ("pt", "pt-BR"),
        ("pt.UTF-8", "pt-BR"),
        ("PT", "pt-BR"),
        ("pt_PT", "pt-BR"),  # nearer than English
        ("Portuguese_Brazil.1252", "pt-BR"),  # as Windows says it
        ("English_United States.1252", "en"),
        ("de_DE.UTF-8", None),
        ("C", None),
        ("C.UTF-8", None),
        ("POSIX", None),
        ("", None),
        (None, None),
        ("ptx", None),
    ],
)
def test_what_a_tag_asks_for(tag: str | None, code: str | None) -> None:
    assert language.match(tag) == code


@pytest.mark.parametrize(
    ("flag", "environment", "code"),
    [
        pytest.param("en", {"BATCH_SENDER_LANG": "pt-BR"}, "en", id="the flag comes first"),
        pytest.param(None, {"BATCH_SENDER_LANG": "pt-BR", "LANG": "en_US"}, "pt-BR", id="ours"),
        pytest.param(None, {"LANG": "pt_BR.UTF-8"}, "pt-BR", id="the system"),
        pytest.param(None, {"LC_ALL": "en_US", "LANG": "pt_BR"}, "en", id="LC_ALL before LANG"),
        pytest.param(None, {"LC_ALL": "", "LANG": "pt_BR"}, "pt-BR", id="empty is not set"),
        pytest.param(None, {"LANG": "de_DE.UTF-8"}, "en", id="a language we do not speak"),
        pytest.param(None, {"LANG": "C.UTF-8"}, "en", id="a server"),
        pytest.param("de", {"LANG": "pt_BR"}, "pt-BR", id="a flag we do not understand"),
    ],
)
def test_which_language_is_spoken(flag: str | None, environment: dict[str, str], code: str) -> None:
    assert language.preferred(flag, environment) == code


def test_without_any_hint_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: ("Portuguese_Brazil", "1252"))
    assert language.preferred(None, {}) == "pt-BR"


def test_a_system_that_python_does_not_understand_speaks_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown() -> None:
        raise ValueError("unknown locale: UTF-8")

    monkeypatch.setattr(locale, "getlocale", unknown)
    assert language.preferred(None, {}) == "en"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_each_language_is_in_force_until_another_is(code: str) -> None:
    language.use(code)
    assert language.current() == code


def test_a_sentence_is_told_in_the_language_in_force() -> None:
    error = BadRate(rate="x")
    english = error.message
    language.use("pt-BR")
    assert error.message != english
    assert "“x”" in error.message
    language.use("en")
    assert error.message == english


def test_what_no_catalogue_knows_is_told_as_it_stands() -> None:
    language.use("pt-BR")
    assert language._("not in any catalogue {x}") == "not in any catalogue {x}"
    assert language.ngettext("{n} thing nobody said", "{n} things nobody said", 2).endswith("said")
    assert language.N_("as it is") == "as it is"


def _spoken_in(code: str, both: Barrier) -> tuple[str, str, str, str]:
    language.use(code)
    both.wait(60)  # by now the other one speaks its own
    return language.current(), BadRate(rate="x").message, language.number(1234.5), _plural()


def _plural() -> str:
    return language.ngettext("{n} day", "{n} days", 2)


def test_two_threads_speak_two_languages_at_once() -> None:
    language.use("en")
    english = BadRate(rate="x").message
    both = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(_spoken_in, language.LANGUAGES, [both, both])
    assert one == ("en", english, "1,234.5", "{n} days")
    assert other[0] == "pt-BR"
    assert other[1] not in {"", english}
    assert other[2:] == ("1.234,5", "{n} dias")
    assert language.current() == "en"


def test_two_tasks_of_one_loop_speak_two_languages_at_once() -> None:
    async def spoken(code: str) -> str:
        language.use(code)
        await asyncio.sleep(0)
        return language.number(0.5)

    async def both() -> list[str]:
        return await asyncio.gather(*map(spoken, language.LANGUAGES))

    assert asyncio.run(both()) == ["0.5", "0,5"]


def test_the_journal_says_what_is_wrong_to_each_in_their_language(tmp_path: Path) -> None:
    """Whoever commits does so for all who wait: what they are told is theirs, not its own."""
    both = Barrier(2)

    def refused(code: str) -> str:
        language.use(code)
        both.wait(60)
        with pytest.raises(StateConflict) as caught:
            journal.batches.mark_checked(1, who="ana", repairs={})
        return str(caught.value.details["what"])

    with Journal(tmp_path / "journal.sqlite3") as journal, ThreadPoolExecutor(2) as threads:
        checked_batch(journal, [])
        for _round in range(20):
            assert list(threads.map(refused, language.LANGUAGES)) == ["batch 1", "envio 1"]

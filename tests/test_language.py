"""The language people read: chosen by flag, environment and system, in that order."""

import locale
from collections.abc import Iterator

import pytest

from batch_sender import language
from batch_sender.errors import BadRate


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


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

"""Connections: what a file or the environment gives, what is refused, and that no token shows."""

import contextlib
import copy
import os
import pickle
import stat
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.connections import (
    DEFAULT_ADDRESS,
    Connection,
    Token,
    add,
    choose,
    fingerprint,
    from_environment,
    load_connections,
    remove,
)
from batch_sender.config.errors import (
    AddressHoldsPassword,
    AddressInvalid,
    AddressNotForSending,
    AddressNotSecure,
    AddressWithoutPath,
    ConnectionEntryInvalid,
    ConnectionExists,
    ConnectionNameInvalid,
    ConnectionNotChosen,
    ConnectionNotFound,
    ConnectionsFileBroken,
    ConnectionsFileExposed,
    ConnectionsFileNotWritable,
    ConnectionsFileUnreadable,
    NoConnection,
    TokenMissing,
    TokenUnusable,
)
from batch_sender.models.errors import BatchSenderError

SECRET = "s3cret-tokên"
URL = "https://api.example.com/api/messages/send"
KEY = b"k" * 32
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")


def connection(name: str | None = "loja", url: str = URL, token: str = SECRET) -> Connection:
    return Connection(name=name, url=url, token=Token(token))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "connections.toml"


def written(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


# ── the token ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(repr, id="repr"),
        pytest.param(lambda one: f"{one.token} {one.token!r}", id="format"),
        pytest.param(asdict, id="asdict"),
        pytest.param(lambda one: [one.token], id="in-a-list"),
    ],
)
def test_a_token_is_shown_by_reveal_alone(show: Callable[[Connection], object]) -> None:
    one = connection()

    assert SECRET not in f"{show(one)!s} {show(one)!r}"
    assert one.token.reveal() == SECRET


def test_a_token_is_not_pickled_and_stays_itself_in_a_copy() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(connection())
    assert copy.deepcopy(connection()) == connection()
    assert connection() != connection(token="other")
    assert Token(SECRET) != SECRET


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("abc\n", id="line-break"),
        pytest.param("abc\r\nX-Evil: 1", id="smuggles-a-header"),
        pytest.param("Bearer abc", id="the-word-before-it"),
        pytest.param("abc\u00a0", id="no-break-space"),
        pytest.param("abc\u2026", id="outside-latin-1"),
        pytest.param("abc\x7f", id="control-character"),
    ],
)
def test_a_token_that_fits_no_header_is_refused(value: str) -> None:
    with pytest.raises(TokenUnusable) as caught:
        Token(value, of="loja")

    assert "loja" in caught.value.message
    assert "abc" not in str(caught.value)


# ── the address ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        DEFAULT_ADDRESS,
        "https://api.example.com:8443/v2/send?company=1",
        "HTTPS://API.EXAMPLE.COM/api/messages/send",
        "https://api.loja-são-joão.com.br/api/messages/send",
        "http://127.0.0.1:8080/api/messages/send",
        "http://localhost:8080/api/messages/send",
        "http://[::1]:8080/api/messages/send",
    ],
)
def test_an_address_that_a_token_may_travel_to_is_taken(url: str) -> None:
    assert connection(url=url).url == url


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("", AddressInvalid),
        ("api.example.com/send", AddressInvalid),
        ("ftp://api.example.com/send", AddressInvalid),
        ("https:///send", AddressInvalid),
        ("https://api.example.com:port/send", AddressInvalid),
        ("https://api.example.com:99999/send", AddressInvalid),
        ("https://api.example.com:0/send", AddressInvalid),
        ("https://[::1/send", AddressInvalid),
        ("https://api..example.com/send", AddressInvalid),
        ("https://api.example.com/send#part", AddressInvalid),
        ("https://api.example.com/se nd", AddressInvalid),
        ("https://api.exa\nmple.com/send", AddressInvalid),
        ("https://evil.example\\@api.example.com/send", AddressInvalid),
        ("https://ana:pw@api.example.com/send", AddressHoldsPassword),
        ("https://ana@api.example.com/send", AddressHoldsPassword),
        ("http://api.example.com/send", AddressNotSecure),
        ("http://127.0.0.1.example.com/send", AddressNotSecure),
        ("http://192.168.0.5/send", AddressNotSecure),
        ("https://api.example.com", AddressWithoutPath),
        ("https://api.example.com/?a=b", AddressWithoutPath),
        # The web panel; and the call that closes tickets.
        ("https://app.cleverchat.com.br/api/messages/send", AddressNotForSending),
        ("https://cleverchat.com.br/x", AddressNotForSending),
        ("https://panel.example.com/login", AddressNotForSending),
        ("https://panel.example.com/Tickets/12", AddressNotForSending),
        ("https://api.example.com/api/messages/finish/", AddressNotForSending),
    ],
)
def test_another_address_is_refused_with_a_sentence(
    url: str, error: type[BatchSenderError]
) -> None:
    with pytest.raises(error) as caught:
        connection(url=url)

    assert "loja" in caught.value.message
    assert "pw" not in str(caught.value)
    assert caught.value.next


@given(st.text())
def test_no_text_breaks_the_check_of_an_address(url: str) -> None:
    for address in (url, f"https://{url}", f"https://a.example/{url}"):
        with contextlib.suppress(BatchSenderError):
            fingerprint(connection(url=address), KEY)


# ── the same connection ───────────────────────────────────────────────────────────────────────


def test_the_same_url_and_token_are_the_same_connection_whatever_the_name() -> None:
    marks = {
        fingerprint(one, KEY)
        for one in (
            connection("loja"),
            connection("outra"),
            connection(None),
            connection(url="https://API.example.com:443/api/messages/send"),
        )
    }

    assert len(marks) == 1


def test_another_token_address_or_key_is_another_mark() -> None:
    marks = [
        fingerprint(connection(), KEY),
        fingerprint(connection(token="other"), KEY),
        fingerprint(connection(url=f"{URL}/"), KEY),
        fingerprint(connection(url="https://api.example.com:444/api/messages/send"), KEY),
        fingerprint(connection(url=f"{URL}?a=b"), KEY),
        fingerprint(connection(), b"another key"),
    ]

    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 64 and SECRET not in mark for mark in marks)


# ── the file ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_added_is_read_again_and_what_is_removed_is_gone(path: Path) -> None:
    loja, filial = connection("loja"), connection("Filial São José", token='q"\\t')
    add(path, loja)
    add(path, filial)

    assert load_connections(path) == {"loja": loja, "Filial São José": filial}
    assert remove(path, "loja") == loja
    assert load_connections(path) == {"Filial São José": filial}
    assert [p.name for p in path.parent.iterdir()] == ["connections.toml"]


def test_a_file_that_is_not_there_holds_no_connection(path: Path) -> None:
    assert load_connections(path) == {}


def test_a_file_written_by_hand_needs_only_the_token(path: Path) -> None:
    # As Windows' Notepad saves it: with a byte order mark and CR LF.
    written(path, b'\xef\xbb\xbf# ours\r\n[loja]\r\ntoken = "t"\r\n')

    assert load_connections(path) == {"loja": connection(url=DEFAULT_ADDRESS, token="t")}


@posix
def test_the_file_is_closed_to_others_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        add(path, connection())
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_file_that_others_can_open_is_refused_and_not_changed(path: Path, mode: int) -> None:
    written(path, '[loja]\ntoken = "t"\n', mode)

    for use in (load_connections, lambda p: add(p, connection("b")), lambda p: remove(p, "loja")):
        with pytest.raises(ConnectionsFileExposed) as caught:
            use(path)
        assert "chmod 600" in caught.value.next
        assert str(path) in caught.value.message
    assert path.read_text(encoding="utf-8") == '[loja]\ntoken = "t"\n'


@posix
def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    target = written(tmp_path / "dotfiles.toml", "")
    path.parent.mkdir()
    path.symlink_to(target)
    add(path, connection())

    assert path.is_symlink()
    assert "loja" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param('[loja]\nurl = "x"\ntoken = s3cret\n', 3, id="quotes-forgotten"),
        pytest.param('[loja]\ntoken = "s3cret\n', 2, id="quote-not-closed"),
        pytest.param('[loja]\ntoken = "t"\n[loja]\n', 3, id="the-same-name-twice"),
        pytest.param('[loja]\n[b]\n[c', 3, id="ends-in-the-middle"),
        pytest.param(b'[loja]\ntoken = "s3cret\xe9"\n', 2, id="not-utf-8"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line_and_without_its_secrets(
    path: Path, content: str | bytes, line: int
) -> None:
    written(path, content)
    with pytest.raises(ConnectionsFileBroken) as caught:
        load_connections(path)

    assert f"line {line}." in caught.value.message
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        pytest.param('[loja]\ntokn = "t"\n', ConnectionEntryInvalid, "tokn", id="unknown-key"),
        pytest.param("[loja]\n", ConnectionEntryInvalid, "token", id="no-token"),
        pytest.param("[loja]\ntoken = 5\n", ConnectionEntryInvalid, "token", id="a-number"),
        pytest.param('[loja]\ntoken="t"\nurl=[]\n', ConnectionEntryInvalid, "url", id="a-list"),
        pytest.param('token = "t"\n', ConnectionEntryInvalid, "token", id="outside-a-section"),
        pytest.param('[loja]\ntoken = ""\n', TokenUnusable, "loja", id="empty-token"),
        pytest.param('[loja]\ntoken="t"\nurl="x"\n', AddressInvalid, "loja", id="no-address"),
        pytest.param('["a/b"]\ntoken = "t"\n', ConnectionNameInvalid, "a/b", id="a-bad-name"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_by_its_name(
    path: Path, content: str, error: type[BatchSenderError], said: str
) -> None:
    written(path, content)
    with pytest.raises(error) as caught:
        load_connections(path)

    assert said in caught.value.message


@pytest.mark.parametrize("name", ["", " loja", "loja ", "-loja", "a/b", "a\nb", "x" * 65, "a\x1b"])
def test_a_name_that_cannot_be_typed_is_refused(name: str) -> None:
    with pytest.raises(ConnectionNameInvalid):
        connection(name)


def test_a_name_is_not_taken_twice_and_must_be_there_to_be_removed(path: Path) -> None:
    add(path, connection())
    with pytest.raises(ConnectionExists):
        add(path, connection(token="other"))
    with pytest.raises(ConnectionNotFound) as caught:
        remove(path, "lojas")
    with pytest.raises(ConnectionNameInvalid):
        add(path, connection(None))

    assert "loja" in caught.value.message
    assert load_connections(path) == {"loja": connection()}


def test_a_new_token_takes_the_old_ones_place_when_that_is_said(path: Path) -> None:
    add(path, connection("loja"))
    add(path, connection("filial"))
    add(path, connection("loja", token="new"), replace=True)

    assert load_connections(path) == {
        "loja": connection("loja", token="new"),
        "filial": connection("filial"),
    }


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConnectionsFileUnreadable):
        load_connections(tmp_path)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises((ConnectionsFileNotWritable, ConnectionsFileUnreadable)):
        add(tmp_path / "file" / "connections.toml", connection())


# ── which one ─────────────────────────────────────────────────────────────────────────────────

ENVIRONMENT = {"BATCH_SENDER_URL": URL, "BATCH_SENDER_TOKEN": SECRET}


def test_the_named_connection_comes_first_then_the_environment_then_the_only_one(
    path: Path,
) -> None:
    add(path, connection("loja", token="file"))

    assert choose("loja", path=path, environment=ENVIRONMENT).token == Token("file")
    assert choose(None, path=path, environment=ENVIRONMENT) == connection(None)
    assert choose(None, path=path, environment={}).name == "loja"


def test_without_a_choice_an_error_says_what_to_do(path: Path) -> None:
    with pytest.raises(NoConnection) as none:
        choose(None, path=path, environment={})
    assert "connection add" in none.value.next

    add(path, connection("loja"))
    add(path, connection("filial"))
    with pytest.raises(ConnectionNotChosen) as several:
        choose(None, path=path, environment={})
    assert "loja, filial" in several.value.message
    assert "--connection" in several.value.next

    with pytest.raises(ConnectionNotFound) as other:
        choose("lojinha", path=path, environment=ENVIRONMENT)
    assert "loja, filial" in other.value.message


def test_a_token_alone_goes_to_the_vendors_address() -> None:
    one = from_environment({"BATCH_SENDER_TOKEN": SECRET, "BATCH_SENDER_URL": ""})

    assert one == connection(None, url=DEFAULT_ADDRESS)
    assert one is not None
    assert one.host == "api.cleverchat.com.br"


def test_an_environment_without_a_token_gives_no_connection() -> None:
    assert from_environment({}) is None
    with pytest.raises(TokenMissing):
        from_environment({"BATCH_SENDER_URL": URL})


def test_an_environment_that_cannot_be_used_is_named() -> None:
    with pytest.raises(TokenUnusable, match="BATCH_SENDER_TOKEN"):
        from_environment({"BATCH_SENDER_TOKEN": "a b"})
    with pytest.raises(AddressNotSecure, match="BATCH_SENDER_URL"):
        from_environment({**ENVIRONMENT, "BATCH_SENDER_URL": "http://api.example.com/send"})

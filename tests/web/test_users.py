"""The file of users: what stands in it, who gets in, and what two who change it at once leave behind."""

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from batch_sender.web.access_errors import (
    PasswordWeak,
    UserExists,
    UserNameInvalid,
    UsersFileBroken,
    UserUnknown,
)
from batch_sender.web.errors import FolderNotPrivate
from batch_sender.web.private_files import private_folder, write_private
from batch_sender.web.roles import Role
from batch_sender.web.users import Users

PASSWORD = "três pratos de trigo"


class Counting(PasswordHasher):
    """Hashes cheaply, and counts how often a password was looked at."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.looked = 0

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        self.looked += 1
        return super().verify(*args, **kwargs)


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def users(tmp_path: Path, hasher: Counting) -> Users:
    return Users(tmp_path / "page", hasher=hasher)


def test_a_password_is_kept_as_a_hash_that_its_owner_alone_can_read(
    users: Users, tmp_path: Path
) -> None:
    user = users.add("ana", Role.SEND, PASSWORD)
    file = tmp_path / "page" / "users.json"
    text = file.read_text("utf-8")
    assert "$argon2id$" in text
    assert "trigo" not in text
    assert user.password not in repr(user)
    if os.name != "nt":
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (file, file.parent)]
        assert modes == [0o600, 0o700]


def test_whoever_knows_the_password_gets_in(users: Users) -> None:
    users.add("Ana.Souza", Role.SEND, PASSWORD)
    for name in ("Ana.Souza", "ana.souza", " ANA.SOUZA ", "\uff41na.souza"):
        user = users.with_password(name, PASSWORD)
        assert user is not None
        assert user.name == "Ana.Souza"
    assert users.with_password("ana.souza", PASSWORD + " ") is None
    assert users.with_password("ana.souza", "") is None


def test_a_password_typed_in_signs_put_together_is_the_same(users: Users) -> None:
    users.add("ana", Role.SEND, "tre\u0302s pratos de trigo")
    assert users.with_password("ana", "tr\u00eas pratos de trigo") is not None


def test_an_unknown_name_costs_the_same_look(users: Users, hasher: Counting) -> None:
    users.add("ana", Role.SEND, PASSWORD)
    for name in ("ana", "nobody", ""):
        before = hasher.looked
        assert users.with_password(name, "not this one") is None
        assert hasher.looked == before + 1


@pytest.mark.parametrize(
    "weak", ["", "short", "a" * 30, "abcabcabcabc", "Ana and more words", "x" * 2000]
)
def test_a_weak_password_is_refused(users: Users, weak: str) -> None:
    with pytest.raises(PasswordWeak):
        users.add("ana", Role.SEND, weak)
    assert not users.every()


@pytest.mark.parametrize(
    "name", ["", " ", "ana souza", "a/b", "../x", "ana\n", "-rf", "x" * 65, "<b>"]
)
def test_a_name_that_is_none_is_refused(users: Users, name: str) -> None:
    with pytest.raises(UserNameInvalid):
        users.add(name, Role.SEND, PASSWORD)


def test_what_is_changed_counts_for_whoever_has_read_the_file_before(
    users: Users, tmp_path: Path, hasher: Counting
) -> None:
    running = Users(tmp_path / "page", hasher=hasher)
    assert not running.every()
    before = users.add("ana", Role.LOOK, PASSWORD)
    users.add("bia", Role.SEND, PASSWORD)
    assert [user.name for user in running.every()] == ["ana", "bia"]
    users.give_role("ANA", Role.ADMINISTER)
    found = running.find("ana")
    assert found is not None
    assert (found.role, found.stamp) == (Role.ADMINISTER, before.stamp)
    users.set_password("ana", "outra senha bem longa")
    assert running.with_password("ana", PASSWORD) is None
    after = running.find("ana")
    assert after is not None
    assert after.stamp != before.stamp
    users.remove("bia")
    assert running.find("bia") is None


def test_who_is_there_twice_and_who_is_not_there_is_said(users: Users) -> None:
    users.add("ana", Role.SEND, PASSWORD)
    with pytest.raises(UserExists, match="ana"):
        users.add("ANA", Role.LOOK, PASSWORD)
    for change in (users.remove, lambda name: users.set_password(name, PASSWORD)):
        with pytest.raises(UserUnknown, match="ana"):
            change("bia")


def test_of_many_who_add_at_once_all_are_kept(tmp_path: Path, hasher: Counting) -> None:
    def add(number: int) -> None:
        Users(tmp_path / "page", hasher=hasher).add(f"pessoa{number}", Role.LOOK, PASSWORD)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(Users(tmp_path / "page").every()) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"users": [{"name": "ana"}]}',
        '{"users": [{"name": "a", "role": "king", "password": ""}]}',
    ],
)
def test_a_broken_file_lets_nobody_in(users: Users, tmp_path: Path, text: str) -> None:
    users.add("ana", Role.SEND, PASSWORD)
    (tmp_path / "page" / "users.json").write_text(text)
    with pytest.raises(UsersFileBroken):
        users.with_password("ana", PASSWORD)
    with pytest.raises(UsersFileBroken):
        users.every()


@pytest.mark.skipif(os.name == "nt", reason="links and mode bits")
def test_a_folder_that_others_could_read_is_closed_and_a_link_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert stat.S_IMODE(private_folder(folder).stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(FolderNotPrivate):
        private_folder(tmp_path / "link")


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_link_in_a_files_place_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    (tmp_path / "key").symlink_to(other)
    write_private(tmp_path / "key", "secret")
    assert other.read_text() == "mine"
    assert (tmp_path / "key").read_text() == "secret"
    assert not (tmp_path / "key").is_symlink()

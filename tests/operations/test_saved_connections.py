"""A connection is saved by any door: its token is an answer, and nobody's is replaced unasked."""

from pathlib import Path

import pytest

from batch_sender.config import connections
from batch_sender.config.workspace import Workspace
from batch_sender.operations.connections import (
    ConnectionKept,
    ConnectionSaved,
    NewConnection,
    add_connection,
    list_connections,
    remove_connection,
)
from batch_sender.operations.questions import Answer, AnswerNeeded, ReplaceConnection, TokenWanted

URL = "https://api.example.com/send"
SECRET = "tok-nobody-may-see"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.of({"BATCH_SENDER_CONNECTIONS": str(tmp_path / "connections.toml")})


def token(name: str, typed: str = SECRET) -> Answer:
    return Answer(to=TokenWanted(name=name).key, typed=typed)


def test_its_token_is_asked_for_and_never_shown(workspace: Workspace) -> None:
    new = NewConnection(name="loja", url=URL, number="11 91234-5678")
    assert add_connection(workspace, new) == AnswerNeeded(question=TokenWanted(name="loja"))
    assert not list_connections(workspace)
    assert SECRET not in repr(token("loja"))
    done = add_connection(workspace, new, [token("loja")])
    assert isinstance(done, ConnectionSaved)
    (saved,) = list_connections(workspace)
    assert done.saved == saved
    assert (saved.name, saved.address, saved.number) == (
        "loja", "api.example.com", "5511912345678",
    )  # fmt: skip
    assert SECRET not in repr(done)
    assert remove_connection(workspace, "loja") == saved
    assert not list_connections(workspace)


def test_one_of_that_name_is_replaced_only_at_a_word(workspace: Workspace) -> None:
    add_connection(workspace, NewConnection(name="loja", url=URL), [token("loja")])
    again = NewConnection(name="loja")
    needed = add_connection(workspace, again, [token("loja", "new")])
    assert isinstance(needed, AnswerNeeded)
    assert isinstance(needed.question, ReplaceConnection)
    no = Answer(to=needed.question.key)
    assert isinstance(add_connection(workspace, again, [no, token("loja", "new")]), ConnectionKept)

    def kept() -> tuple[str, str]:
        loja = connections.load_connections(workspace.connections)["loja"]
        return loja.token.reveal(), loja.url

    assert kept() == (SECRET, URL)
    yes = Answer(to=needed.question.key, yes=True)
    assert isinstance(
        add_connection(workspace, again, [yes, token("loja", "new")]), ConnectionSaved
    )
    assert kept() == ("new", URL), "a new token does not wander off to another server"

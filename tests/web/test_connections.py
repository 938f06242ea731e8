"""Connections on the page: tested before they are saved, replaced and removed only after a question."""

from pathlib import Path

import pytest

from batch_sender.config.connections import DEFAULT_ADDRESS, load_connections
from batch_sender.config.workspace import Workspace
from batch_sender.operations.connections import list_connections
from batch_sender.standin import LineState, StandIn
from tests.support import TOKEN
from tests.web.conftest import Visitor

NOT_STARTED, WRONG = "tok-nobody-may-see-1", "tok-nobody-may-see-2"
CLOSED = "http://127.0.0.1:9/send"


@pytest.fixture
def file(place: Path) -> Path:
    return place / "connections.toml"


@pytest.fixture
def cloud() -> StandIn:
    states = {TOKEN: LineState.CONNECTED, NOT_STARTED: LineState.NO_API}
    return StandIn(tokens=states)


def added(visitor: Visitor, api: StandIn, **changes: str) -> tuple[int, str]:
    fields = {"name": "loja", "url": api.url, "token": TOKEN, "number": "11 91234-5678"}
    answer = visitor.post("/connections", {**fields, **changes})
    return answer.status_code, answer.text


def test_one_is_added_shown_without_its_token_tested_and_removed(
    visitor: Visitor, api: StandIn, file: Path
) -> None:
    form = visitor.get("/connections/new").text
    assert DEFAULT_ADDRESS in form
    assert 'type="password" value="" autocomplete="off"' in form
    code, listed = added(visitor, api, token=f" {TOKEN}\n")
    assert (code, "Saved. CleverChat knows the token." in listed) == (200, True)
    assert "+55 11 91234-5678" in listed
    assert "on this computer" in listed
    assert load_connections(file)["loja"].token.reveal() == TOKEN
    tested = visitor.post("/connections/test", {"name": "loja"}).text
    assert "knows the token" in tested
    asked = visitor.post("/connections/remove", {"name": "loja"}).text
    assert "Remove “loja”?" in asked
    assert "loja" in load_connections(file)
    gone = visitor.post("/connections/remove", {"name": "loja", "sure": "yes"})
    assert "removed from this machine" in gone.text
    assert not load_connections(file)
    late = visitor.post("/connections/remove", {"name": "loja", "sure": "yes"})
    assert (late.status_code, "somebody has removed it" in late.text) == (409, True)
    assert not any(TOKEN in each for each in (listed, tested, asked, gone.text, late.text))


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"token": WRONG}, "token", "Copy it again from CleverChat"),
        ({"token": "two words"}, "token", "without the word Bearer"),
        ({"token": ""}, "token", "Paste the token"),
        ({"name": ""}, "name", "Give the connection a name"),
        ({"name": "a/b"}, "name", "cannot be the name"),
        ({"url": CLOSED}, "url", "Nothing answers at 127.0.0.1:9"),
        ({"url": "http://example.com/send"}, "url", "https://"),
        ({"url": "https://ana:secret@example.com/send"}, "url", "user name or password"),
        ({"number": "1234"}, "number", "“1234” in “Own number” is not a phone number"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_saved(
    visitor: Visitor, api: StandIn, file: Path, changes: dict[str, str], field: str, said: str
) -> None:
    code, shown = added(visitor, api, **changes)
    assert code == 422
    assert f'id="{field}-fault"' in shown
    assert f'href="#{field}"' in shown
    assert said in shown
    assert "--" not in shown.partition("<main")[2].partition("</main")[0]  # no flag of a command
    assert not file.exists()
    assert not any(secret in shown for secret in (TOKEN, WRONG, "secret", "two words"))


def test_one_that_is_not_ready_is_saved_and_said_to_be(
    visitor: Visitor, cloud: StandIn, file: Path
) -> None:
    with cloud:
        code, shown = added(visitor, cloud, token=NOT_STARTED)
    assert (code, "Saved, but" in shown) == (200, True)
    assert "plan" in shown
    assert load_connections(file)["loja"].token.reveal() == NOT_STARTED


def test_a_name_that_is_taken_is_replaced_only_when_ticked(
    visitor: Visitor, cloud: StandIn, api: StandIn
) -> None:
    with cloud:
        added(visitor, cloud, token=NOT_STARTED)
        code, asked = added(visitor, api)
        key = asked.partition('name="replace" value="')[2].partition('"')[0].replace("&#39;", "'")
        assert (code, bool(key)) == (422, True)
        assert "paste it again" in asked
        assert TOKEN not in asked
        code, done = added(visitor, api, replace=key, number="")
        assert (code, "Saved. CleverChat knows" in done) == (200, True)
        # the number stays, and what was answered for another address counts no more
        assert "+55 11 91234-5678" in done
        code, again = added(visitor, cloud, replace=key)
        assert (code, "Yes, replace it" in again) == (422, True)
        form = visitor.post("/connections/replace", {"name": "loja"})
        assert (form.status_code, "Left empty" in form.text) == (200, True)


def test_the_own_number_is_changed_on_a_page_of_its_own(
    visitor: Visitor, api: StandIn, place: Path
) -> None:
    added(visitor, api, number="")
    assert "The number of “loja”" in visitor.post("/connections/number", {"name": "loja"}).text
    wrong = visitor.post("/connections/number", {"name": "loja", "number": "99"})
    assert (wrong.status_code, "not a phone number" in wrong.text) == (422, True)
    done = visitor.post("/connections/number", {"name": "loja", "number": "(21) 98765-4321"})
    assert "The number was saved." in done.text
    workspace = Workspace.of({"BATCH_SENDER_CONNECTIONS": str(place / "connections.toml")})
    assert [each.number for each in list_connections(workspace)] == ["5521987654321"]


def test_a_test_says_what_is_wrong_and_the_one_of_the_environment_has_one_too(
    visitor: Visitor, cloud: StandIn
) -> None:
    with cloud:
        added(visitor, cloud, token=NOT_STARTED)
        told = visitor.post("/connections/test", {"name": "loja"}).text
    assert "not part of this company" in told
    down = visitor.post("/connections/test", {"name": "loja"}).text
    assert "Nothing answers" in down
    assert "knows the token" in visitor.post("/connections/test", {"name": ""}).text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"token": ""}, {"number": "123"}])
def test_a_password_in_an_address_is_not_shown_again_whatever_else_is_wrong(
    visitor: Visitor, api: StandIn, wrong: dict[str, str]
) -> None:
    code, form = added(visitor, api, **{"url": "https://ana:s3cret@example.com/send", **wrong})
    assert (code, "s3cret" in form) == (422, False)

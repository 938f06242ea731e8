"""A batch file, a profile's defaults and flags make one order; values alone decide it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from batch_sender.automation import batch_files
from batch_sender.automation.batch_files import BatchFileReader, Filed
from batch_sender.config.errors import BatchFileValueRefused, ProfileHasOwnJournal
from batch_sender.config.workspace import Workspace
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import option_values

NOON = datetime(2026, 11, 3, 15, tzinfo=UTC)
SECRETS = {"BATCH_SENDER_SMTP_PASSWORD": "s3cret", "BATCH_SENDER_WEBHOOK_TOKEN": "t0ken"}


@pytest.mark.parametrize(
    ("lower", "upper", "laid"),
    [
        pytest.param({"rate": "off"}, {}, {"rate": "off"}, id="nothing above"),
        pytest.param(
            {"rate": "off"}, {"rate": "9/min"}, {"rate": "9/min"}, id="what is above wins"
        ),
        pytest.param({"template": "a"}, {"text": "b"}, {"text": "b"}, id="a text for a template"),
        pytest.param({"text": "a"}, {"template": "b"}, {"template": "b"}, id="and the reverse"),
        pytest.param(
            {"text": "a"}, {"rate": "off"}, {"text": "a", "rate": "off"}, id="another key leaves it"
        ),
    ],
)
def test_values_are_laid_over_others(
    lower: dict[str, Any], upper: dict[str, Any], laid: dict[str, Any]
) -> None:
    assert option_values.over(lower, upper) == laid


@pytest.fixture
def client(tmp_path: Path) -> Workspace:
    """A profile with a text and a pace of its own."""
    own = tmp_path / "profiles" / "acme"
    (own / "templates").mkdir(parents=True)
    (own / "templates" / "oi.txt").write_text("Oi da Acme", "utf-8")
    (own / "defaults.toml").write_text('template = "oi.txt"\nrate = "20/min"\n', "utf-8")
    variables = {"BATCH_SENDER_PROFILES": str(own.parent), **SECRETS}
    return Workspace.of(variables, profile="acme")


def read(workspace: Workspace, folder: Path, content: str, **flags: Any) -> Filed:
    path = folder / "envio.toml"
    path.write_text(content, "utf-8")
    reader = BatchFileReader(workspace=workspace, who="ana", here=folder / "here", now=NOON)
    return batch_files.read(path, reader, flags=flags)


def test_a_flag_wins_over_the_file_and_the_file_over_the_profile(
    client: Workspace, tmp_path: Path
) -> None:
    order = read(client, tmp_path, 'list = "a.csv"').order
    assert (order.request.text, order.request.settings.gap) == ("Oi da Acme", 3.0)
    order = read(client, tmp_path, 'list = "a.csv"\nrate = "30/min"').order
    assert order.request.settings.gap == 2.0
    order = read(client, tmp_path, 'list = "a.csv"\nrate = "30/min"', rate="60/min").order
    assert order.request.settings.gap == 1.0
    assert order.request.who == "ana"


def test_paths_of_the_file_begin_in_its_folder_and_those_of_flags_here(
    client: Workspace, tmp_path: Path
) -> None:
    order = read(client, tmp_path, 'list = "a.csv"\nout = "r.xlsx"').order
    assert (order.lists_in, order.out) == (tmp_path, str(tmp_path / "r.xlsx"))
    order = read(client, tmp_path, 'list = "a.csv"', list="b.csv", out=Path("r.xlsx")).order
    assert (order.lists_in, order.wanted) == (tmp_path / "here", "b.csv")
    assert order.out == str(tmp_path / "here" / "r.xlsx")


def test_what_expires_today_goes_by_the_moment_it_is_read(
    client: Workspace, tmp_path: Path
) -> None:
    order = read(client, tmp_path, 'list = "a.csv"\nexpires = "{date} 18:00"').order
    assert order.request.settings.expires == "2026-11-03 18:00"


def test_secrets_come_from_the_workspace_and_not_from_the_process(
    client: Workspace, tmp_path: Path
) -> None:
    before = dict(os.environ)
    notify = '[notify]\nwebhook = "https://x.example"\nmail_to = "a@b.c"\nmail_from = "a@b.c"\nsmtp = "x:25"'
    asked = read(client, tmp_path, f'list = "a.csv"\n{notify}').order.notify
    assert asked.webhook_token == "t0ken"
    assert asked.mail is not None
    assert asked.mail.password == "s3cret"
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("line", "flags", "told"),
    [
        pytest.param('rate = "fast"', {}, "line 2", id="the file's own value"),
        pytest.param('out = "{day}.xlsx"', {}, "line 2", id="a results path"),
        pytest.param('problem_rows = "stop"', {}, "line 2", id="a rule"),
        pytest.param("open_ticket = true", {}, "line 2", id="a queue is missing"),
        pytest.param("", {"rate": "fast"}, "fast", id="a flag has no line"),
        pytest.param("", {"problem_rows": "stop"}, "stop", id="nor has this one"),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    client: Workspace, tmp_path: Path, line: str, flags: dict[str, Any], told: str
) -> None:
    with pytest.raises(BatchSenderError) as raised:
        read(client, tmp_path, f'list = "a.csv"\n{line}\n', **flags)
    assert isinstance(raised.value, BatchFileValueRefused) is not bool(flags)
    assert told in raised.value.message


def test_a_client_has_its_own_journal(client: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ProfileHasOwnJournal):
        read(client, tmp_path, 'list = "a.csv"\njournal = "b.sqlite3"')

"""What nobody expected leaves a trace, with no token and no whole number in it; else the program is quiet."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.automation.notices import Notification, NotificationSettings, Occasion
from batch_sender.automation.notices.delivery import NoticeDelivery
from batch_sender.cli import debug, main, service_log
from batch_sender.config import connections
from batch_sender.config.connections import Connection
from batch_sender.config.masking import masked
from batch_sender.config.tokens import Token
from batch_sender.gateway import Gateway, answers
from batch_sender.models import Call, Part, PhoneNumber, Reason, Unknown
from batch_sender.standin import LineState, StandIn, no_faults

TOKEN = "chave-que-ninguem-pode-ler"
NUMBER = "5511900000601"


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    debug.begin(on=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(f"to {NUMBER}.", "to …0601.", id="a number"),
        pytest.param("'(11) 90000-0601'", "'(…0601'", id="as people write it"),
        pytest.param("row 1234567 of 2026-11-30", "row 1234567 of 2026-11-30", id="no number"),
        pytest.param("Bearer abc.def", "Bearer ***", id="a header, whoever's"),
        pytest.param("postgresql://u:p@db/x", "postgresql://***@db/x", id="a database's password"),
        pytest.param("key AKIAIOSFODNN7EXAMPLE,", "key ***,", id="a key's id"),
        pytest.param(
            "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/x/s3, Signature=0a1b2c",
            "AWS4-HMAC-SHA256 Credential=***, Signature=***",
            id="a signed request to a store",
        ),
        pytest.param(
            "{'X-Amz-Security-Token': b'FwoG/Zz+', 'aws_secret_access_key': 'wJal/r+X'}",
            "{'X-Amz-Security-Token': b'***', 'aws_secret_access_key': '***'}",
            id="secrets of a store, as they are named",
        ),
        pytest.param(
            "AWS_SECRET_ACCESS_KEY=wJal/r+X", "AWS_SECRET_ACCESS_KEY=***", id="a variable"
        ),
        pytest.param("https://hooks.example/T0/k?x=1", "https://hooks.example/***", id="a hook"),
        pytest.param(
            "exceeded with url: /T0/k (Caused", "exceeded with url: *** (Caused", id="its path"
        ),
    ],
)
def test_what_a_log_keeps(written: str, kept: str) -> None:
    assert masked(written) == kept


def test_a_token_in_use_is_masked_wherever_it_stands() -> None:
    token = Token(TOKEN)
    assert masked(f"x{TOKEN}y {token}") == "x***y ***"


def _raise(*_args: object, **_more: object) -> None:
    raise KeyError(f"{TOKEN} {NUMBER}")


def _broken_call(api: StandIn) -> Unknown:
    """Make a call that meets a mistake of our own, after the request has left."""
    with Gateway(url=api.url, token=Token(TOKEN)) as gateway:
        outcome = gateway.send(Call(number=PhoneNumber(NUMBER), part=Part.TEXT, text="Oi"))
    assert isinstance(outcome, Unknown)
    return outcome


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(answers, "presentable", _raise)
    with StandIn(faults=no_faults, tokens={TOKEN: LineState.CONNECTED}) as api:
        yield api


def test_a_mistake_in_reading_an_answer_is_shown_if_asked(
    broken: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    debug.begin(on=True)
    assert _broken_call(broken).reason is Reason.CONNECTION_LOST
    shown = capsys.readouterr().err
    assert "batch_sender.gateway.failures" in shown
    assert "Traceback" in shown
    assert "Unexpected: KeyError" in shown
    assert TOKEN not in shown
    assert NUMBER not in shown


def test_it_is_quiet_unless_asked(broken: StandIn, capfd: pytest.CaptureFixture[str]) -> None:
    debug.begin(on=False)
    _broken_call(broken)
    assert capfd.readouterr() == ("", "")


def test_a_line_that_is_lost_is_no_surprise(caplog: pytest.LogCaptureFixture) -> None:
    with StandIn() as gone:
        url = gone.url
    with Gateway(url=url, token=Token(TOKEN)) as gateway:
        gateway.send(Call(number=PhoneNumber(NUMBER), part=Part.TEXT, text="Oi"))
    assert not caplog.records


def test_the_services_log_holds_the_trace(broken: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "log" / "servico.log"
    with service_log.written_to(path) as report:
        report("Batch 20261130 is judged.")
        _broken_call(broken)
    written = path.read_text("utf-8")
    assert "Batch 20261130 is judged." in written, "its own words are as they were said"
    assert "Unexpected: KeyError" in written
    assert TOKEN not in written
    assert NUMBER not in written


def test_a_service_on_a_terminal_shows_its_own_words_alone(
    broken: StandIn, capfd: pytest.CaptureFixture[str]
) -> None:
    debug.begin(on=False)
    with service_log.written_to(None) as report:
        report("Batch 1 is judged.")
        _broken_call(broken)
    shown = capfd.readouterr().err
    assert shown.endswith("INFO Batch 1 is judged.\n")
    assert "Traceback" not in shown


def test_a_notice_that_does_not_get_through_shows_no_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    debug.begin(on=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/T0/chave"
    notice = Notification(occasion=Occasion.ENDED, subject="s", text="t", facts={})
    told = NoticeDelivery(notice, NotificationSettings(webhook=gone), "webhook").within()
    assert told.why == "ConnectionError"
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "chave" not in shown


@pytest.mark.parametrize(("value", "shown"), [("1", True), ("0", False), ("", False)])
def test_a_whole_run_with_a_token_in_play(
    value: str,
    shown: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: StandIn,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATCH_SENDER_DEBUG", value)
    monkeypatch.setenv("BATCH_SENDER_CONNECTIONS", str(tmp_path / "connections.toml"))
    monkeypatch.setenv("BATCH_SENDER_LANG", "en")
    saved = Connection(name="loja", url=broken.url, token=Token(TOKEN))
    connections.add(tmp_path / "connections.toml", saved)
    (tmp_path / "lista.csv").write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    sent = ("send", "lista.csv", "--text", "Oi {nome}", "--yes", "--rate", "off")
    code = main([*sent, "--journal", "j.sqlite3"])
    out, err = capfd.readouterr()
    assert code in {1, 3}, err
    assert ("Traceback" in err) is shown
    assert TOKEN not in out + err
    assert NUMBER not in err


def test_beginning_twice_shows_things_once(capsys: pytest.CaptureFixture[str]) -> None:
    for _time in range(2):
        debug.begin(on=True)
    logging.getLogger("batch_sender.x").warning("once")
    assert capsys.readouterr().err.count("once") == 1

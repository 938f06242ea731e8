"""A message greets by the hour it leaves in, whenever it was judged, and is kept as it left."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from batch_sender.cli.preview import previews
from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.journal.sending.records import SendReport
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import Accepted, MessageRecord, Outcome, PhoneNumber, ProblemCode
from batch_sender.operations.preview import messages_to_read
from batch_sender.standin import StandIn
from tests.journal.desk import NOT_LEFT
from tests.support import FakeClock, Watcher, connection_to, dispatch

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MORNING, AFTERNOON, EVENING = (
    datetime(2026, 11, 23, hour, 30, tzinfo=SAO_PAULO).astimezone(UTC) for hour in (9, 14, 19)
)


ACCEPTED = Accepted(status=200, answer="")


class Office:
    """Judges one person at some hour, and sends at another."""

    def __init__(self, journal: Journal, clock: FakeClock, folder: Path) -> None:
        self.journal, self.clock, self.list = journal, clock, folder / "lista.csv"
        self.list.write_text("nome,telefone\nBom dia,11 90000-0601\n", "utf-8")
        self.connection = journal.sending.known_connection(
            fingerprint="#", name="loja", address="api"
        )
        self.settings = Settings(gap=0)

    def judge(self) -> int:
        request = Request(
            list_path=self.list,
            text="{{ saudacao }}, {{ nome }}!",
            origin="--text",
            settings=self.settings,
            who="ana",
        )
        return prepare(self.journal, request, now=self.clock.now())

    def claim(self, batch_id: int) -> Claimed:
        now = self.clock.now()
        terms = Terms(
            batch_id=batch_id,
            connection_id=self.connection,
            address="api",
            address_gap=0,
            sent_since=now - timedelta(hours=24),
            greeting=self.settings.greeter.at(now),
        )
        found = self.journal.sending.claim(terms)
        assert isinstance(found, Claimed)
        return found

    def start(self, batch_id: int) -> None:
        self.journal.batches.start(batch_id, connection_id=self.connection, who="ana", sender={})

    def record(self, claimed: Claimed, ending: Outcome) -> None:
        self.journal.sending.record(SendReport(claimed=claimed, ending=ending), address="api")

    def row(self, batch_id: int) -> MessageRecord:
        (row,) = self.journal.messages.rows(batch_id)
        return row

    def at(self, moment: datetime) -> None:
        self.clock.forward((moment - self.clock.now()).total_seconds())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def office(journal: Journal, clock: FakeClock, tmp_path: Path) -> Office:
    return Office(journal, clock, tmp_path)


def test_it_is_filled_when_the_message_leaves_and_kept_as_it_left(office: Office) -> None:
    batch_id = office.judge()
    assert office.row(batch_id).text == "Bom dia, Bom dia!"
    office.at(AFTERNOON)
    office.start(batch_id)
    claimed = office.claim(batch_id)
    assert claimed.call.text == "Boa tarde, Bom dia!", "the name in the cell stays"
    assert office.row(batch_id).text == claimed.call.text, "on disk before the call"
    office.record(claimed, ACCEPTED)
    office.at(EVENING)
    assert office.row(batch_id).text == "Boa tarde, Bom dia!"


def test_what_did_not_leave_is_filled_anew(office: Office) -> None:
    batch_id = office.judge()
    office.start(batch_id)
    office.record(office.claim(batch_id), NOT_LEFT)
    office.at(EVENING)
    assert office.claim(batch_id).call.text == "Boa noite, Bom dia!"


def test_another_hour_does_not_make_a_message_new(office: Office) -> None:
    first = office.judge()
    office.start(first)
    office.record(office.claim(first), ACCEPTED)
    office.at(AFTERNOON)
    assert office.row(office.judge()).reason == ProblemCode.ALREADY_SENT


def test_a_proof_greets_by_the_hour_it_is_sent_in(office: Office) -> None:
    batch_id = office.judge()
    mine = PhoneNumber("5511900009999")
    greeting = office.settings.greeter.at(EVENING)
    (call,) = office.journal.messages.proof_calls(batch_id, mine, greeting=greeting)
    assert call.text == "Boa noite, Bom dia!"


def test_what_is_shown_before_sending_greets_by_now(office: Office) -> None:
    batch = office.journal.batches.one(office.judge())
    shown = messages_to_read(office.journal, batch)
    lines = list(previews.lines(shown, office.settings.greeter.at(EVENING)))
    assert "    Boa noite, Bom dia!" in lines


def test_the_customer_reads_the_greeting_of_the_hour_of_sending(office: Office) -> None:
    batch_id = office.judge()
    office.at(AFTERNOON)
    with StandIn() as api:
        deliver(
            office.journal,
            dispatch(batch_id, connection_to(api)),
            clock=office.clock,
            watch=Watcher(),
            stop=threading.Event(),
            chance=lambda: 0.5,
        )
        bodies = [each.body for each in api.received if each.number]
    assert bodies == ["Boa tarde, Bom dia!"]
    assert office.row(batch_id).text == bodies[0]

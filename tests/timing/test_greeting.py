"""The greeting of the hour: filled when the message leaves, never forged, never what makes it new."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.cli.picture import previews
from batch_sender.compose.errors import GreetingMisplaced, PlaceholderUnknown
from batch_sender.compose.templates import Template, Voice, compile_template
from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.journal.sending.records import SendReport
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import (
    Accepted,
    MessageRecord,
    Outcome,
    PhoneNumber,
    Problem,
    ProblemCode,
)
from batch_sender.models.spans import GreetingSpan, Letters
from batch_sender.operations.preview import messages_to_read
from batch_sender.standin import StandIn
from batch_sender.timing.greeting import Greeter, renewed
from tests.journal.desk import NOT_LEFT
from tests.support import FakeClock, Watcher, connection_to, dispatch

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MORNING, AFTERNOON, EVENING = (
    datetime(2026, 11, 23, hour, 30, tzinfo=SAO_PAULO).astimezone(UTC) for hour in (9, 14, 19)
)


# ── by the hour ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clock", "portuguese", "english"),
    [
        ("00:00", "Boa noite", "Good evening"),
        ("04:59", "Boa noite", "Good evening"),
        ("05:00", "Bom dia", "Good morning"),
        ("11:59", "Bom dia", "Good morning"),
        ("12:00", "Boa tarde", "Good afternoon"),
        ("17:59", "Boa tarde", "Good afternoon"),
        ("18:00", "Boa noite", "Good evening"),
        ("23:59", "Boa noite", "Good evening"),
    ],
)
def test_the_greeting_of_each_hour(clock: str, portuguese: str, english: str) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=SAO_PAULO).astimezone(UTC)
    assert Greeter(zone=SAO_PAULO).at(now) == portuguese
    assert Greeter(zone=SAO_PAULO, language="en").at(now) == english


def test_the_clocks_are_those_of_the_batch() -> None:
    noon_in_lisbon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert Settings().greeter.at(noon_in_lisbon) == "Bom dia"
    lisbon = Settings(window="mon-sat 8:00-20:00 Europe/Lisbon")
    assert lisbon.greeter.at(noon_in_lisbon) == "Boa tarde"


# ── in a text ─────────────────────────────────────────────────────────────────────────────────


def greeting_text(
    source: str, header: tuple[str, ...] = ("nome",), *, at: str = "Bom dia"
) -> Template:
    return compile_template(source, header, voice=Voice(greeting=at))


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("{{ saudacao }}, {{ nome }}!", "Bom dia, Ana!"),
        ("{Saudação}, {nome}!", "Bom dia, Ana!"),
        ("{{ greeting }}, {{ nome }}!", "Bom dia, Ana!"),
        ("Oi, {{ saudacao|lower }}!", "Oi, bom dia!"),
        ("Oi, {saudação|minúsculas}!", "Oi, bom dia!"),
        ("{{ saudacao|maiusculas }}!", "BOM DIA!"),
        ("{% if nome %}{{ saudacao }}{% endif %}.", "Bom dia."),
    ],
)
def test_a_text_greets(source: str, filled: str) -> None:
    template = greeting_text(source)
    assert template.fill(("Ana",)) == filled
    for start, end, letters in template.spots(("Ana",)):
        words = {"lower": "bom dia", "upper": "BOM DIA"}.get(letters, "Bom dia")
        assert filled[start:end] == words


def test_every_greeting_of_a_text_has_its_spot() -> None:
    template = greeting_text("\n\n {{ nome }}\r\n{{ saudacao }}! {{ saudacao|upper }}\n")
    assert template.fill(("A\r\nB",)) == "A\nB\nBom dia! BOM DIA"
    assert template.spots(("A\r\nB",)) == (
        GreetingSpan(4, 11, "as_is"),
        GreetingSpan(13, 20, "upper"),
    )


@given(st.lists(st.sampled_from(("{{ a }}", "{{ saudacao }}", "\r", "\n", " ", "{{ b }}", "x"))))
def test_spots_bear_line_breaks_of_any_kind(pieces: list[str]) -> None:
    template = greeting_text("x" + "".join(pieces), ("a", "b"))
    for cells in (("a\r", "\nb"), ("a\r\r", "\r\nb"), ("\nb\r", "\u2028a")):
        message = template.fill(cells)
        if isinstance(message, str):
            spots = template.spots(cells)
            assert renewed(message, spots, "Bom dia") == (message, spots)


def test_a_column_of_that_name_comes_first() -> None:
    template = greeting_text("{{ saudacao }}!", ("Saudação",))
    assert template.fill(("Prezada Ana",)) == "Prezada Ana!"
    assert not template.greets


def test_a_pattern_of_file_names_does_not_greet() -> None:
    with pytest.raises(PlaceholderUnknown):
        compile_template("boletos/{{ saudacao }}.pdf", ("nome",))


@pytest.mark.parametrize(
    "source",
    [
        "{% if saudacao == 'Bom dia' %}x{% endif %}",
        "{{ 'x' if saudacao else 'y' }}",
        "{{ saudacao[:3] }}",
        "{{ saudacao ~ nome }}",
        "{{ saudacao|replace('B', 'b') }}",
        "{{ saudacao|lower|upper }}",
        "{{ nome|default(saudacao) }}",
        "{{ nome or saudacao }}",
        "{% if nome == saudacao %}x{% endif %}",
        "{{ saudacao.upper() }}",
    ],
)
def test_nothing_hangs_on_a_greeting_that_is_not_known_yet(source: str) -> None:
    with pytest.raises(GreetingMisplaced) as caught:
        compile_template("\n" + source, ("nome",), origin="t.txt", voice=Voice(greeting="Bom dia"))
    assert caught.value.message.startswith("t.txt, line 2")


def test_the_length_counts_the_longest_greeting() -> None:
    template = greeting_text("{{ saudacao }}!{{ nome }}")
    assert isinstance(template.fill(("x" * 4086,)), str), "4,096 with the longest greeting"
    found = template.fill(("x" * 4087,))
    assert found == Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail="4097")


# ── put in again ──────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(("Bom dia", "Boa tarde", "Boa noite"))
LETTERS: st.SearchStrategy[Letters] = st.sampled_from(("as_is", "lower", "upper"))


@given(st.lists(st.tuples(st.text(), LETTERS)), st.text(), WORDS, WORDS, WORDS)
def test_only_the_greetings_change(
    parts: list[tuple[str, Letters]], rest: str, first: str, then: str, last: str
) -> None:
    text, spots = "", list[GreetingSpan]()
    for before, letters in parts:
        text += before
        spots.append(GreetingSpan(len(text), len(text), letters))
    text += rest
    once = renewed(text, tuple(spots), first)
    again = renewed(*renewed(*once, then), last)
    assert again == renewed(text, tuple(spots), last)
    around, read = "", 0
    for start, end, _letters in again[1]:
        around, read = around + again[0][read:start], end
    assert around + again[0][read:] == text


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zs", "Cf"))))
def test_no_cell_can_forge_a_greeting(cell: str) -> None:
    template = greeting_text("{{ nome }}|{{ saudacao }}|{{ nome }}")
    filled = template.fill((cell,))
    if isinstance(filled, Problem):
        return
    text, _spots = renewed(filled, template.spots((cell,)), "Boa noite")
    assert text.count("|") >= 2
    assert text == filled.replace("|Bom dia|", "|Boa noite|", 1)


# ── when it leaves ────────────────────────────────────────────────────────────────────────────

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
            said_since=now - timedelta(hours=24),
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
